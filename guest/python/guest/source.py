"""Remembers what a session ran, so that tracebacks can show the user's own lines."""

import linecache
from builtins import iter, len, next

# Bytes of source kept for one session, about; the oldest strings are forgotten first, so that a session that lives
# long doesn't fill its memory with code that it has already run.
_KEPT = 1 << 20

# What remembering one string takes beside its text.
_OVERHEAD = 1 << 10


class _Strings:
    """What is remembered: lines, as `linecache` has them, the size of each string from the oldest on, and the sum."""

    def __init__(self) -> None:
        self.cache: dict[str, tuple[int, None, list[str], str]] = {}
        self.sizes: dict[str, int] = {}
        self.total = 0


def forget() -> None:
    """Forget all of them."""
    global _strings
    _strings = _Strings()
    linecache.cache = _strings.cache


forget()


def remember(filename: str, text: str) -> None:
    """Make the lines of `text` known to tracebacks under `filename`."""
    strings = _strings
    # No modification time: linecache then never looks for a file of that name.
    strings.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    size = len(text) + _OVERHEAD
    strings.sizes[filename] = size
    strings.total += size
    while strings.total > _KEPT:
        forgotten = next(iter(strings.sizes))
        strings.total -= strings.sizes.pop(forgotten)
        strings.cache.pop(forgotten, None)
