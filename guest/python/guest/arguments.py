"""The arguments, `sys.argv`."""

import sys


def begin() -> None:
    """Put a program's name in front of those that the host gives, as `python -c` does: `argparse` asks for one."""
    sys.argv.insert(0, "-c")
