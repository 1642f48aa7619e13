"""The module `tools`: functions of the host's, for code to call."""

import sys
import types
from collections.abc import Callable, Iterator

from componentize_py_types import Err

from . import parameters
from .result import from_json, to_json

try:
    from wit_world.imports.tools import call as _call
    from wit_world.imports.tools import list as _list
except ImportError:
    # The component is built for the world `sandbox`, whose hosts have no tools.
    _call = _list = None


class ToolError(Exception):
    """What a tool reports in place of a result."""

    __module__ = "tools"


class _Tools(types.ModuleType):
    """A module that asks the host for its names when code first wants one, and then keeps them."""

    def __getattr__(self, name: str) -> object:
        if name == "__all__":
            return dir(self)
        # Python and its library look for such names in every module, also when the component is built.
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"module 'tools' has no attribute '{name}'", name=name, obj=self)
        functions = _functions()
        if name not in functions:
            there_are = f"there are: {', '.join(functions)}" if functions else "there are none"
            raise AttributeError(f"module 'tools' has no tool '{name}'; {there_are}", name=name, obj=self)
        return functions[name]

    def __dir__(self) -> list[str]:
        return [*_functions(), "ToolError"]


_known: dict[str, Callable[..., object]] | None = None


def _functions() -> dict[str, Callable[..., object]]:
    """Return the session's tools by name."""
    global _known
    if _known is None:
        _known = {tool.name: _function(tool.name, tool.description, tool.schema) for tool in _list()}
    return _known


def _function(name: str, description: str, schema: str) -> Callable[..., object]:
    """Make the function that calls one tool."""
    known = parameters.of(schema)

    def function(*positional: object, **named: object) -> object:
        arguments = to_json(parameters.arrange(name, known, positional, named))
        try:
            result = _call(name, arguments)
        except Err as error:
            message = error.value
        else:
            return from_json(result)
        # Raised out here, so that the error has no other as its context.
        raise ToolError(message)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "tools"
    function.__doc__ = "\n\n".join(_paragraphs(description, known)) or None
    function.__signature__ = parameters.signature(known)
    return function


def _paragraphs(description: str, known: list[parameters.Parameter] | None) -> Iterator[str]:
    if description:
        yield description
    lines = [f"{parameter.name}: {parameter.description}" for parameter in known or [] if parameter.description]
    if lines:
        yield "\n".join(lines)


def install() -> None:
    """Let code import the module, where the host may have tools."""
    if _list is not None:
        module = _Tools("tools", "Functions of the host's; `dir(tools)` lists them, `help` describes each.")
        module.ToolError = ToolError
        sys.modules["tools"] = module
