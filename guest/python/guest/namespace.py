"""The one namespace that all strings of a session share: the `__main__` module of a script."""

import sys
import types
from builtins import compile, eval, exec

from . import packages, source


def _main() -> dict[str, object]:
    """Make the namespace a real module: pickle, dataclasses and typing look names up in `sys.modules`."""
    main = types.ModuleType("__main__")
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    main.__dict__.update(packages.bound())
    return main.__dict__


_names = _main()


def evaluate(expression: str, filename: str, names: dict[str, object] = _names) -> object:
    """Return the value of `expression`."""
    # A string from a heredoc or a triple-quoted literal often starts on its second line.
    text = expression.lstrip()
    source.remember(filename, text)
    return eval(compile(text, filename, "eval", dont_inherit=True), names)


def execute(statements: str, filename: str, names: dict[str, object] = _names) -> None:
    """Run `statements`."""
    source.remember(filename, statements)
    exec(compile(statements, filename, "exec", dont_inherit=True), names)


def bind(name: str, value: object) -> None:
    """Bind `name` to `value`."""
    _names[name] = value
