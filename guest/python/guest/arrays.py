"""What NumPy needs of the guest, where the guest has it: JSON of its values, and random numbers of a session's own."""

import os
import sys


def plain(value: object) -> object:
    """Return what a value of NumPy's is in Python's own types; raise `TypeError` for what JSON has no form for."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray | numpy.generic):
        if isinstance(value, numpy.longdouble):
            return float(value)
        # Of these, `tolist` would make a number in one unit, and in another an object of the module `datetime`.
        if value.dtype.kind not in "mM":
            return value.tolist()
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def begin() -> None:
    """Give the generator behind functions such as `numpy.random.rand` a state that no other session has.

    It was seeded when it was made, which is when the component was built. Seeding it anew takes a millisecond.
    """
    random = sys.modules.get("numpy.random")
    if random is not None:
        numpy = sys.modules["numpy"]
        random.set_state(("MT19937", numpy.frombuffer(os.urandom(624 * 4), numpy.uint32), 624, 0, 0.0))
