"""Makes the memory that sessions start from cheap to start from.

A session shares each page of it until it writes to that page. CPython writes to an object when it counts a reference to
it, when it looks for garbage, and when it adapts code to what it meets; so this is done beforehand, once. What sessions
write to in any case is made last of all, so that it lies together, where they find free memory, too.
"""

import gc
import sys
from functools import partial
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType

import wit_world

from . import call, entropy, layout, output, source
from .rehearsal import rehearse
from .words import Words

# These must go when they are done with: the reserve of memory is a `bytearray`.
_MORTAL = (AsyncGeneratorType, CoroutineType, FrameType, GeneratorType, bytearray, memoryview)

# Bytes that are free at the end of memory, where a session finds room; about as many as making the image has used.
_ROOM = 2 << 20


def settle(world: wit_world.WitWorld) -> object:
    """Do so, with the object whose functions sessions call; what is returned has to be kept."""
    ran, replaced = layout.gather(partial(rehearse, world))
    rehearse(world)
    del replaced
    gc.collect()
    kept: list[object] = [words := Words(_reachable(), [function.__code__ for function in ran])]
    apart = output.take_apart()
    # Twice, because the first time leaves holes of its own; large ones are for the buffers of what follows.
    kept += [layout.fill(), layout.fill()[0]]
    output.put_together(apart)
    sys.argv = [*sys.argv]
    call.forget()
    source.forget()
    words.finish()
    entropy.prepare(partial(_seal, kept))
    return kept


def _seal(kept: list[object]) -> None:
    """Do what comes last, when componentize-py is done as well."""
    small, large = layout.fill()
    # The largest holes are room, too.
    kept += [small, [value for value in large if len(value) < layout.LARGEST]]
    # What is there now is never looked through for garbage.
    gc.freeze()
    layout.room(_ROOM)


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
