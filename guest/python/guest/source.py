"""Remembers what a session ran, so that tracebacks can show the user's own lines."""

import linecache
from collections import deque

# Bytes of source kept for one session, about; the oldest strings are forgotten first, so that a session that lives
# long doesn't fill its memory with code that it has already run.
_KEPT = 1 << 20

# What remembering one string takes beside its text.
_OVERHEAD = 1 << 10

_filenames: deque[tuple[str, int]] = deque()
_total = 0


def remember(filename: str, text: str) -> None:
    """Make the lines of `text` known to tracebacks under `filename`."""
    global _total
    # No modification time: linecache then never looks for a file of that name.
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    size = len(text) + _OVERHEAD
    _filenames.append((filename, size))
    _total += size
    while _total > _KEPT:
        forgotten, size = _filenames.popleft()
        linecache.cache.pop(forgotten, None)
        _total -= size
