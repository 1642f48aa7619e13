"""Builds guests: the folder NAME beside this file gives dist/sandbox-NAME.wasm and dist/sandbox-NAME-virt.wasm.

A folder's `build.py COMPONENT` makes the component; `wrap.py COMPONENT WRAPPED`, if there is one, fuses and wraps it
with what it needs, in place of `fuse` and `wasi-virt` with the usual options. Both find the modules of
guest/python/recipe and of tools. Where a tool is missing that it can't install, `build.py` says so and ends with
status 3.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.append(str(Path(__file__).resolve().parent / "python" / "recipe"))

from fused import FUSE, PROFILE
from step import DIST, ROOT
from wrapped import ALLOWED, WASI_VIRT

HERE = Path(__file__).resolve().parent
SHARED = [HERE / "python" / "recipe", ROOT / "tools"]
FILES = {"python": "sandbox", "javascript": "sandbox-js"}
# The status of a `build.py` that lacks a tool.
NO_TOOL = 3


def main() -> int:
    """Build the guests that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a folder; all of them by default")
    parser.add_argument("--where-possible", action="store_true", help="leave out guests whose tools are missing")
    arguments = parser.parse_args()
    there_are = sorted(path.parent.name for path in HERE.glob("*/build.py"))
    for name in arguments.names or there_are:
        if name not in there_are:
            print(f"error: there is no guest/{name}/build.py; guests are: {', '.join(there_are)}", file=sys.stderr)
            return 1
        status = build(name)
        if status == NO_TOOL and arguments.where_possible:
            print(f"guest/{name} is left out")
        elif status != 0:
            return status
    return 0


def build(name: str) -> int:
    """Make a guest's component and its wrapped form; return the status of what failed, which has said why."""
    file = FILES.get(name, f"sandbox-{name}")
    component, wrapped = DIST / f"{file}.wasm", DIST / f"{file}-virt.wasm"
    DIST.mkdir(exist_ok=True)
    status = run(sys.executable, HERE / name / "build.py", component)
    if status != 0:
        return status
    if not component.exists():
        print(f"error: guest/{name}/build.py made no {component.relative_to(ROOT)}, its argument", file=sys.stderr)
        return 1
    wrap = HERE / name / "wrap.py"
    if wrap.exists():
        return run(sys.executable, wrap, component, wrapped)
    return run(WASI_VIRT, fused(component), "-o", wrapped, *ALLOWED)


def fused(component: Path) -> Path:
    """Return the component with its core modules linked into one, or as it is where that can't be done."""
    output = component.with_name(f"{component.stem}-fused.wasm")
    if run(FUSE, component, "-o", output) != 0:
        print(f"{component.name} is wrapped unfused", file=sys.stderr)
        return component
    with TemporaryDirectory() as folder:
        whole, pages = Path(folder, "wrapped.wasm"), Path(folder, "pages")
        if run(WASI_VIRT, output, "-o", whole, *ALLOWED) == 0 and run(PROFILE, "pages", whole, "-o", pages) == 0:
            run(FUSE, component, "-o", output, "--dirty", pages)
    return output


def run(*command: str | Path) -> int:
    """Run a program with the shared modules at hand."""
    path = os.pathsep.join(map(str, SHARED))
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": path}).returncode


if __name__ == "__main__":
    sys.exit(main())
