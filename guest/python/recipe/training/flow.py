"""Functions: arguments of all kinds, closures, generators, decorators, context managers, matching, and exceptions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial, reduce, wraps


def counted(function: Callable[..., float]) -> Callable[..., float]:
    """Count the calls of a function."""

    @wraps(function)
    def counting(*args: float, **kwargs: float) -> float:
        counting.calls += 1
        return function(*args, **kwargs)

    counting.calls = 0
    return counting


@counted
def area(width: float, height: float = 1, *, scale: float = 1) -> float:
    """Multiply."""
    return width * height * scale


@cache
def ways(steps: int) -> int:
    """Tell in how many ways so many steps are taken, one or two at a time."""
    return 1 if steps < 2 else ways(steps - 1) + ways(steps - 2)


def depth(tree: tuple | None) -> int:
    """Tell how deep a tree is."""
    return 0 if tree is None else 1 + max(depth(tree[0]), depth(tree[1]))


def grow(levels: int) -> tuple | None:
    """Make a tree."""
    return (grow(levels - 1), grow(levels - 2)) if levels > 0 else None


def primes(limit: int) -> Iterator[int]:
    """Yield the primes up to there."""
    found: list[int] = []
    for number in range(2, limit):
        if all(number % prime for prime in found if prime * prime <= number):
            found.append(number)
            yield number


def both(limit: int) -> Iterator[int]:
    """Yield them, and again backwards."""
    yield from primes(limit)
    yield from reversed(list(primes(limit)))


@contextmanager
def noting(notes: list[str], name: str) -> Iterator[None]:
    """Note when something starts and ends."""
    notes.append(f"start {name}")
    try:
        yield
    finally:
        notes.append(f"end {name}")


def describe(value: object) -> str:
    """Tell what something is."""
    match value:
        case int() | float() if value < 0:
            return "negative"
        case 0:
            return "zero"
        case str(text):
            return text
        case [first, *_]:
            return f"starts with {describe(first)}"
        case {"name": name}:
            return f"named {name}"
        case _:
            return "other"


notes: list[str] = []
total = 0.0
for number in range(3000):
    total += area(number) + area(number, 2) + area(width=number, height=3, scale=0.5)
    with suppress(ZeroDivisionError), noting(notes, "division"):
        total += 1 / (number % 3)
doubled = map(partial(area, 2), range(1000))
total += reduce(lambda left, right: left + right, filter(None, doubled))
told = [describe(value) for value in (-1, 0, "text", [1, 2], {"name": "it"}, None, -0.5) for _ in range(100)]
assert area.calls == 9999 + 1 and len(notes) == 6000 and ways(80) > depth(grow(16)) and sum(both(800)) > 0
position, steps = 0, 0
while True:
    position = position * 5 + 3 & 0xFFFF
    steps += 1
    if position == 0 or steps > 20000:
        break
    if position % 2:
        continue
    total -= position
assert "negative" in told and steps > 1
