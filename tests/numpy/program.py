"""Runs inside the guest: `run(path)` runs one of NumPy's own test files with pytest and tells what came of it."""

import importlib
import os
import sys
import types

# Where the wrapped component has them: what `meson install --tags tests` makes, and pytest.
TESTS, PYTEST = "/2", "/pytest"

sys.path.append(PYTEST)
os.chdir("/tmp")
# pytest asks whose its temporary files are.
os.getuid = lambda: 0


class Missing:
    """Stands for whatever is in a module that there isn't."""

    def __init__(self, *_: object) -> None:
        """Fail where it is used."""
        raise NotImplementedError("there is no such module in the guest")


# Some files import these first of all, for a few of their tests; only those fail.
for name in ("ctypes", "mmap"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__getattr__ = lambda _: Missing

import pytest  # noqa: E402

for name in ("numpy", "numpy._core", "numpy.fft", "numpy.lib", "numpy.linalg", "numpy.ma", "numpy.polynomial"):
    # Two folders for one package: what everybody imports, and what its tests need.
    importlib.import_module(name).__path__.append(f"{TESTS}/{name.replace('.', '/')}")
importlib.import_module("numpy.random").__path__.append(f"{TESTS}/numpy/random")


class Counter:
    """A plugin that counts what passes and remembers why the rest doesn't."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.passed = self.skipped = 0
        # By test function, whatever its parameters: some have thousands.
        self.failed: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a phase of a test: its call, or what fails or is skipped before and after it."""
        if report.failed:
            name = report.nodeid.split("::", 1)[-1].split("[")[0]
            crash = getattr(report.longrepr, "reprcrash", None)
            message = crash.message if crash else str(report.longrepr)
            self.failed.setdefault(name, (message.strip().splitlines() or [""])[0][:200])
        elif report.skipped:
            self.skipped += 1
        elif report.when == "call":
            self.passed += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember a file that can't be imported."""
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            self.failed["(import)"] = (lines or [""])[-1][:200]


def run(path: str, left_out: list[str]) -> dict[str, object]:
    """Run the tests of a file such as `_core/tests/test_half.py`, but for some."""
    counter = Counter()
    options = ["-q", "-m", "not slow", "--capture=no", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--tb=short"]
    # The plugin for logs opens /dev/null, which isn't there.
    options += ["-p", "no:logging"]
    options += ["--no-header", "--no-summary", "--color=no", "--disable-warnings", "--rootdir", TESTS]
    options += [option for name in left_out for option in ("--deselect", f"numpy/{path}::{name.replace('.', '::')}")]
    status = pytest.main([*options, f"{TESTS}/numpy/{path}"], plugins=[counter])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        counter.failed.setdefault("(all)", f"pytest ends with {pytest.ExitCode(status).name}")
    return {"passed": counter.passed, "skipped": counter.skipped, "failed": counter.failed}
