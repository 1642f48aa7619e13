"""Builds the Python guest: dist/sandbox.wasm, from CPython and the package `guest`."""

import os
import subprocess
import sys
from importlib.metadata import version

from step import ROOT, Step

SOURCES = ROOT / "guest" / "python" / "guest"
WIT = ROOT / "wit"

# With `sandbox`, the component runs under hosts that have no tools, and code finds no module `tools`.
WORLD = "sandbox-tools"


def main() -> None:
    """Build if needed."""
    step = Step("sandbox.wasm", f"componentize-py {version('componentize-py')} for {WORLD}", WIT, SOURCES)
    if step.is_done():
        return
    unfinished = step.output.with_suffix(".new")
    command = ["componentize-py", "--quiet", "--wit-path", WIT, "--world", WORLD]
    command += ["componentize", "guest", "--python-path", SOURCES.parent, "--output", unfinished]
    with step.doing("CPython 3.14 and guest/python (10 seconds)"):
        done = subprocess.run(command, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        if done.returncode != 0:
            raise SystemExit(f"error: componentize-py failed with status {done.returncode}; see its output above")
        unfinished.replace(step.output)


if __name__ == "__main__":
    sys.exit(main())
