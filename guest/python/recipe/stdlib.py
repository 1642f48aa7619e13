"""Builds the standard library: dist/stdlib, for modules that code imports at run time.

The library sits in componentize-py's package, the one that the guest's CPython was built with. It is compiled here by
that CPython itself, inside the sandbox, because no other makes bytecode for it; a session then imports a module in a
fraction of the time that compiling it would take.
"""

import base64
import importlib.util
import io
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import zstandard
from step import DIST, ROOT, Step

GUEST = DIST / "sandbox.wasm"
RUNNER = ROOT / "target" / "release" / "component-sandbox"

# Where the guest's `sys.path` has it.
MOUNT = "/python"

# What needs a display, a terminal of one's own or a way to install packages, none of which a sandbox has.
LEFT_OUT = {"__phello__", "config-3.14-wasm32-wasi", "ensurepip", "idlelib", "site-packages", "tkinter", "turtledemo"}

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

COMPILE = f"""
import base64, importlib.util, json, marshal, sys

def compiled(name, source):
    code = compile(source, "{MOUNT}/" + name, "exec", dont_inherit=True)
    # Bytecode that is never compared with its source, which isn't there (PEP 552, flag 0b01).
    header = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + importlib.util.source_hash(source)
    return base64.b64encode(header + marshal.dumps(code)).decode()

for name, source in json.load(sys.stdin).items():
    print(name, compiled(name, base64.b64decode(source)))
"""


def archives() -> Iterator[bytes]:
    """Yield what componentize-py carries compressed in its native library."""
    package = importlib.util.find_spec("componentize_py")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("error: componentize-py isn't installed; run ./build.sh")
    library = next(Path(package.submodule_search_locations[0]).glob("componentize_py.*"))
    content = library.read_bytes()
    at = content.find(ZSTD_MAGIC)
    while at >= 0:
        # The four bytes of the magic number also turn up where nothing is compressed.
        with suppress(zstandard.ZstdError):
            yield zstandard.ZstdDecompressor().decompressobj().decompress(content[at:])
        at = content.find(ZSTD_MAGIC, at + 1)


def sources() -> dict[str, bytes]:
    """Return the library's modules and data by their paths."""
    for archive in archives():
        if archive[257:262] != b"ustar":
            continue
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            if "tarfile.py" not in tar.getnames():
                continue
            members = (m for m in tar.getmembers() if m.isfile() and m.name.split("/")[0] not in LEFT_OUT)
            return {m.name: tar.extractfile(m).read() for m in members}
    raise SystemExit("error: this componentize-py carries no standard library where it was expected")


def compile_all(modules: dict[str, bytes]) -> dict[str, bytes]:
    """Compile modules with the guest's own CPython."""
    payload = json.dumps({name: base64.b64encode(source).decode() for name, source in modules.items()})
    limits = ["--stdin", "--timeout", "10m", "--memory", "2GiB", "--output-limit", "1GiB"]
    command = [RUNNER, *limits, GUEST, COMPILE, "None"]
    done = subprocess.run(command, input=payload, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"error: the standard library can't be compiled: {done.stderr.strip()}")
    lines = (line.split(" ") for line in done.stdout.splitlines()[:-1])
    return {name: base64.b64decode(code) for name, code in lines}


def main() -> None:
    """Build if needed."""
    step = Step("stdlib", f"componentize-py {version('componentize-py')}", Path(__file__).resolve())
    if step.is_done():
        return
    with step.doing("the standard library as bytecode (10 seconds)"):
        files = sources()
        modules = {name: content for name, content in files.items() if name.endswith(".py")}
        # Data that modules read at run time; the rest is about the build.
        built = {name: content for name, content in files.items() if name.endswith((".css", ".txt"))}
        built |= {f"{name}c": code for name, code in compile_all(modules).items()}
        shutil.rmtree(step.output, ignore_errors=True)
        for name, content in built.items():
            path = step.output / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
