"""Finds a Rust compiler for WebAssembly: rustup's, or else Debian's, which builds the standard library along."""

import os
import subprocess
from pathlib import Path

TARGET = "wasm32-unknown-unknown"
NO_COMPILER = (
    f"no compiler for {TARGET}: install one with `rustup target add {TARGET}`, or on Debian with"
    " `apt install rustc-web rust-web-src`"
)


def output(*command: str | Path) -> str:
    """Return what a command prints, without the last line's end."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def compiler() -> tuple[str, dict[str, str], list[str]] | None:
    """Return the name of the compiler that there is, the environment and the options for cargo."""
    sysroot = Path(output("rustc", "--print=sysroot"))
    if (sysroot / "lib" / "rustlib" / TARGET).is_dir():
        # Paths of this machine stay out of the binary.
        cargo = os.environ.get("CARGO_HOME", Path.home() / ".cargo")
        flags = f"--remap-path-prefix={cargo}=cargo"
        return output("rustc", "--version"), {"RUSTFLAGS": flags}, []
    debian = Path("/usr/bin/rustc")
    sources = Path("/usr/lib/rustlib/src/rust/library/std")
    if not (debian.exists() and sources.exists()):
        return None
    host = output("rustc", "--print=host-tuple")
    linkers = sysroot / "lib" / "rustlib" / host / "bin"
    environment = {
        "RUSTC": str(debian),
        # The standard library is built along, without what prints a panic and where it was.
        "RUSTC_BOOTSTRAP": "1",
        "RUSTFLAGS": "-Zunstable-options -Cpanic=immediate-abort",
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER": "rust-lld",
        "PATH": f"{os.environ['PATH']}:{linkers}",
    }
    return output(debian, "--version"), environment, ["-Zbuild-std=std,panic_abort"]
