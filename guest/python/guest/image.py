"""Makes the memory that sessions start from cheap to start from.

A session shares each page of it until it writes to that page. CPython writes to an object when it counts a reference to
it, when it looks for garbage, and when it adapts code to what it meets; so this is done beforehand, once.
"""

import gc
import sys
from array import array
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType

from . import ahead

# What `fuse` looks for: the mark, how many words there are, and of each its address and its value. In parts, so that
# the whole stands only where it is meant.
_MARK = ["component-fuse", " words ", "1\n\0"]

# The count of references that CPython gives to what lives for ever, where a pointer has 32 bits
# (`_Py_IMMORTAL_INITIAL_REFCNT` of `refcount.h`): such an object's references aren't counted.
_IMMORTAL = 5 << 28

# These must go when they are done with: the reserve of memory is a `bytearray`.
_MORTAL = (AsyncGeneratorType, CoroutineType, FrameType, GeneratorType, bytearray, memoryview)

# Bytes that a session allocates in one place.
_PLACE = 1 << 20

# Bytes that holes are filled with, from large ones to the least. (There is only one `bytes` of each single byte.)
_SIZES = [*(1 << power for power in range(18, 12, -1)), *range(4096, 1024, -256), *range(1024, 8, -16), 8, 2]

# After some runs, CPython has adapted code to what it met.
_RUNS = 40


def settle() -> object:
    """Do so; what is returned has to be kept."""
    for _ in range(_RUNS):
        ahead.prepare()
    gc.collect()
    values = _reachable()
    kept = [values, _words(values)]
    kept += _fillers()
    # What is there now is never looked through for garbage.
    gc.freeze()
    return kept


def _fillers() -> list[bytes]:
    """Fill the holes that were left in memory, so that what a session allocates first is in one place."""
    # Objects that CPython keeps to use them again are scattered, too; this lets go of them.
    gc.collect()
    # Handed back at the end: that place.
    place = bytes(_PLACE)
    fillers, highest = [], id(place)
    for size in _SIZES:
        # One that lies above all others found no hole.
        while not fillers or id(fillers[-1]) < highest:
            fillers.append(bytes(size))
        highest = id(fillers.pop())
    del place
    return fillers


def _reachable() -> list[object]:
    """Return all objects that others refer to, or that were looked through for garbage."""
    values: list[object] = []
    seen: set[int] = set()
    unseen = gc.get_objects()
    own = {id(values), id(seen), id(unseen)}
    while unseen:
        value = unseen.pop()
        if id(value) not in seen and id(value) not in own and not isinstance(value, _MORTAL):
            seen.add(id(value))
            values.append(value)
            unseen.extend(gc.get_referents(value))
            if isinstance(value, CodeType):
                unseen.extend([value.co_consts, value.co_names])
    return values


def _words(values: list[object]) -> bytes:
    """Ask for a count of references that never changes, for each of these that hasn't got one."""
    words = array("I", [0])
    for value in values:
        if not sys._is_immortal(value):
            words.extend((id(value), _IMMORTAL))
    words[0] = len(words) // 2
    return b"".join([*map(str.encode, _MARK), words.tobytes()])
