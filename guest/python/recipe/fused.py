"""Fuses the Python guest: dist/sandbox-fused.wasm, with all libraries in one core module, so that it starts faster.

`--with NAME` fuses the guest that has a package, dist/sandbox-NAME-fused.wasm. Binaryen's optimiser goes over it,
unless `WASM_OPT=none` says not to; it makes code compute faster.
"""

import subprocess
import sys
from pathlib import Path

import optimizer
from step import DIST, ROOT, Step
from variant import chosen

FUSE = ROOT / "target" / "release" / "fuse"


def main() -> None:
    """Fuse if needed."""
    variant = chosen(__doc__)
    fuse(DIST / f"{variant.name}.wasm", DIST / f"{variant.name}-fused.wasm")


def fuse(guest: Path, output: Path) -> None:
    """Fuse a component that a step of the build has made, if needed."""
    # Of a component its own step knows what it was made from; what the tool is, only its content tells.
    made = guest.with_name(f"{guest.name}.inputs").read_text()
    wasm_opt = optimizer.chosen()
    optimized_by = optimizer.version(wasm_opt) if wasm_opt else ""
    step = Step(output.name, made, FUSE.read_bytes().hex(), optimized_by, folder=output.parent)
    if step.is_done():
        return
    with step.doing("the guest as one core module" + (", optimised (2 minutes)" if wasm_opt else "")):
        options = ["--wasm-opt", wasm_opt] if wasm_opt else []
        done = subprocess.run([FUSE, guest, "-o", step.output, *options])
        if done.returncode != 0:
            raise SystemExit(f"error: {FUSE.name} failed with status {done.returncode}; see its output above")


if __name__ == "__main__":
    sys.exit(main())
