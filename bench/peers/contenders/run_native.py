"""Native Python: a process for each run, and no sandbox at all."""

import subprocess
import sys

from protocol import serve


class Native:
    """Runs code in this very interpreter, or in a fresh one."""

    def __init__(self) -> None:
        """Start with no names."""
        self._names: dict[str, object] = {}

    def fresh(self) -> None:
        """Start a process that ends at once."""
        done = subprocess.run([sys.executable, "-I", "-c", "print(2 + 2)"], check=True, capture_output=True)
        assert done.stdout == b"4\n"

    def live(self) -> object:
        """Evaluate here."""
        return eval("2 + 2", self._names)

    def load(self, source: str) -> None:
        """Define here."""
        self._names = {}
        exec(compile(source, "<program>", "exec"), self._names)

    def main(self) -> object:
        """Call here."""
        return self._names["main"]()


if __name__ == "__main__":
    serve(Native())
