"""The state of `random`, which is each session's own."""

import random
from builtins import int, super
from collections.abc import Callable
from os import urandom
from types import ModuleType

# Left to itself, `random` asks for 2,496, and each passes from the host through WASI.
_BYTES = 32

# What `random.seed` comes down to, without the functions and classes on its way, which a session would have to read.
_seed = super(random.Random, random._inst).seed


def begin() -> None:
    """Seed it with as much as nobody can guess."""
    _seed(int.from_bytes(urandom(_BYTES)))


def _last() -> None: ...


class _ForComponentize(ModuleType):
    """What `random` is until componentize-py asks for the function that sessions are to call first."""

    @property
    def seed(self) -> Callable[[], None]:
        """Return that, once."""
        self.__class__ = ModuleType
        _last()
        return begin


def prepare(last: Callable[[], None]) -> None:
    """Have sessions call `begin` in the place of `random.seed`, for which componentize-py asks when all is imported.

    Then `last` is called.
    """
    global _last
    _last = last
    random.seed(0)
    random.__class__ = _ForComponentize
