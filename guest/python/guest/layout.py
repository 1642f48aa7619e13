"""Where in memory things lie: what every session uses is together, apart from what few use.

Memory that sessions share is mapped for each of them, some pages at a time, where it first reads; and a page is copied
where it first writes. CPython puts what is new into holes of what is old, so these are filled first, or all but large
ones: what is new is together there, too.
"""

import gc
import importlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import CodeType, FunctionType, MethodType

from . import packages, stdlib

# What a session's first call uses of the library, and what that is made of.
_USED = ["json", "linecache", "random", "wit_world"]
_BELOW = ["bisect", "dataclasses", "functools", "hashlib", "operator", "re", "warnings"]

# What it uses of the guest.
_OWN = ["guest.entropy", "guest.call", "guest.namespace", "guest.result"]

# The modules of which it runs functions, by the start of their names.
_RUN = ("_collections_abc", "codecs", "componentize_py_types", "guest.", "json.encoder", "os", "random")

# Bytes that holes are filled with, from large ones to the least. (There is only one `bytes` of each single byte.) Large
# ones are filled once to find the highest place, and once more to fill all that is below.
LARGEST = 1 << 19
_LARGE = 2 * [LARGEST, 1 << 18, 1 << 17, 1 << 16]
_SMALL = [1 << 15, 1 << 14, 1 << 13, *range(4096, 1024, -256), *range(1024, 8, -16), 8, 2]

# What makes an object that is smaller than all of these, and objects that CPython keeps some of, to use them again.
_REUSED = [
    object,
    *(partial(int, "1000"), partial(float, "0.5")),
    *([].copy, {}.copy, partial(slice, 0), partial(range, 1)),
    *(partial(iter, values) for values in ([], (), range(1))),
    *(partial(getattr, [], "append"), partial(MethodType, len, ())),
    *(partial(tuple, [0] * size) for size in range(1, 21)),
]


def modules() -> object:
    """Import the library, and what each call uses of the guest; what is returned has to be kept meanwhile."""
    _import(_BELOW)
    kept = fill()
    _import(_USED)
    # What few sessions use may lie there.
    del kept
    stdlib.preload()
    packages.preload()
    small, _ = fill()
    _import(_OWN)
    return small


def _import(modules: Iterable[str]) -> None:
    for name in modules:
        importlib.import_module(name)


def gather(run: Callable[[], None]) -> tuple[list[FunctionType], object]:
    """Put the functions' code that this runs together, for CPython writes to it.

    What is returned is the functions, and what has to be kept meanwhile.
    """
    functions = [value for value in gc.get_objects() if isinstance(value, FunctionType) and _may_run(value)]
    for function in functions:
        function.__code__ = function.__code__.replace()
    run()
    # CPython has adapted what ran.
    adapted = {value: _adaptive(value.__code__) for value in functions}
    ran = [value for value in functions if adapted[value] != _adaptive(value.__code__.replace())]
    run()
    # Of that, some is written to whenever it runs.
    ran.sort(key=lambda value: adapted[value] != _adaptive(value.__code__))
    kept = [fill(), [function.__code__ for function in ran]]
    for function in ran:
        code = function.__code__
        function.__code__ = code.replace(co_consts=(*code.co_consts,), co_names=(*code.co_names,))
    return ran, kept


def _adaptive(code: CodeType) -> bytes:
    return code._co_code_adaptive


def _may_run(function: FunctionType) -> bool:
    return str(function.__module__).startswith(_RUN)


def fill() -> tuple[Iterable[object], Iterable[bytes]]:
    """Fill the holes in memory until what is returned goes: what fills small ones, and what fills large ones."""
    highest = max(map(id, gc.get_objects()))
    # Objects that CPython keeps to use them again are holes, too.
    gc.collect()
    # Not lists, which leave holes when they grow.
    small: deque[object] = deque()
    large: deque[bytes] = deque()
    for size in _each(_LARGE, small):
        highest = _fill(large, partial(bytes, size), highest)
    for size in _each(_SMALL, small):
        highest = _fill(small, partial(bytes, size), highest)
    for make in _each(_REUSED, small):
        highest = _fill(small, make, highest)
    return small, large


def _each(values: list, fillers: deque[object]) -> Iterator:
    """Go through these values with an iterator that leaves no hole."""
    iterator = iter(values)
    fillers.append(iterator)
    return iterator


def _fill(fillers: deque, make: Callable[[], object], highest: int) -> int:
    """Make fillers until one lies above all others, because it found no hole; return where."""
    while id(filler := make()) < highest:
        fillers.append(filler)
    return id(filler)


def room(size: int) -> None:
    """Have so many bytes free at the end of memory, and zeros."""
    bytes(size)
