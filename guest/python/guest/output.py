"""The guest's standard output and error."""

import sys
from contextlib import suppress

# The streams as they were at the start: the session may have replaced `sys.stdout`.
_streams = (sys.stdout, sys.stderr)


def buffer_by_line() -> None:
    """Write each line as it ends: what was printed before a time limit struck must not be lost."""
    for stream in _streams:
        stream.reconfigure(line_buffering=True)


def flush() -> None:
    """Write out all that is buffered, in the session's own streams first."""
    for stream in (sys.stdout, sys.stderr, *_streams):
        # A stream can be closed, None, or an object of the user's with any `flush` or none.
        with suppress(BaseException):
            stream.flush()
