"""Remembers what a session ran, so that tracebacks can show the user's own lines."""

from builtins import iter, len, next
from linecache import cache

# Bytes of source kept for one session, about; the oldest strings are forgotten first, so that a session that lives
# long doesn't fill its memory with code that it has already run.
_KEPT = 1 << 20

# What remembering one string takes beside its text.
_OVERHEAD = 1 << 10

_sizes: dict[str, int] = {}
_total = 0


def remember(filename: str, text: str) -> None:
    """Make the lines of `text` known to tracebacks under `filename`."""
    global _total
    # No modification time: linecache then never looks for a file of that name.
    cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    size = len(text) + _OVERHEAD
    _sizes[filename] = size
    _total += size
    while _total > _KEPT:
        forgotten = next(iter(_sizes))
        _total -= _sizes.pop(forgotten)
        cache.pop(forgotten, None)


def forget() -> None:
    """Forget all of them."""
    global _total
    for filename in _sizes:
        cache.pop(filename, None)
    _sizes.clear()
    _total = 0
