"""Builds a package that is its Python files and a few extension modules."""

import shutil
from pathlib import Path

from native import settings
from native.package import Package
from native.tools import BIN, run


def build(package: Package, compiler: Path, site: Path) -> None:
    """Compile the modules into `site`, beside the Python files."""
    name = Path(package.build.package).name
    shutil.copytree(package.source / package.build.package, site / name)
    for module in package.build.modules:
        language = "cc"
        sources = []
        for path in map(Path, module.sources):
            if path.suffix == ".pyx":
                cython = [BIN / "cython", "-3", path]
                run(cython, package.source)
                path = path.with_suffix(".c")
            sources.append(path)
        output = site.joinpath(*module.name.split(".")).with_suffix(settings.SUFFIX)
        print(f"  {module.name}", flush=True)
        flags = ["-O2", "-DNDEBUG", *module.flags]
        run([*settings.command(compiler, language), *flags, *sources, "-o", output], package.source)
