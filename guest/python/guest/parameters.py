"""The parameters of a tool, as far as the JSON Schema of its arguments tells them."""

import inspect
from keyword import iskeyword
from typing import NamedTuple

from .result import from_json

_TYPES = {"array": list, "boolean": bool, "integer": int, "number": float, "object": dict, "string": str}

_EMPTY = inspect.Parameter.empty


class _Absent:
    """Stands for the default of a parameter that may be left out: what it then means, only the tool knows."""

    def __repr__(self) -> str:
        return "..."


class Parameter(NamedTuple):
    """One of them."""

    name: str
    annotation: object
    default: object
    description: str


def of(schema: str) -> list[Parameter] | None:
    """Return them in the order of positional arguments, or `None` where the schema doesn't tell."""
    try:
        parsed = from_json(schema)
        properties, required = parsed["properties"], parsed.get("required", [])
        # Not every writer of JSON keeps the order of an object's members; that of an array they all keep.
        names = dict.fromkeys([*(name for name in required if name in properties), *properties])
        return [_parameter(name, properties[name], name in required) for name in names]
    except (ValueError, LookupError, TypeError, AttributeError):
        # The schema is for the reader's sake: without one, the tool works all the same.
        return None


def _parameter(name: str, schema: object, is_required: bool) -> Parameter:
    described = schema if isinstance(schema, dict) else {}
    kind = described.get("type")
    annotation = _TYPES.get(kind, _EMPTY) if isinstance(kind, str) else _EMPTY
    default = _EMPTY if is_required else described.get("default", _Absent())
    return Parameter(name, annotation, default, str(described.get("description", "")))


def signature(parameters: list[Parameter] | None) -> inspect.Signature:
    """Return the signature that `help` and `inspect` show."""
    if parameters is None or any(not p.name.isidentifier() or iskeyword(p.name) for p in parameters):
        anything = [("args", inspect.Parameter.VAR_POSITIONAL), ("kwargs", inspect.Parameter.VAR_KEYWORD)]
        return inspect.Signature([inspect.Parameter(name, kind) for name, kind in anything])
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [inspect.Parameter(p.name, kind, default=p.default, annotation=p.annotation) for p in parameters]
    )


def arrange(
    tool: str, parameters: list[Parameter] | None, positional: tuple[object, ...], named: dict[str, object]
) -> tuple[object, ...] | dict[str, object]:
    """Return a call's arguments as the host takes them: all by position or all by name."""
    if not named:
        return positional
    if not positional:
        return named
    if parameters is None:
        raise TypeError(f"{tool}() takes arguments by position or by name, not both, because its schema names none")
    if len(positional) > len(parameters):
        raise TypeError(f"{tool}() takes {len(parameters)} arguments by position, but {len(positional)} were given")
    by_position = dict(zip((parameter.name for parameter in parameters), positional, strict=False))
    for name in by_position:
        if name in named:
            raise TypeError(f"{tool}() got two values for the argument '{name}'")
    return by_position | named
