"""Runs inside the guest: `run(name)` runs the tests of one file and tells what came of them."""

import os
import sys
import sysconfig
import unittest
from collections.abc import Iterator
from types import TracebackType

# As componentize-py has them, the arguments of `configure` end within quotes, at which `test.support` stumbles.
sysconfig.get_config_vars()["CONFIG_ARGS"] = ""

from test import support  # noqa: E402

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType]

# Nothing that needs a network, hours or gigabytes.
support.use_resources = {}
os.chdir("/tmp")
sys.argv = ["test"]


class Counter(unittest.TestResult):
    """Counts what passes and remembers why the rest doesn't."""

    def __init__(self) -> None:
        """Start at nothing."""
        super().__init__()
        self.passed = 0
        self.failed: dict[str, str] = {}

    def addSuccess(self, test: unittest.TestCase) -> None:
        """Count a test that passed."""
        self.passed += 1

    def addError(self, test: unittest.TestCase, error: ErrorInfo) -> None:
        """Remember a test that raised."""
        kind, value, _ = error
        message = (str(value).strip().splitlines() or [""])[0]
        self.failed.setdefault(test.id().removeprefix("test."), f"{kind.__name__}: {message}"[:200])

    addFailure = addError

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, error: ErrorInfo | None) -> None:
        """Remember a test of which a part raised."""
        if error is not None:
            self.addError(test, error)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        """Remember a test that CPython expects to fail."""
        self.failed[test.id().removeprefix("test.")] = "an unexpected success"


def tests(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    """Yield the tests of a suite, one by one."""
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from tests(part)
        else:
            yield part


def run(name: str, left_out: list[str]) -> dict[str, object]:
    """Run the tests of a file such as `test_glob`, but for some."""
    result = Counter()
    try:
        suite = unittest.defaultTestLoader.loadTestsFromName(f"test.{name}")
    except unittest.SkipTest:
        return {"passed": 0, "skipped": 1, "failed": {}}
    unittest.TestSuite(t for t in tests(suite) if t.id().removeprefix("test.") not in left_out).run(result)
    return {"passed": result.passed, "skipped": len(result.skipped), "failed": result.failed}
