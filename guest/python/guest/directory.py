"""The working directory, where the guest has files at all."""

import os
from builtins import OSError


def enter(variables: dict[bytes, bytes]) -> None:
    """Go where the environment says: the C library starts in the root, whatever WASI's `initial-cwd` is."""
    for name in (b"PWD", b"HOME"):
        if name in variables and _entered(variables[name]):
            return


def _entered(path: bytes) -> bool:
    try:
        os.chdir(path)
    except OSError:
        return False
    return True
