"""Builds the Python guest: dist/sandbox.wasm, from CPython and the package `guest`.

`--with NAME` adds a package that `packages.py` has built, for another guest: dist/sandbox-NAME.wasm.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from step import ROOT, Step
from variant import chosen

SOURCES = ROOT / "guest" / "python" / "guest"
WIT = ROOT / "wit"


def main() -> None:
    """Build if needed."""
    variant = chosen(__doc__)
    tool = f"componentize-py {version('componentize-py')} for {variant.world}"
    step = Step(f"{variant.name}.wasm", tool, WIT, SOURCES, *variant.stamps)
    if step.is_done():
        return
    names = ["CPython 3.14", *(f"{package.name} {package.version}" for package in variant.packages), "guest/python"]
    with step.doing(f"{', '.join(names[:-1])} and {names[-1]} ({10 + 10 * len(variant.packages)} seconds)"):
        make(step.output, variant.world, variant.python_path())


def make(output: Path, world: str, folders: Iterable[Path]) -> None:
    """Make a component of the package `guest` for a world, with more folders that it finds modules in."""
    unfinished = output.with_suffix(".new")
    command = ["componentize-py", "--quiet", "--wit-path", WIT, "--world", world]
    command += ["componentize", "guest", "--output", unfinished]
    for folder in (SOURCES.parent, *folders):
        command += ["--python-path", folder]
    done = subprocess.run(command, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    if done.returncode != 0:
        raise SystemExit(f"error: componentize-py failed with status {done.returncode}; see its output above")
    unfinished.replace(output)


if __name__ == "__main__":
    sys.exit(main())
