"""How an exception of the user's code reaches the host: a string in the result, the traceback on standard error."""

import traceback
from builtins import BaseException, MemoryError, SystemExit, isinstance, str, type
from types import TracebackType

from . import output

# Where the guest's own modules are.
_OWN = __file__.removesuffix("error.py")


def describe(error: BaseException) -> str:
    """Return `Type: message`, or `Type` where there is no message, always as text that UTF-8 can hold."""
    name = type(error).__name__
    try:
        message = str(error)
        text = f"{name}: {message}" if message else name
        # A lone surrogate has no UTF-8 form, so the host would never see the message.
        return text.encode("utf-8", "backslashreplace").decode()
    except MemoryError:
        return name
    except BaseException:
        return f"{name}: <exception str() failed>"


def show(error: BaseException, described: str) -> None:
    """Write the traceback, from the user's first line on, to standard error, if it says more than `described`."""
    if isinstance(error, SystemExit):
        return
    try:
        error.__traceback__ = _of_user(error.__traceback__)
        text = "".join(traceback.format_exception(error))
        if text.rstrip() != described:
            output.stderr.write(text)
    except BaseException:
        # Formatting runs the user's code (`__str__`, `__cause__`) and can run out of memory; the string that
        # `describe` made is the answer, and a traceback that can't be shown must not replace it.
        return


def _of_user(frames: TracebackType | None) -> TracebackType | None:
    """Leave out what comes before the user's frames, and the guest's own among them, which call a tool."""
    while frames is not None and not _filename(frames).startswith(("<exec ", "<eval ")):
        frames = frames.tb_next
    frame = frames
    while frame is not None:
        while frame.tb_next is not None and _filename(frame.tb_next).startswith(_OWN):
            frame.tb_next = frame.tb_next.tb_next
        frame = frame.tb_next
    return frames


def _filename(frame: TracebackType) -> str:
    return frame.tb_frame.f_code.co_filename
