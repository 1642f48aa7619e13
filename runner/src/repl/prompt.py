"""What the prompt puts into a Python guest.

The contract's functions alone tell neither whether input is complete nor what a value's `repr` is.
"""

import ast
import codeop
import linecache
import sys
import traceback
from contextlib import suppress
from types import CodeType, TracebackType

# The flags that make the compiler wait for more.
_WAITING = codeop.PyCF_DONT_IMPLY_DEDENT | codeop.PyCF_ALLOW_INCOMPLETE_INPUT

# Bytes set aside to show a traceback with, where the code has used up all memory.
_RESERVE = 512 << 10


class Prompt:
    """Runs what is typed in the session's namespace."""

    def __init__(self, names: dict[str, object]) -> None:
        """Keep the namespace, whatever the session does to the names that lead to it."""
        self._names = names
        # It remembers `from __future__ import …` for what follows.
        self._compiler = codeop.CommandCompiler()
        self._count = 0
        self._reserve: bytearray | None = None

    def push(self, source: str, is_last: bool) -> dict[str, object]:
        """Run some lines if they are complete, as all are where nothing follows, and return what came of it."""
        filename = f"<input {self._count + 1}>"
        with suppress(MemoryError):
            # Only where the code has as much besides, or it couldn't even free some.
            self._reserve = self._reserve or bytearray(2 * _RESERVE)[_RESERVE:]
        try:
            codes = self._compile(source, filename, is_last)
        except BaseException as error:
            # The frames are the compiler's.
            self._show(error, None)
            return {}
        if codes is None:
            return {"more": True}
        self._count += 1
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            for code in codes:
                exec(code, self._names)
        except SystemExit as error:
            return {"exit": _status(error.code)}
        except BaseException as error:
            # The first frame is this one.
            self._show(error, error.__traceback__ and error.__traceback__.tb_next)
        return {}

    def _compile(self, source: str, filename: str, is_last: bool) -> list[CodeType] | None:
        """Return the code of complete lines: one statement, or where text was pasted or piped, several."""
        for symbol in ("single", "exec"):
            try:
                code = self._compiler(source, filename, symbol)
            except SyntaxError:
                if "\n" not in source:
                    raise
                continue
            if code is None and not is_last:
                return None
            if code is not None and symbol == "single":
                return [code]
            break
        flags = self._compiler.compiler.flags & ~_WAITING
        tree = compile(source, filename, "exec", flags | ast.PyCF_ONLY_AST, dont_inherit=True)
        statements = [ast.Interactive([statement]) for statement in tree.body]
        return [compile(statement, filename, "single", flags, dont_inherit=True) for statement in statements]

    def _show(self, error: BaseException, frames: TracebackType | None) -> None:
        self._reserve = None
        try:
            traceback.print_exception(type(error), error, frames)
        finally:
            # The frames hold what the code was working on.
            error.__traceback__ = None


def _status(code: object) -> int:
    if code is None or isinstance(code, int):
        return (code or 0) & 0xFF
    print(code, file=sys.stderr)
    return 1


def install(names: dict[str, object]) -> str:
    """Make a prompt on a namespace, known as `component_sandbox_prompt`, and return the language."""
    sys.modules["component_sandbox_prompt"] = Prompt(names)
    return "Python"
