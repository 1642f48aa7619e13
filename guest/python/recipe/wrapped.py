"""Wraps the Python guest: dist/sandbox-virt.wasm, with a filesystem of its own that holds the standard library.

`WASI_VIRT=/path/to/wasi-virt` uses another `wasi-virt` than the one that is built here.
"""

import os
import subprocess
import sys
from pathlib import Path

from step import DIST, ROOT, Step

WASI_VIRT = Path(os.environ.get("WASI_VIRT", ROOT / "target" / "release" / "wasi-virt"))

# What the guest may have of the host's, all of it without files and sockets; the host grants no environment by itself.
ALLOWED = ["--stdio", "--allow-clocks", "--allow-random", "--allow-exit", "--allow-env"]


def main() -> None:
    """Wrap if needed."""
    guest, stdlib = DIST / "sandbox.wasm", DIST / "stdlib"
    # The recipes stamp what they make; what the wrapper is, only its content tells.
    made = [path.with_name(f"{path.name}.inputs").read_text() for path in (guest, stdlib)]
    step = Step("sandbox-virt.wasm", *made, " ".join(ALLOWED), WASI_VIRT.read_bytes().hex())
    if step.is_done():
        return
    command = [WASI_VIRT, guest, "-o", step.output, *ALLOWED, "--mount", f"/python={stdlib}"]
    with step.doing("the guest with a filesystem of its own"):
        done = subprocess.run(command)
        if done.returncode != 0:
            raise SystemExit(f"error: {WASI_VIRT.name} failed with status {done.returncode}; see its output above")


if __name__ == "__main__":
    sys.exit(main())
