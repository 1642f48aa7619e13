"""Arrays that the host passes in and takes out whole, in a guest that has NumPy."""

import sys
import unicodedata
from keyword import iskeyword

from componentize_py_types import Err

from . import namespace
from .call import Call

try:
    from wit_world.exports.arrays import Array, Element
except ImportError:
    # The component is built for a world without them, and nobody calls what is here.
    Array, Element = None, ()

# NumPy's name for a kind of elements is the interface's, but for one.
_NAMES = {element: "bool" if element.name == "BOOLEAN" else element.name.lower() for element in Element}
_ELEMENTS = {name: element for element, name in _NAMES.items()}


class Arrays:
    """The exports of the interface `arrays`."""

    def set(self, name: str, value: "Array") -> None:
        """Bind `name` to an array."""
        with Call("set", name) as call:
            if not name.isidentifier() or iskeyword(name):
                raise ValueError(f"can't bind {name!r}; expected a name")
            array = sys.modules["numpy"].frombuffer(value.data, _NAMES[value.element]).reshape(value.shape)
            # What lies in bytes can't be changed. Names are compared in this form (PEP 3131).
            namespace.bind(unicodedata.normalize("NFKC", name), array.copy())
            return
        raise Err(call.error)

    def get(self, expression: str) -> "Array":
        """Evaluate `expression`, whose value is an array."""
        with Call("get", expression) as call:
            return _given(namespace.evaluate(expression, call.filename))
        raise Err(call.error)


def _given(value: object) -> "Array":
    """Return an array, or a NumPy scalar, as the host takes it; raise the `TypeError` that says why it can't."""
    numpy = sys.modules["numpy"]
    if not isinstance(value, numpy.ndarray | numpy.generic):
        raise TypeError(f"expected an array, not {type(value).__name__}; numpy.array makes one of numbers in lists")
    if isinstance(value, numpy.ma.MaskedArray):
        raise TypeError("expected an array without a mask; a masked array's method filled returns one")
    native = value.dtype.newbyteorder("=")
    element = _ELEMENTS.get(native.name)
    if element is None:
        known = ", ".join(_ELEMENTS)
        raise TypeError(f"the host takes no array of {value.dtype}; use the method astype to make it one of {known}")
    return Array(element, list(value.shape), value.astype(native, copy=False).tobytes())
