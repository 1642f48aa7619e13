"""The state of `random`, which is each session's own."""

import random
from builtins import int
from os import urandom

# Left to itself, `random` asks for 2,496, and each passes from the host through WASI.
_BYTES = 32

_seed = random.seed


def prepare() -> None:
    """Have componentize-py, which calls what `random.seed` is when the component is built, seed it as below."""
    random.seed = begin


def begin() -> None:
    """Seed it with as much as nobody can guess."""
    random.seed = _seed
    _seed(int.from_bytes(urandom(_BYTES)))
