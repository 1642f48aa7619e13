"""pydantic-monty: an interpreter of its own for a part of Python, in worker processes."""

from protocol import serve
from pydantic_monty import Monty


class Workers:
    """Runs code in a worker process."""

    def __init__(self) -> None:
        """Start the workers, and a session that goes on."""
        self._pool = Monty().__enter__()
        self._begin()

    def _begin(self) -> None:
        self._checkout = self._pool.checkout()
        self._session = self._checkout.__enter__()

    def fresh(self) -> None:
        """Take a worker for one expression."""
        with self._pool.checkout() as session:
            assert session.feed_run("2 + 2") == 4

    def live(self) -> object:
        """Evaluate in the session."""
        return self._session.feed_run("2 + 2")

    def load(self, source: str) -> None:
        """Define in a session of its own."""
        self._checkout.__exit__(None, None, None)
        self._begin()
        self._session.feed_run(source)

    def main(self) -> object:
        """Call in that session."""
        return self._session.feed_run("main()")


if __name__ == "__main__":
    serve(Workers())
