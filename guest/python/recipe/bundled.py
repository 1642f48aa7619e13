"""What componentize-py carries compressed in its native library: CPython for WebAssembly and its standard library."""

import importlib.util
import io
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import zstandard

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_WASM_MAGIC = b"\0asm"


def standard_library() -> dict[str, bytes]:
    """Return the library's modules and data by their paths."""
    for content in _contents():
        if content[257:262] != b"ustar":
            continue
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            if "tarfile.py" in tar.getnames():
                return {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}
    raise SystemExit("error: this componentize-py carries no standard library where it was expected")


def libraries() -> dict[str, bytes]:
    """Return the dynamic libraries that it links into each component by their names, such as `libc.so`."""
    modules = (content for content in _contents() if content.startswith(_WASM_MAGIC))
    named = ((_module_name(module), module) for module in modules)
    return {name: module for name, module in named if name.endswith(".so")}


def _contents() -> Iterator[bytes]:
    package = importlib.util.find_spec("componentize_py")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("error: componentize-py isn't installed; run ./build.sh")
    library = next(Path(package.submodule_search_locations[0]).glob("componentize_py.*"))
    content = library.read_bytes()
    at = content.find(_ZSTD_MAGIC)
    while at >= 0:
        # The four bytes of the magic number also turn up where nothing is compressed.
        with suppress(zstandard.ZstdError):
            yield zstandard.ZstdDecompressor().decompressobj().decompress(content[at:])
        at = content.find(_ZSTD_MAGIC, at + 1)


def _module_name(module: bytes) -> str:
    """Return what the custom section `name` calls a module, or nothing."""
    at = 8
    while at < len(module):
        section = module[at]
        size, start = _number(module, at + 1)
        at = start + size
        if section == 0:
            title, rest = _text(module, start)
            # Its first part is the module's name, if it has one.
            if title == "name" and module[rest] == 0:
                return _text(module, _number(module, rest + 1)[1])[0]
    return ""


def _text(module: bytes, at: int) -> tuple[str, int]:
    size, start = _number(module, at)
    return module[start : start + size].decode(), start + size


def _number(module: bytes, at: int) -> tuple[int, int]:
    """Read an unsigned LEB128 number; return it and where it ends."""
    value = shift = 0
    while True:
        byte = module[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
