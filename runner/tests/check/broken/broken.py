"""A Python guest that breaks one rule of the contract: the one that the environment variable `BREAKS` names."""

import json
import os
import sys

import wit_world
from componentize_py_types import Err

_NAMES: dict = {}


def _breaks(rule: str) -> bool:
    return os.environ.get("BREAKS") == rule


class WitWorld(wit_world.WitWorld):
    """What the guest exports."""

    def eval(self, expression: str) -> str:
        """Evaluate an expression."""
        value = self._run(lambda: eval(expression, _names()))
        try:
            text = json.dumps(value, allow_nan=_breaks("no JSON form"))
        except (TypeError, ValueError) as error:
            raise Err(_text(error)) from None
        if _breaks("values"):
            return "[" + text
        return text[:1000] if _breaks("long value") else text

    def exec(self, statements: str) -> None:
        """Execute statements."""
        if _breaks("recursion") and "return f()" in statements:
            return
        if _breaks("time limit") and statements.startswith("while True"):
            return
        if _breaks("memory limit") and "[1.5]" in statements:
            return
        if _breaks("output"):
            statements = statements.replace("print('hello')", "print('hello', end='')")
        if _breaks("output limit"):
            statements = statements.replace("range(10000)", "range(10)")
        self._run(lambda: exec(statements, _names()))

    def _run(self, what: object) -> object:
        try:
            return what()
        except BaseException as error:
            if _breaks("after errors"):
                _NAMES.clear()
            raise Err(_text(error)) from None
        finally:
            sys.stdout.flush()
            sys.stderr.flush()


def _names() -> dict:
    if _breaks("state"):
        return {}
    if _breaks("fresh sessions"):
        import random

        random.seed(1)
    return _NAMES


def _text(error: BaseException) -> str:
    if _breaks("errors"):
        return f"something went wrong: {error}"
    return ": ".join(filter(None, [type(error).__name__, str(error)]))
