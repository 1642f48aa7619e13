"""One call from the host: names its source, catches whatever the code raises, and flushes what it wrote."""

from builtins import MemoryError, isinstance
from types import TracebackType

from . import arguments, arrays, directory, exits, memory, output
from . import error as errors

_has_begun = False
_count = 0


def forget() -> None:
    """Let the next call be a session's first."""
    global _has_begun, _count
    _has_begun, _count = False, 0


class Call:
    """A context that swallows every exception and keeps it as `error`, the string that the host gets."""

    def __init__(self, kind: str, code: str) -> None:
        """Give the code of this call a file name of its own, such as `<exec 3>`."""
        global _count
        # Hosts that start instances ahead of their use have them run nothing; that isn't one of the session's strings.
        if code:
            _count += 1
        self.filename = f"<{kind} {_count}>"
        self.error = ""

    def __enter__(self) -> "Call":
        """Start the call; what depends on where the guest runs can't be done when the component is built."""
        global _has_begun
        if not _has_begun:
            _has_begun = True
            arguments.begin()
            output.begin()
            directory.enter()
            exits.begin()
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
