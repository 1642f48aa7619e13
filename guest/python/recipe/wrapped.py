"""Wraps the fused Python guest: dist/sandbox-virt.wasm, with a filesystem of its own that holds the standard library.

`--with NAME` wraps the guest that has a package, dist/sandbox-NAME-virt.wasm, with the package's own modules beside it.
`WASI_VIRT=/path/to/wasi-virt` uses another `wasi-virt` than the one that is built here.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import site_files
import stdlib
from step import DIST, ROOT, Step
from variant import Variant, chosen

WASI_VIRT = Path(os.environ.get("WASI_VIRT", ROOT / "target" / "release" / "wasi-virt"))

# What the guest may have of the host's, all of it without files and sockets; the host grants no environment by itself.
ALLOWED = ["--stdio", "--allow-clocks", "--allow-random", "--allow-exit", "--allow-env"]


def main() -> None:
    """Wrap if needed."""
    variant = chosen(__doc__)
    guest, files = DIST / f"{variant.name}-fused.wasm", mounts(variant)
    # The recipes stamp what they make; what the wrapper is, only its content tells.
    made = [path.with_name(f"{path.name}.inputs").read_text() for path in (guest, files[stdlib.MOUNT])]
    step = Step(f"{variant.name}-virt.wasm", *made, *variant.stamps, " ".join(ALLOWED), WASI_VIRT.read_bytes().hex())
    if step.is_done():
        return
    with step.doing("the guest with a filesystem of its own"):
        wrap(guest, step.output, files)


def mounts(variant: Variant) -> dict[str, Path]:
    """Return the folders that the guest has, by their places in it."""
    packages = {place: site_files.build(package, place) for place, package in variant.places.items()}
    return {stdlib.MOUNT: DIST / "stdlib"} | packages


def wrap(guest: Path, output: Path, files: Mapping[str, Path]) -> None:
    """Wrap a component with copies of these folders in its filesystem, by their places."""
    mounted = [f"--mount={place}={local}" for place, local in files.items()]
    status = subprocess.run([WASI_VIRT, guest, "-o", output, *ALLOWED, *mounted]).returncode
    if status != 0:
        raise SystemExit(f"error: {WASI_VIRT.name} failed with status {status}; see its output above")


if __name__ == "__main__":
    sys.exit(main())
