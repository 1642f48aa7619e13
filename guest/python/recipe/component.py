"""Builds the Python guest: dist/sandbox.wasm, from CPython and the package `guest`.

`--with NAME` adds a package that `packages.py` has built, for another guest: dist/sandbox-NAME.wasm.
"""

import os
import subprocess
import sys
from importlib.metadata import version

from step import ROOT, Step
from variant import chosen

SOURCES = ROOT / "guest" / "python" / "guest"
WIT = ROOT / "wit"

# With `sandbox`, the component runs under hosts that have no tools, and code finds no module `tools`.
WORLD = "sandbox-tools"


def main() -> None:
    """Build if needed."""
    variant = chosen(__doc__)
    tool = f"componentize-py {version('componentize-py')} for {WORLD}"
    step = Step(f"{variant.name}.wasm", tool, WIT, SOURCES, *variant.stamps)
    if step.is_done():
        return
    unfinished = step.output.with_suffix(".new")
    command = ["componentize-py", "--quiet", "--wit-path", WIT, "--world", WORLD]
    command += ["componentize", "guest", "--output", unfinished]
    for folder in (SOURCES.parent, *variant.python_path()):
        command += ["--python-path", folder]
    names = ["CPython 3.14", *(f"{package.name} {package.version}" for package in variant.packages), "guest/python"]
    with step.doing(f"{', '.join(names[:-1])} and {names[-1]} ({10 + 10 * len(variant.packages)} seconds)"):
        done = subprocess.run(command, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        if done.returncode != 0:
            raise SystemExit(f"error: componentize-py failed with status {done.returncode}; see its output above")
        unfinished.replace(step.output)


if __name__ == "__main__":
    sys.exit(main())
