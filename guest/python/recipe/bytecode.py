"""Compiles Python files with the guest's own CPython, inside the sandbox: no other makes bytecode for it."""

import base64
import json
import subprocess
from pathlib import Path

from step import DIST, ROOT

GUEST = DIST / "sandbox.wasm"
RUNNER = ROOT / "target" / "release" / "component-sandbox"

_COMPILE = """
import base64, importlib.util, json, marshal, sys

def compiled(path, source):
    code = compile(source, path, "exec", dont_inherit=True)
    # Bytecode that is never compared with its source, which isn't there (PEP 552, flag 0b01).
    header = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + importlib.util.source_hash(source)
    return base64.b64encode(header + marshal.dumps(code)).decode()

for path, source in json.load(sys.stdin).items():
    print(path, compiled(path, base64.b64decode(source)))
"""


def compile_all(modules: dict[str, bytes]) -> dict[str, bytes]:
    """Return the bytecode of modules by their paths in the guest."""
    payload = json.dumps({path: base64.b64encode(source).decode() for path, source in modules.items()})
    limits = ["--stdin", "--timeout", "10m", "--memory", "2GiB", "--output-limit", "1GiB"]
    command = [RUNNER, *limits, GUEST, _COMPILE, "None"]
    done = subprocess.run(command, input=payload, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"error: Python files can't be compiled for the guest: {done.stderr.strip()}")
    lines = (line.split(" ") for line in done.stdout.splitlines()[:-1])
    return {path: base64.b64decode(code) for path, code in lines}


def compile_files(files: dict[Path, Path], place: str) -> dict[Path, bytes]:
    """Return the bytecode of those files that are modules, by their names below a place in the guest."""
    modules = {f"{place}/{name}": path.read_bytes() for name, path in files.items() if name.suffix == ".py"}
    return {Path(f"{path}c").relative_to(place): code for path, code in compile_all(modules).items()}
