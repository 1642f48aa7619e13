"""Where in memory things lie: what every session uses is together, apart from what few use.

Memory that sessions share is mapped for each of them, some pages at a time, where it first reads; and a page is copied
where it first writes. CPython puts what is new into holes of what is old, so these are filled first. Large ones aren't:
what is new is together there, too.
"""

import gc
import importlib
from collections.abc import Callable, Iterable
from functools import partial
from types import CodeType, FunctionType

from . import packages, stdlib

# What a session's first call uses of the library, and what that is made of.
_USED = ["json", "linecache", "random", "wit_world"]
_BELOW = ["bisect", "dataclasses", "functools", "hashlib", "operator", "re", "warnings"]

# What it uses of the guest.
_OWN = ["guest.entropy", "guest.call", "guest.namespace", "guest.result"]

# The modules of which it runs functions, by the start of their names.
_RUN = ("_collections_abc", "codecs", "componentize_py_types", "guest.", "json.encoder", "os", "random")

# Bytes that holes are filled with, from large ones to the least. (There is only one `bytes` of each single byte; an
# `object` is smaller than all others.)
_LARGE = [1 << power for power in range(19, 15, -1)]
_SMALL = [1 << 15, 1 << 14, 1 << 13, *range(4096, 1024, -256), *range(1024, 8, -16), 8, 2]


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


def gather(run: Callable[[], None]) -> object:
    """Put the code that this runs together, for CPython writes to it; what is returned has to be kept meanwhile."""
    functions = [value for value in gc.get_objects() if isinstance(value, FunctionType) and _may_run(value)]
    for function in functions:
        function.__code__ = function.__code__.replace()
    run()
    # CPython has adapted what ran.
    ran = [value for value in functions if _adaptive(value.__code__) != _adaptive(value.__code__.replace())]
    kept = [fill(), [function.__code__ for function in ran]]
    for function in ran:
        code = function.__code__
        function.__code__ = code.replace(co_consts=(*code.co_consts,), co_names=(*code.co_names,))
    return kept


def _adaptive(code: CodeType) -> bytes:
    return code._co_code_adaptive


def _may_run(function: FunctionType) -> bool:
    return str(function.__module__).startswith(_RUN)


def fill() -> tuple[list[object], list[object]]:
    """Fill the holes in memory until what is returned goes: what fills small ones, and what fills large ones."""
    highest = max(map(id, gc.get_objects()))
    # Objects that CPython keeps to use them again are holes, too.
    gc.collect()
    small: list[object] = []
    large: list[object] = []
    # Once to find the highest place, and once to fill all that is below.
    for size in 2 * _LARGE:
        highest = _fill(large, partial(bytes, size), highest)
    for size in _SMALL:
        highest = _fill(small, partial(bytes, size), highest)
    _fill(small, object, highest)
    return small, large


def _fill(fillers: list[object], make: Callable[[], object], highest: int) -> int:
    """Make fillers until one lies above all others, because it found no hole; return where."""
    while id(filler := make()) < highest:
        fillers.append(filler)
    return id(filler)
