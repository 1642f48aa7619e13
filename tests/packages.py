"""Tests the guest that `just guest-with msgpack regex` builds: its extension modules, in C and in Cython."""

import sys
import unittest
from functools import partial

import sandbox

value = partial(sandbox.value, sandbox.ROOT / "dist" / "sandbox-msgpack-regex-virt.wasm")


class Packages(unittest.TestCase):
    """What each does that it needs its native code for."""

    def test_regex(self) -> None:
        """It matches what `re` can't."""
        self.assertEqual(value("import regex", r'regex.findall(r"(?<=\p{Lu})\p{Ll}+", "Ärger Über")'), ["rger", "ber"])
        self.assertIs(value("import regex", 'bool(regex.fullmatch("(?:cats){e<=1}", "cuts"))'), True)

    def test_regex_time_limit(self) -> None:
        """Its limit on a match strikes, by the processor's time."""
        code = """
import regex
try:
    regex.fullmatch("(a|aa)+(a|aa)+(a|aa)+$", "a" * 60 + "b", timeout=0.2)
    ended = "matched"
except TimeoutError:
    ended = "timeout"
"""
        self.assertEqual(value(code, "ended"), "timeout")

    def test_msgpack(self) -> None:
        """What is packed comes back, from the extension module and not from its substitute in Python."""
        code = "[msgpack.unpackb(msgpack.packb(x)) == x, msgpack.Packer.__module__]"
        self.assertEqual(
            value("import msgpack; x = {'a': [1, 2.5, None, b'x', 'é']}", code), [True, "msgpack._cmsgpack"]
        )


if __name__ == "__main__":
    sys.exit(unittest.main())
