"""Values of the user's code as JSON, and back."""

import json

from . import arrays

_TEXT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=arrays.plain).encode
_ASCII = json.JSONEncoder(ensure_ascii=True, allow_nan=False, default=arrays.plain).encode

# Returns the value of a JSON text.
from_json = json.JSONDecoder().decode


def to_json(value: object) -> str:
    """Return `value` as JSON; raise the `TypeError` or `ValueError` that names the type that JSON has no form for."""
    text = _TEXT(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        # A lone surrogate has no UTF-8 form, but its escape is valid JSON and loses nothing.
        return _ASCII(value)
    return text
