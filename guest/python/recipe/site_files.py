"""The files of a package in the guest's filesystem: `build/NAME/files`, for modules that code imports at run time."""

from pathlib import Path

import bytecode
from native.package import Package
from step import Step


def build(package: Package, place: str) -> Path:
    """Make them if needed, for where in the guest they will be."""
    stamp = package.site.with_name("site.inputs").read_text()
    recipe = [Path(__file__).resolve(), Path(bytecode.__file__)]
    step = Step("files", stamp, place, *recipe, folder=package.work)
    if step.is_done():
        return step.output
    with step.doing(f"the modules of {package.name} as bytecode"):
        contents = {path.relative_to(package.site): path for path in package.site.rglob("*") if path.is_file()}
        built = bytecode.compile_files(contents, place)
        # An extension module is linked into the component, and is found where there is a file of its name.
        built |= {name: b"" for name in contents if name.suffix == ".so"}
        step.write_folder(built)
    return step.output
