"""The guest's standard streams."""

import io
import sys
from builtins import BaseException

from .denied import stand_in


def _by_line(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Buffer a stream by lines: what was printed before a time limit struck must not be lost.

    The stream that componentize-py makes has no buffer at all, and text of which the host takes only a part at once
    would be cut there.
    """
    encoding, errors, raw = stream.encoding, stream.errors, stream.detach()
    buffer = raw if isinstance(raw, io.BufferedWriter) else io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, encoding, errors, line_buffering=True)


sys.stdout = sys.__stdout__ = _by_line(sys.stdout)
sys.stderr = sys.__stderr__ = _by_line(sys.stderr)

# The streams as they are at the start: the session may replace or close them.
stdout, stderr = sys.stdout, sys.stderr


def begin() -> None:
    """Put streams that say so in the place of those that the host doesn't give."""
    global stdout, stderr
    if denied := stand_in(0, "<stdin>"):
        sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(denied), "utf-8")
    if denied := stand_in(1, "<stdout>"):
        stdout = sys.stdout = sys.__stdout__ = io.TextIOWrapper(io.BufferedWriter(denied), "utf-8", line_buffering=True)
    if denied := stand_in(2, "<stderr>"):
        stderr = sys.stderr = sys.__stderr__ = io.TextIOWrapper(io.BufferedWriter(denied), "utf-8", line_buffering=True)


def flush() -> None:
    """Write out all that is buffered, in the session's own streams first."""
    for stream in (sys.stdout, sys.stderr, stdout, stderr):
        _flush(stream)


def _flush(stream: object) -> None:
    # It can be closed, None, or an object of the user's with any `flush` or none.
    try:  # noqa: SIM105 (`contextlib.suppress` would be more memory that each session touches)
        stream.flush()
    except BaseException:
        pass
