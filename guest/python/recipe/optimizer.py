"""Binaryen's `wasm-opt`, which optimises the fused guest, from npm.

`WASM_OPT=/path/to/wasm-opt` has the build use another one, and `WASM_OPT=none` none: it takes a minute and a half.
"""

import os
import subprocess
from pathlib import Path
from shutil import which

import npm
from step import ROOT

HERE = Path(__file__).resolve().parent / "binaryen"
WORK = ROOT / "build" / "binaryen"


def chosen() -> Path | None:
    """Return the optimiser that the build is to use, if any."""
    match os.environ.get("WASM_OPT", ""):
        case "":
            return installed()
        case "none":
            return None
        case name if found := which(name):
            return Path(found)
        case name:
            raise SystemExit(f"error: WASM_OPT names no program: {name}; expected the path of a wasm-opt, or none")


def installed() -> Path:
    """Return npm's, which is installed if needed."""
    return npm.install(HERE, WORK, "Binaryen, from npm").output / ".bin" / "wasm-opt"


def version(tool: Path) -> str:
    """Return what the optimiser says that it is."""
    return subprocess.run([tool, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
