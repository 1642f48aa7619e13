"""Builds the JavaScript guest: build.py COMPONENT.

componentize-js and the packages that are built in come from npm, in the versions of package-lock.json; node is among
the project's tools.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import npm
from step import ROOT, Step

HERE = Path(__file__).resolve().parent
WIT = ROOT / "wit"
# Where node finds the packages from; `just clean` removes it.
WORK = ROOT / "build" / "javascript"


def run(*command: str | Path) -> None:
    """Run a program where the packages are; end with a sentence if it fails."""
    status = subprocess.run(command, cwd=WORK).returncode
    if status != 0:
        raise SystemExit(f"error: {command[0]} failed with status {status}; see its output above")


def main(arguments: list[str]) -> None:
    """Build if needed."""
    if len(arguments) != 1:
        raise SystemExit("usage: build.py COMPONENT")
    component = Path(arguments[0]).resolve()
    packages = npm.install(HERE, WORK, "componentize-js and what is built in, from npm (10 seconds)")
    recipe = HERE / "componentize.mjs"
    step = Step(component.name, packages.stamp, HERE / "src", recipe, WIT, folder=component.parent)
    if step.is_done():
        return
    with step.doing("StarlingMonkey and guest/javascript (10 seconds)"):
        shutil.rmtree(WORK / "src", ignore_errors=True)
        shutil.copytree(HERE / "src", WORK / "src")
        shutil.copyfile(recipe, WORK / recipe.name)
        run("node", recipe.name, WIT, component)


if __name__ == "__main__":
    main(sys.argv[1:])
