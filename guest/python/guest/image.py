"""Makes the memory that sessions start from cheap to start from.

A session shares each page of it until it writes to that page. CPython writes to an object when it counts a reference to
it, when it looks for garbage, and when it adapts code to what it meets; so this is done beforehand, once.
"""

import gc
import sys
from array import array
from functools import partial
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType

import wit_world

from . import entropy, layout
from .rehearsal import rehearse

# What `fuse` looks for: the mark, how many words there are, and of each its address and its value. In parts, so that
# the whole stands only where it is meant.
_MARK = ["component-fuse", " words ", "1\n\0"]

# The count of references that CPython gives to what lives for ever, where a pointer has 32 bits
# (`_Py_IMMORTAL_INITIAL_REFCNT` of `refcount.h`): such an object's references aren't counted.
_IMMORTAL = 5 << 28

# These must go when they are done with: the reserve of memory is a `bytearray`.
_MORTAL = (AsyncGeneratorType, CoroutineType, FrameType, GeneratorType, bytearray, memoryview)


def settle(world: wit_world.WitWorld) -> object:
    """Do so, with the object whose functions sessions call; what is returned has to be kept."""
    replaced = layout.gather(partial(rehearse, world))
    rehearse(world)
    del replaced
    gc.collect()
    values = _reachable()
    kept = [values, _words(values)]
    # Twice, because the first time leaves holes of its own.
    for _ in range(2):
        small, large = layout.fill()
        kept += [small, large]
    # A session has room there.
    kept[-1].clear()
    kept[-3].clear()
    entropy.prepare()
    # What is there now is never looked through for garbage.
    gc.freeze()
    return kept


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
