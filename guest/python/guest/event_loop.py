"""Lets `asyncio.run` work where there are no sockets."""

import asyncio

# The private methods of `asyncio.selector_events.BaseSelectorEventLoop` that make, close and use the pair of sockets by
# which other threads and signals wake a loop that sleeps. A guest has neither, so nothing ever needs to.
_SELF_PIPE = ("_make_self_pipe", "_close_self_pipe", "_write_to_self")


def without_sockets() -> None:
    """Take the sockets out of every event loop that code makes from now on."""
    for name in _SELF_PIPE:
        if not callable(getattr(asyncio.SelectorEventLoop, name, None)):
            raise RuntimeError(f"asyncio's event loop has no `{name}` any more; see how it is woken now")
        setattr(asyncio.SelectorEventLoop, name, lambda self: None)
