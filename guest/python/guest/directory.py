"""The working directory, where the guest has files at all."""

import os
from contextlib import suppress


def enter() -> None:
    """Go where the environment says: the C library starts in the root, whatever WASI's `initial-cwd` is."""
    for name in ("PWD", "HOME"):
        with suppress(KeyError, OSError):
            os.chdir(os.environ[name])
            return
