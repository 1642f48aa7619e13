"""The guest's standard streams."""

import io
import sys
from builtins import BaseException, getattr, isinstance

from .denied import stand_in

# A stream without a buffer, its encoding, and what is done about text that has none.
_Raw = tuple[io.RawIOBase, str, str]


def take_apart() -> list[_Raw]:
    """Take the streams that are written to apart, so that their memory is free."""
    global stdout, stderr
    apart = [_apart(sys.stdout), _apart(sys.stderr)]
    stdout = sys.stdout = sys.__stdout__ = None
    stderr = sys.stderr = sys.__stderr__ = None
    return apart


def _apart(stream: io.TextIOWrapper) -> _Raw:
    encoding, errors, raw = stream.encoding, stream.errors, stream.detach()
    return raw.detach() if isinstance(raw, io.BufferedWriter) else raw, encoding, errors


def put_together(apart: list[_Raw]) -> None:
    """Make streams of these that buffer by lines: what was printed before a time limit struck must not be lost.

    The stream that componentize-py makes has no buffer at all, and text of which the host takes only a part at once
    would be cut there.
    """
    global stdout, stderr
    # As they are at the start: the session may replace or close them.
    stdout, stderr = [
        io.TextIOWrapper(io.BufferedWriter(file), encoding, errors, line_buffering=True)
        for file, encoding, errors in apart
    ]
    sys.stdout = sys.__stdout__ = stdout
    sys.stderr = sys.__stderr__ = stderr


put_together(take_apart())


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
    for name, own in (("stdout", stdout), ("stderr", stderr)):
        stream = getattr(sys, name, None)
        if stream is not own:
            _flush(stream)
    _flush(stdout)
    _flush(stderr)


def _flush(stream: object) -> None:
    # It can be gone, closed, None, or an object of the user's with any `flush` or none.
    try:  # noqa: SIM105 (`contextlib.suppress` would be more memory that each session touches)
        stream.flush()
    except BaseException:
        pass
