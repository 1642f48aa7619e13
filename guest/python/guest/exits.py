"""`os._exit` where the guest may not exit: a `PermissionError`.

WASI's `exit` never returns, so a wrapper that doesn't allow it can only trap. It says so in the environment beforehand,
and then the function is replaced.
"""

import errno
import os
import posix
from typing import NoReturn

# Set by `wasi-virt`.
_VARIABLE = "WASI_VIRT_DENIED"


def begin() -> None:
    """Replace the function if exiting isn't allowed; the variable isn't the session's business."""
    if os.environ.pop(_VARIABLE, "") == "exit":
        os._exit = posix._exit = _denied


def _denied(status: int) -> NoReturn:
    """Raise a `PermissionError`: this guest may not exit."""
    raise PermissionError(errno.EPERM, "this guest may not exit")
