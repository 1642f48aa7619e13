"""What `compiler.py` needs to know, in a file for each package."""

import json
import sys
from pathlib import Path

from native import HERE, SHARED
from native.libraries import EMULATED, FOLDER, LINKED
from native.tools import TARGET, run, zig

# How CPython on WASI calls extension modules.
SUFFIX = ".cpython-314-wasm32-wasi.so"

# clang in zig looks for undefined behaviour unless told not to. The C++ names are those of the guest's C++ library.
_FLAGS = ["-fPIC", "-fno-sanitize=undefined", "-Wno-unused-command-line-argument"]
_CXX = ["-U_LIBCPP_ABI_VERSION", "-D_LIBCPP_ABI_NAMESPACE=__2", "-D_LIBCPP_ABI_VERSION=2"]


def write(folder: Path, flags: list[str], shared: dict[str, str]) -> Path:
    """Write a package's settings; `shared` tells for a variable of several modules which of them has it."""
    folder.mkdir(parents=True, exist_ok=True)
    linked = LINKED + (EMULATED if "-D_WASI_EMULATED_PROCESS_CLOCKS" in flags else [])
    values = {
        "zig": str(zig()),
        "target": TARGET,
        # Searched after a package's own folders: CPython has a `refcount.h`, for one, and so has NumPy.
        "flags": [*_FLAGS, "-isystem", str(SHARED / "include"), *flags],
        "c++": _CXX,
        "libraries": [str(FOLDER / name) for name in linked],
        "shared": shared,
        "borrowed": str(_borrowed(folder / "borrowed", list(shared))) if shared else "",
    }
    path = folder / "compiler.json"
    path.write_text(json.dumps(values, indent=1) + "\n")
    return path


def command(settings: Path, language: str) -> list[str]:
    """Return the compiler's command line."""
    return [sys.executable, str(HERE / "compiler.py"), str(settings), language]


def _borrowed(folder: Path, variables: list[str]) -> Path:
    """Make a library that has the variables, for the modules that import them.

    It calls itself `libc.so`, a name that componentize-py knows; that looks for the variables in all libraries.
    """
    folder.mkdir(exist_ok=True)
    source, compiled, library = folder / "variables.c", folder / "variables.o", folder / "libc.so"
    source.write_text("".join(f"int {name};\n" for name in variables))
    run([zig(), "cc", *TARGET, "-fPIC", "-c", source, "-o", compiled])
    exported = [f"--export={name}" for name in variables]
    run([zig(), "wasm-ld", "-shared", "--experimental-pic", *exported, "-o", library, compiled])
    return library
