"""A reserve of memory, so that a session whose code has used all of it can still run the code that frees some."""

import gc
from builtins import MemoryError, bytearray

# Enough to compile and run a short string, and to format a traceback.
_SIZE = 512 << 10

_reserve: bytearray | None = bytearray(_SIZE)
_is_released = False


def release() -> None:
    """Make the reserve available: the session has run out of memory."""
    global _reserve, _is_released
    _reserve, _is_released = None, True
    gc.collect()


def restore() -> None:
    """Set the reserve aside again, if there is room for it and for the next string."""
    global _reserve, _is_released
    # To look at the reserve itself is to count a reference to it.
    if _is_released:
        try:
            _reserve = bytearray(2 * _SIZE)[_SIZE:]
        except MemoryError:
            return
        _is_released = False
