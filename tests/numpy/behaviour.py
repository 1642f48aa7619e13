"""Tests what the guest does for NumPy beyond computing: JSON, files, random numbers, the clock, warnings."""

import sys
import time
import unittest
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import sandbox

HERE = Path(__file__).resolve().parent
GUEST = sandbox.ROOT / "dist" / "sandbox-numpy-virt.wasm"
run = partial(sandbox.run, GUEST)
value = partial(sandbox.value, GUEST)


class Json(unittest.TestCase):
    """Values of NumPy's as a result."""

    def test_what_has_a_form(self) -> None:
        """Scalars become numbers, truth values and strings, and arrays nested lists."""
        code = """[numpy.int64(3), numpy.float32(0.5), numpy.bool_(True), numpy.str_("é"), numpy.longdouble(1.5),
            numpy.arange(4).reshape(2, 2), numpy.array(7), numpy.array(["a", "b"]), numpy.zeros((0, 2)),
            numpy.array([(1, 2.5)], dtype="i4,f8"), numpy.array([None, "x"], dtype=object), {"a": numpy.uint8(255)},
            numpy.ma.array([1, 2], mask=[0, 1]), numpy.array([1.5], dtype="g")]"""
        wanted = [3, 0.5, True, "é", 1.5, [[0, 1], [2, 3]], 7, ["a", "b"], [], [[1, 2.5]], [None, "x"], {"a": 255}]
        self.assertEqual(value(code), [*wanted, [1, None], [1.5]])

    def test_what_has_none(self) -> None:
        """What is an error in Python's own types is one in NumPy's."""
        for code, message in {
            "numpy.complex128(1j)": "TypeError: Object of type complex is not JSON serializable",
            "numpy.array([1j])": "TypeError: Object of type complex is not JSON serializable",
            "numpy.array([numpy.nan])": "ValueError: Out of range float values are not JSON compliant: nan",
            "numpy.float32('inf')": "ValueError: Out of range float values are not JSON compliant: inf",
            "numpy.array([b'a'])": "TypeError: Object of type bytes is not JSON serializable",
            "numpy.datetime64('2024-01-01')": "TypeError: Object of type datetime64 is not JSON serializable",
            "numpy.array(['2024-01-01'], dtype='M8[ns]')": "TypeError: Object of type ndarray is not JSON serializable",
        }.items():
            error = run(code)["error"]
            self.assertEqual(f"{error['type']}: {error['message']}", message, code)


class Session(unittest.TestCase):
    """What a session has of the host's."""

    def test_name(self) -> None:
        """The name is bound, and can be imported."""
        self.assertEqual(value("numpy.add(1, 2)"), 3)
        self.assertEqual(value("import numpy as np", "np is numpy"), True)

    def test_modules_from_files(self) -> None:
        """What isn't in memory is imported from the guest's own files."""
        self.assertEqual(
            value("import numpy.testing, numpy.lib.recfunctions", "numpy.testing.__name__"), "numpy.testing"
        )

    def test_entropy(self) -> None:
        """Generators without a seed differ between sessions."""
        code = "[numpy.random.rand(), numpy.random.default_rng().random(), numpy.random.RandomState().rand()]"
        one, other = value(code), value(code)
        for first, second in zip(one, other, strict=True):
            self.assertNotEqual(first, second)

    def test_seed(self) -> None:
        """With a seed they don't."""
        code = ("numpy.random.seed(3)", "[numpy.random.rand(), numpy.random.default_rng(3).random()]")
        self.assertEqual(value(*code), [0.5507979025745755, 0.08564916714362436])

    def test_clock(self) -> None:
        """The time is the host's."""
        now = datetime.fromisoformat(value("str(numpy.datetime64('now'))")).replace(tzinfo=timezone.utc).timestamp()
        self.assertLess(abs(now - time.time()), 30)

    def test_warnings(self) -> None:
        """A warning goes to standard error; what a processor would have to notice, as for `1.0 / 0`, has none."""
        self.assertIn("RuntimeWarning: divide by zero encountered", run("numpy.arange(3) // 0")["stderr"])
        self.assertEqual(run("str(numpy.array([1.0, 0]) / 0)")["result"], "[inf nan]")
        self.assertIn("LinAlgError: Singular matrix", run("numpy.linalg.inv(numpy.zeros((2, 2)))")["stderr"])


class Numbers(unittest.TestCase):
    """The matrix product and the sort that only this NumPy has."""

    def test_inside(self) -> None:
        """They do what NumPy's loops do, on everything that inside.py thinks of."""
        for what, (count, wrong) in value("-f", HERE / "inside.py", "checks()").items():
            self.assertGreater(count, 900, what)
            self.assertEqual(wrong, [], what)


class Files(unittest.TestCase):
    """Arrays in files."""

    def test_formats(self) -> None:
        """Each comes back as it was."""
        code = """
a = numpy.arange(12.0).reshape(3, 4)
numpy.save("/tmp/a.npy", a)
numpy.savez("/tmp/a.npz", a=a)
numpy.savez_compressed("/tmp/b.npz", a=a)
numpy.savetxt("/tmp/a.txt", a)
a.tofile("/tmp/a.bin")
a.tofile("/tmp/b.txt", sep=" ")
"""
        back = """[numpy.array_equal(a, b) for b in (numpy.load("/tmp/a.npy"), numpy.load("/tmp/a.npz")["a"],
            numpy.load("/tmp/b.npz")["a"], numpy.loadtxt("/tmp/a.txt"), numpy.genfromtxt("/tmp/a.txt"),
            numpy.fromfile("/tmp/a.bin").reshape(3, 4), numpy.fromfile("/tmp/b.txt", sep=" ").reshape(3, 4))]"""
        self.assertEqual(value(code, back), [True] * 7)

    def test_large(self) -> None:
        """What WASI writes in several parts arrives whole."""
        code = "a = numpy.arange(500_000.0); numpy.save('/tmp/a.npy', a); a.tofile('/tmp/a.bin')"
        back = "[numpy.array_equal(numpy.load('/tmp/a.npy'), a), numpy.array_equal(numpy.fromfile('/tmp/a.bin'), a)]"
        self.assertEqual(value(code, back), [True, True])

    def test_open_file(self) -> None:
        """An array goes where an open file stands, and the file stays open."""
        code = """
a = numpy.arange(3, dtype="i4")
with open("/tmp/f", "w+b") as file:
    file.write(b"head")
    a.tofile(file)
    file.write(b"tail")
    numpy.save(file, a)
    file.seek(0)
    found = [file.read(4).decode(), numpy.fromfile(file, "i4", 3), file.read(4).decode(), numpy.load(file), file.closed]
"""
        self.assertEqual(value(code, "found"), ["head", [0, 1, 2], "tail", [0, 1, 2], False])

    def test_memory_map(self) -> None:
        """There is none, and the error says what there is."""
        error = run('numpy.save("/tmp/a.npy", numpy.arange(3))', 'numpy.load("/tmp/a.npy", mmap_mode="r")')["error"]
        self.assertIn("use numpy.load or numpy.fromfile", error["message"])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
