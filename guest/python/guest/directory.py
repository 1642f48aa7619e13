"""The working directory, where the guest has files at all."""

import os


def enter() -> None:
    """Go where the environment says: the C library starts in the root, whatever WASI's `initial-cwd` is."""
    if not _entered("PWD"):
        _entered("HOME")


def _entered(name: str) -> bool:
    try:
        os.chdir(os.environ[name])
    except (KeyError, OSError):
        return False
    return True
