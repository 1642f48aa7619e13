"""One call from the host: names its source, catches whatever the code raises, and flushes what it wrote."""

import os
import sys
from builtins import MemoryError, isinstance, len
from types import TracebackType

from . import arguments, arrays, directory, exits, memory, output
from . import error as errors


class _Calls:
    """What calls change."""

    def __init__(self) -> None:
        self.has_begun = False
        self.count = 0


_calls = _Calls()

# The names of a session's first strings. CPython keeps each name of a file in a table, which is memory that a session
# needn't write to when the name is there.
_READY = {kind: [sys.intern(f"<{kind} {count}>") for count in range(8)] for kind in ("eval", "exec", "get", "set")}


def forget() -> None:
    """Let the next call be a session's first."""
    global _calls
    _calls = _Calls()


class Call:
    """A context that swallows every exception and keeps it as `error`, the string that the host gets."""

    def __init__(self, kind: str, code: str) -> None:
        """Give the code of this call a file name of its own, such as `<exec 3>`."""
        # Hosts that start instances ahead of their use have them run nothing; that isn't one of the session's strings.
        if code:
            _calls.count += 1
        count = _calls.count
        ready = _READY[kind]
        self.filename = ready[count] if count < len(ready) else f"<{kind} {count}>"
        self.error = ""

    def __enter__(self) -> "Call":
        """Start the call; what depends on where the guest runs can't be done when the component is built."""
        if not _calls.has_begun:
            _calls.has_begun = True
            # Its own dictionary: asked for a variable that isn't there, `os.environ` raises and catches exceptions.
            variables = os.environ._data
            arguments.begin()
            output.begin()
            directory.enter(variables)
            exits.begin(variables)
            arrays.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> bool:
        """End the call; no exception leaves it, not even one that a handler here meets."""
        if isinstance(error, MemoryError):
            memory.release()
        else:
            memory.restore()
        if error is not None:
            self.error = errors.describe(error)
            errors.show(error, self.error)
            # The frames hold what the code was working on; nothing may outlive the call but what it bound.
            error.__traceback__ = None
        output.flush()
        return True
