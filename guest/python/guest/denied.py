"""Standard streams that the host doesn't give: using one is a `PermissionError`.

The C library has only one error for all that can go wrong with a stream, EIO; but a stream that fails before anything
was read or written is one that isn't there.
"""

import errno
import io
import os
from collections.abc import Buffer
from typing import NoReturn


class Denied(io.RawIOBase):
    """A stream that may be neither read nor written."""

    def __init__(self, number: int, name: str) -> None:
        """Stand in for the stream of this file descriptor."""
        self._number = number
        self.name = name

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._number

    def readable(self) -> bool:
        """Tell that this is where input would come from."""
        return self._number == 0

    def writable(self) -> bool:
        """Tell that this is where output would go."""
        return self._number != 0

    def readinto(self, buffer: Buffer) -> NoReturn:
        """Read nothing."""
        raise self._error()

    def write(self, data: Buffer) -> NoReturn:
        """Write nothing."""
        raise self._error()

    def _error(self) -> PermissionError:
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES), self.name)


def stand_in(number: int, name: str) -> Denied | None:
    """Return a stream in the place of one that the host doesn't give; `None` where it does."""
    try:
        # Nothing is read or written where this is allowed.
        if number == 0:
            os.read(number, 0)
        else:
            os.write(number, b"")
    except OSError:
        return Denied(number, name)
    return None
