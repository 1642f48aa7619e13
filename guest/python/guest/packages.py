"""The packages that this guest was built with, if there are any."""

import importlib
from importlib.util import find_spec

if find_spec("guest_packages") is None:
    PRELOAD, BOUND, STARRED = [], [], []
else:
    from guest_packages import BOUND, PRELOAD, STARRED


def preload() -> None:
    """Import them into the memory that the component starts from."""
    for name in PRELOAD:
        importlib.import_module(name)


def bound() -> dict[str, object]:
    """Return what a session finds without an `import`: some of them, and what the `__all__` of others names."""
    names: dict[str, object] = {name: importlib.import_module(name) for name in BOUND}
    for module in map(importlib.import_module, STARRED):
        names.update({name: getattr(module, name) for name in module.__all__})
    return names
