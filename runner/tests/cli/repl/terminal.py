"""Runs a command on a terminal of its own, for a test.

Takes what to wait for and then to type, as JSON pairs, and the command; prints all that appeared on the terminal and
ends with the command's status.
"""

import json
import os
import pty
import select
import sys
import time

# Seconds until something must have appeared.
PATIENCE = 30


def read(terminal: int, deadline: float) -> bytes:
    """Return what has appeared, or nothing at the end."""
    if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
        raise TimeoutError
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        # Linux's way to say that the other end is closed.
        return b""


def talk(terminal: int, dialogue: list[tuple[str, str]]) -> bytes:
    """Type when it is time to; return all that appeared."""
    screen, at = b"", 0
    for expected, typed in [*dialogue, (None, "")]:
        deadline = time.monotonic() + PATIENCE
        while expected is None or expected.encode() not in screen[at:]:
            try:
                appeared = read(terminal, deadline)
            except TimeoutError:
                raise SystemExit(f"{expected!r} doesn't appear after {screen!r}") from None
            if not appeared:
                if expected is None:
                    break
                raise SystemExit(f"it ended where {expected!r} was expected, after {screen!r}")
            screen += appeared
        else:
            at = screen.index(expected.encode(), at) + len(expected.encode())
            os.write(terminal, typed.encode())
    return screen


def main(dialogue: str, *command: str) -> int:
    """Run it."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(command[0], command)
    screen = talk(terminal, json.loads(dialogue))
    sys.stdout.buffer.write(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
