"""Values of the user's code as JSON, and back."""

import json
from builtins import RecursionError, UnicodeEncodeError
from json.encoder import c_make_encoder, encode_basestring

from . import arrays

# What the encoder below makes anew for each value. It doesn't notice a value that contains itself.
_chunks = c_make_encoder(None, arrays.plain, encode_basestring, None, ": ", ", ", False, False, False)

_TEXT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=arrays.plain).encode
_ASCII = json.JSONEncoder(ensure_ascii=True, allow_nan=False, default=arrays.plain).encode

# Returns the value of a JSON text.
from_json = json.JSONDecoder().decode


def to_json(value: object) -> str:
    """Return `value` as JSON; raise the `TypeError` or `ValueError` that names the type that JSON has no form for."""
    try:
        text = "".join(_chunks(value, 0))
    except RecursionError:
        text = _TEXT(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        # A lone surrogate has no UTF-8 form, but its escape is valid JSON and loses nothing.
        return _ASCII(value)
    return text
