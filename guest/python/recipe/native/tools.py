"""The compilers: zig, which is clang and its linker, Cython and ninja, in a virtual environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

from step import Step

from native import HERE, SHARED

BIN = SHARED / "tools" / "bin"
# WebAssembly SIMD is part of every engine by now.
TARGET = ["-target", "wasm32-wasi", "-mcpu=generic+simd128"]


def tools() -> Step:
    """Make `build/native/tools` if needed."""
    wanted = HERE / "requirements.txt"
    step = Step("tools", wanted, sys.version, folder=SHARED)
    if step.is_done():
        return step
    with step.doing("zig, Cython and ninja (110 MB to download)"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", step.output], check=True)
        pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        pinned = ["--only-binary", ":all:", "--require-hashes", "--requirement", wanted]
        subprocess.run([*pip, *pinned], check=True)
    return step


def zig() -> Path:
    """Return the path of zig."""
    return next((SHARED / "tools").glob("lib/python3*/site-packages/ziglang/zig"))


def environment() -> dict[str, str]:
    """Return the environment that the tools run in."""
    cache = str(SHARED / "zig-cache")
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}


def run(command: list[str | Path], folder: Path | None = None) -> None:
    """Run a tool; fail if it fails."""
    if subprocess.run(command, cwd=folder, env=environment()).returncode != 0:
        raise SystemExit(f"error: this failed, see its output above: {' '.join(map(str, command))}")
