"""One call from the host: names its source, catches whatever the code raises, and flushes what it wrote."""

import gc
from types import TracebackType

from . import error as errors
from . import output

_count = 0


class Call:
    """A context that swallows every exception and keeps it as `error`, the string that the host gets."""

    def __init__(self, kind: str) -> None:
        """Give the code of this call a file name of its own, such as `<exec 3>`."""
        global _count
        _count += 1
        self.filename = f"<{kind} {_count}>"
        self.error = ""

    def __enter__(self) -> "Call":
        """Start the call."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> bool:
        """End the call; no exception leaves it, not even one that a handler here meets."""
        if error is not None:
            self.error = errors.describe(error)
            errors.show(error)
            if isinstance(error, MemoryError):
                # The frames that the traceback holds go with it; what they formed cycles with goes now.
                error.__traceback__ = None
                gc.collect()
        output.flush()
        return True
