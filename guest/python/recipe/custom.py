"""Python guests of one's own, as guest/template-python is: a folder with packages from PyPI and a prelude.

`requirements.txt` lists the packages with their hashes. What `__all__` of `prelude.py` names, every session finds
without an import. What the prelude imports is in memory already when a session starts.
"""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import bytecode
import component
import stdlib
from fused import fuse
from step import DIST, ROOT, Step
from variant import WORLD
from wrapped import wrap as wrap_with

# What is installed doesn't depend on the machine. What is native in it can't work, and is left out.
PLATFORM = ["--platform=manylinux2014_x86_64", "--platform=any", "--implementation=cp", "--python-version=3.14"]

# What tells the guest of them.
MODULES = {"guest_packages.py": 'PRELOAD = ["prelude"]\nBOUND = []\nSTARRED = ["prelude"]\n'}

# Where the guest finds the second of the folders that componentize-py is given.
PLACE = "/1"


def build(folder: Path, output: Path) -> None:
    """Make the component of a folder, if needed."""
    site = _packages(folder)
    prelude = folder / "prelude.py"
    tool = f"componentize-py {version('componentize-py')} for {WORLD}"
    inputs = [site.stamp, *MODULES.values(), prelude, component.WIT, component.SOURCES]
    step = Step(output.name, tool, *inputs, folder=output.parent)
    if step.is_done():
        return
    own = _work(folder) / "own"
    own.mkdir(exist_ok=True)
    shutil.copyfile(prelude, own / prelude.name)
    for name, text in MODULES.items():
        (own / name).write_text(text)
    with step.doing("CPython 3.14, guest/python, packages and a prelude (10 seconds)"):
        component.make(output, WORLD, (site.output, own))


def wrap(folder: Path, output: Path, wrapped: Path) -> None:
    """Fuse the component, and wrap it with the packages' modules beside the standard library."""
    in_one = _work(folder) / "fused.wasm"
    files = {stdlib.MOUNT: DIST / "stdlib", PLACE: _files(folder)}
    fuse(output, in_one, files)
    wrap_with(in_one, wrapped, files)


def _work(folder: Path) -> Path:
    return ROOT / "build" / folder.name


def _packages(folder: Path) -> Step:
    """Install the packages if needed."""
    requirements = folder / "requirements.txt"
    step = Step("site", requirements, *PLATFORM, folder=_work(folder))
    if not step.is_done():
        with step.doing("the packages of requirements.txt, from PyPI"):
            shutil.rmtree(step.output, ignore_errors=True)
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PLATFORM]
            command += ["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", requirements]
            _run(*command, "--target", step.output)
            for path in step.output.rglob("*.so"):
                path.unlink()
    return step


def _files(folder: Path) -> Path:
    """Compile the packages' modules, for those that the prelude doesn't import."""
    site = _packages(folder)
    step = Step("files", site.stamp, PLACE, Path(bytecode.__file__), folder=_work(folder))
    if step.is_done():
        return step.output
    with step.doing("the packages as bytecode"):
        contents = {path.relative_to(site.output): path for path in site.output.rglob("*") if path.is_file()}
        built = bytecode.compile_files(contents, PLACE)
        # Data that modules read.
        built |= {name: path.read_bytes() for name, path in contents.items() if name.suffix not in (".py", ".pyc")}
        step.write_folder(built)
    return step.output


def _run(*command: str | Path) -> None:
    status = subprocess.run(command, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}).returncode
    if status != 0:
        raise SystemExit(f"error: {Path(command[0]).name} failed with status {status}; see its output above")
