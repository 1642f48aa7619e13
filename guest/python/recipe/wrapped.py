"""Wraps the fused Python guest: dist/sandbox-virt.wasm, with a filesystem of its own that holds the standard library.

`--with NAME` wraps the guest that has a package, dist/sandbox-NAME-virt.wasm, with the package's own modules beside it.
`WASI_VIRT=/path/to/wasi-virt` uses another `wasi-virt` than the one that is built here.
"""

import os
import subprocess
import sys
from pathlib import Path

import site_files
from step import DIST, ROOT, Step
from variant import chosen

WASI_VIRT = Path(os.environ.get("WASI_VIRT", ROOT / "target" / "release" / "wasi-virt"))

# What the guest may have of the host's, all of it without files and sockets; the host grants no environment by itself.
ALLOWED = ["--stdio", "--allow-clocks", "--allow-random", "--allow-exit", "--allow-env"]


def main() -> None:
    """Wrap if needed."""
    variant = chosen(__doc__)
    guest, stdlib = DIST / f"{variant.name}-fused.wasm", DIST / "stdlib"
    mounts = {"/python": stdlib} | {
        place: site_files.build(package, place) for place, package in variant.places.items()
    }
    # The recipes stamp what they make; what the wrapper is, only its content tells.
    made = [path.with_name(f"{path.name}.inputs").read_text() for path in (guest, stdlib)]
    step = Step(f"{variant.name}-virt.wasm", *made, *variant.stamps, " ".join(ALLOWED), WASI_VIRT.read_bytes().hex())
    if step.is_done():
        return
    command = [WASI_VIRT, guest, "-o", step.output, *ALLOWED]
    for place, local in mounts.items():
        command += ["--mount", f"{place}={local}"]
    with step.doing("the guest with a filesystem of its own"):
        done = subprocess.run(command)
        if done.returncode != 0:
            raise SystemExit(f"error: {WASI_VIRT.name} failed with status {done.returncode}; see its output above")


if __name__ == "__main__":
    sys.exit(main())
