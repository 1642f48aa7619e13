"""Builds the standard library: dist/stdlib, for modules that code imports at run time.

The library sits in componentize-py's package, the one that the guest's CPython was built with. It is compiled here; a
session then imports a module in a fraction of the time that compiling it would take.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import bundled
import bytecode
from step import Step

# Where the guest's `sys.path` has it.
MOUNT = "/python"

# What needs a display, a terminal of one's own or a way to install packages, none of which a sandbox has.
LEFT_OUT = {"__phello__", "config-3.14-wasm32-wasi", "ensurepip", "idlelib", "site-packages", "tkinter", "turtledemo"}


def sources() -> dict[str, bytes]:
    """Return the library's modules and data by their paths."""
    library = bundled.standard_library()
    return {name: content for name, content in library.items() if name.split("/")[0] not in LEFT_OUT}


def main() -> None:
    """Build if needed."""
    step = Step(
        "stdlib", f"componentize-py {version('componentize-py')}", Path(__file__).resolve(), Path(bundled.__file__)
    )
    if step.is_done():
        return
    with step.doing("the standard library as bytecode (10 seconds)"):
        files = sources()
        modules = {name: content for name, content in files.items() if name.endswith(".py")}
        # Data that modules read at run time; the rest is about the build.
        built = {name: content for name, content in files.items() if name.endswith((".css", ".txt"))}
        compiled = bytecode.compile_all({f"{MOUNT}/{name}": source for name, source in modules.items()})
        built |= {f"{path.removeprefix(f'{MOUNT}/')}c": code for path, code in compiled.items()}
        step.write_folder(built)


if __name__ == "__main__":
    sys.exit(main())
