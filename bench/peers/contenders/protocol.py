"""What the contenders in Python share: they answer requests, a line of JSON each, until their input ends.

`{"work": "fresh"}` makes a sandbox, evaluates `2 + 2` in it and throws it away; `{"work": "live"}` evaluates it in one
that goes on; `{"work": "program", "source": …}` calls the function `main` of a program. The answer holds the seconds
that it took, and the value where there is one; an error where the contender can't do it.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Protocol


class Contender(Protocol):
    """A way to run code apart from its host."""

    def fresh(self) -> None:
        """Evaluate `2 + 2` in a sandbox that was never used, and throw it away."""

    def live(self) -> object:
        """Evaluate `2 + 2` in one that goes on."""

    def load(self, source: str) -> None:
        """Execute a program's definitions in one that goes on."""

    def main(self) -> object:
        """Call what they call `main`."""


def serve(contender: Contender) -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        try:
            answer = _answer(contender, json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]}
        print(json.dumps(answer), flush=True)


def _answer(contender: Contender, request: dict) -> dict:
    match request["work"]:
        case "fresh":
            return _timed(contender.fresh)
        case "live":
            return _timed(contender.live)
        case "program":
            contender.load(request["source"])
            return _timed(contender.main)
        case work:
            raise ValueError(f"unknown work: {work}")


def _timed(what: Callable[[], object]) -> dict:
    start = time.perf_counter()
    value = what()
    return {"seconds": time.perf_counter() - start, "value": value}
