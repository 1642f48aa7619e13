"""The libraries that extension modules are linked with: componentize-py's own, and what those lack."""

import shutil

import bundled
from step import Step

from native import RUNTIME, SHARED
from native.tools import TARGET, run, tools, zig

FOLDER = SHARED / "libraries"
# In the order of the linker's command line.
LINKED = ["throw.o", "libbuiltins.a", "libpython3.14.so", "libc++.so", "libc++abi.so", "libc.so"]
# What of POSIX WASI's C library only emulates; for sources that are compiled to ask for it.
EMULATED = ["libwasi-emulated-process-clocks.so"]


def libraries(componentize_py: str) -> Step:
    """Make `build/native/libraries` if needed.

    Linked against what componentize-py will link later, a missing symbol is an error at once, and what a build system
    finds out by linking is true.
    """
    step = Step(FOLDER.name, f"componentize-py {componentize_py}", tools().stamp, RUNTIME, *TARGET, folder=SHARED)
    if step.is_done():
        return step
    with step.doing("the libraries to link with"):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        for name, content in bundled.libraries().items():
            (FOLDER / name).write_bytes(content)
        run([zig(), "cc", *TARGET, "-fPIC", "-O2", "-c", RUNTIME / "throw.c", "-o", FOLDER / "throw.o"])
        # What clang calls for 128-bit integers and long doubles; zig has its own, written in zig.
        source = zig().with_name("lib") / "compiler_rt.zig"
        builtins = ["-fPIC", "-static", "-OReleaseSmall", "--name", "builtins", source]
        run([zig(), "build-lib", *TARGET, *builtins, f"-femit-bin={FOLDER / 'libbuiltins.a'}"])
    return step
