"""`os._exit` where the guest may not exit: a `PermissionError`.

WASI's `exit` never returns, so a wrapper that doesn't allow it can only trap. It says so in the environment beforehand,
and then the function is replaced.
"""

import errno
import os
import posix
from typing import NoReturn

# Set by `wasi-virt`.
_VARIABLE = b"WASI_VIRT_DENIED"


def begin(variables: dict[bytes, bytes]) -> None:
    """Replace the function if the environment says that exiting isn't allowed; that isn't the session's business."""
    if _VARIABLE in variables and os.environb.pop(_VARIABLE) == b"exit":
        os._exit = posix._exit = _denied


def _denied(status: int) -> NoReturn:
    """Raise a `PermissionError`: this guest may not exit."""
    raise PermissionError(errno.EPERM, "this guest may not exit")
