"""Gets CPython's own tests, the `test` package: from an installed CPython 3.14, else from Debian's package.

CPython's tests come with no package of PyPI, and componentize-py leaves them out. Debian's `libpython3.14-testsuite` is
in unstable.
"""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "guest" / "python" / "recipe"))

from native import debian
from native.debian import UnavailableError

__all__ = ["UnavailableError", "fetch"]

# The tests themselves, and `test.support`, which they use.
PACKAGES = ["libpython3.14-testsuite", "libpython3.14-stdlib"]


@dataclass
class Tests:
    """The `test` package of a release of CPython."""

    folder: Path
    release: str


def installed() -> Tests | None:
    """Return the tests of an installed CPython 3.14, if they came with it."""
    python = shutil.which("python3.14")
    if python is None:
        return None
    code = "import platform, sysconfig; print(sysconfig.get_path('stdlib'), platform.python_version(), sep='\\n')"
    stdlib, release = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )[:2]
    folder = Path(stdlib) / "test"
    # Some distributions split most of the tests off.
    whole = all((folder / name).exists() for name in ("support/__init__.py", "test_glob.py"))
    return Tests(folder, release) if whole else None


def from_debian(folder: Path) -> None:
    """Download Debian's packages, and keep their `test` package and its release in `folder`."""
    unpacked = folder / "unpacked"
    version = debian.unpack(PACKAGES, unpacked)
    (folder / "release").write_text(version.split("-")[0])
    shutil.move(unpacked / "usr" / "lib" / "python3.14" / "test", folder / "test")
    shutil.rmtree(unpacked)


def fetch(folder: Path) -> Tests:
    """Return the tests, downloaded below `folder` where they aren't installed or there yet."""
    if (tests := installed()) is not None:
        return tests
    if not (folder / "test").exists():
        print(f"downloading CPython's tests: Debian's {PACKAGES[0]}", file=sys.stderr)
        from_debian(folder)
    return Tests(folder / "test", (folder / "release").read_text())
