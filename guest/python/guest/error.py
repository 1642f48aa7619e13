"""How an exception of the user's code reaches the host: a string in the result, the traceback on standard error."""

import traceback
from types import TracebackType

from . import output


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
    """Leave out the guest's own frames, which come before the user's."""
    while frames is not None and not _is_users(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    return frames


def _is_users(filename: str) -> bool:
    return filename.startswith(("<exec ", "<eval "))
