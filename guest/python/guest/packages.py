"""The packages with native code that this guest was built with, if there are any."""

import importlib
from importlib.util import find_spec

if find_spec("guest_packages") is None:
    PRELOAD, BOUND = [], []
else:
    from guest_packages import BOUND, PRELOAD


def preload() -> None:
    """Import them into the memory that the component starts from."""
    for name in PRELOAD:
        importlib.import_module(name)


def bound() -> dict[str, object]:
    """Return those that a session finds under their names without an `import`."""
    return {name: importlib.import_module(name) for name in BOUND}
