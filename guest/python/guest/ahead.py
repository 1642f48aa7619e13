"""What an instance does that is started ahead of its use: what the first string would otherwise have to wait for.

Memory that an instance writes to, or first reads, is fetched a page at a time, and the pages that any string needs are
the same.
"""

from . import namespace
from .result import to_json

_EXPRESSION = "[2 + 2, 0.5, 'x', None, {'a': (1,)}]"
_STATEMENTS = "def f(x, y=1):\n    return x + y\nfor i in range(3):\n    x = f(i)"


def prepare() -> None:
    """Run some code, in names of its own."""
    names: dict[str, object] = {"__builtins__": __builtins__}
    to_json(namespace.evaluate(_EXPRESSION, "<ahead>", names))
    namespace.execute(_STATEMENTS, "<ahead>", names)
