"""The words of memory that are to be other than CPython leaves them: a table for `fuse`, which finds it and obeys."""

import opcode
import sys
from array import array
from types import CodeType

# What `fuse` looks for: the mark, how many words there are, and of each its address and its value. In parts, so that
# the whole stands only where it is meant.
_MARK = ["component-fuse", " words ", "1\n\0"]

# The count of references that CPython gives to what lives for ever, where a pointer has 32 bits
# (`_Py_IMMORTAL_INITIAL_REFCNT` of `refcount.h`): such an object's references aren't counted.
_IMMORTAL = 5 << 28

# How code loads a constant, and what that becomes when it runs: one counts a reference without a look whether it is
# counted, as the constant wasn't immortal then; the other counts none.
_LOAD = opcode.opmap["LOAD_CONST"]
_LOAD_MORTAL = opcode._specialized_opmap["LOAD_CONST_MORTAL"]
_LOAD_IMMORTAL = opcode._specialized_opmap["LOAD_CONST_IMMORTAL"]

_BYTES = 4


class Words:
    """The table."""

    def __init__(self, values: list[object], codes: list[CodeType]) -> None:
        """Ask for counts of references to these that never change, and for code that relies on that."""
        # Not the list, above which nothing would be free.
        self._values = tuple(values)
        table = array("I", b"".join(map(str.encode, _MARK)))
        length = len(table)
        table.append(0)
        for value in values:
            if not sys._is_immortal(value):
                table.extend((id(value), _IMMORTAL))
        self._code: list[tuple[int, CodeType, int]] = []
        for code in codes:
            for offset in sorted({at & -_BYTES for at in _loads(code)}):
                # The instructions lie behind all else that a code object has.
                table.extend((id(code) + CodeType.__basicsize__ + offset, 0))
                self._code.append((len(table) - 1, code, offset))
        table[length] = (len(table) - length) // 2
        self._table = table

    def finish(self) -> None:
        """Set what depends on what code has become, which may not run from now on."""
        for position, code, offset in self._code:
            instructions = bytearray(code._co_code_adaptive)
            for at in _loads(code):
                instructions[at] = _LOAD_IMMORTAL
            self._table[position] = int.from_bytes(instructions[offset : offset + _BYTES], sys.byteorder)


def _loads(code: CodeType) -> list[int]:
    """Find the instructions that load a constant and count a reference to it."""
    plain, adapted = code.co_code, code._co_code_adaptive
    return [at for at in range(0, len(plain), 2) if plain[at] == _LOAD and adapted[at] == _LOAD_MORTAL]
