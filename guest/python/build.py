"""Builds the Python guest into dist/sandbox.wasm, where its sources or its builder have changed."""

import hashlib
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUTPUT = ROOT / "dist" / "sandbox.wasm"
STAMP = ROOT / "dist" / "sandbox.inputs"


def inputs() -> str:
    """Return a hash of all that decides what the component is."""
    digest = hashlib.sha256(f"componentize-py {version('componentize-py')}\n".encode())
    for path in sorted([*(ROOT / "wit").rglob("*.wit"), *HERE.rglob("*.py")]):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def componentize(output: Path) -> None:
    """Make the component."""
    command = ["componentize-py", "--quiet", "--wit-path", ROOT / "wit", "--world", "sandbox"]
    command += ["componentize", "guest", "--python-path", HERE, "--output", output]
    # Bytecode caches beside the sources would become part of the component's file list.
    subprocess.run(command, check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})


def main() -> int:
    """Build if needed; say what is done."""
    wanted = inputs()
    if OUTPUT.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    print(f"building {OUTPUT.relative_to(ROOT)} from CPython 3.14 and guest/python (10 seconds)", flush=True)
    start = time.monotonic()
    OUTPUT.parent.mkdir(exist_ok=True)
    unfinished = OUTPUT.with_suffix(".new")
    try:
        componentize(unfinished)
    except subprocess.CalledProcessError as error:
        print(f"error: componentize-py failed with status {error.returncode}; see its output above", file=sys.stderr)
        return 1
    unfinished.replace(OUTPUT)
    STAMP.write_text(wanted)
    size = OUTPUT.stat().st_size / 1e6
    print(f"built {OUTPUT.relative_to(ROOT)}: {size:.1f} MB in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
