"""Gets CPython's own tests, the `test` package: from an installed CPython 3.14, else from Debian's package.

CPython's tests come with no package of PyPI, and componentize-py leaves them out. Debian's `libpython3.14-testsuite` is
in unstable; it is downloaded with a package list of its own, without root, and nothing is installed.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# The tests themselves, and `test.support`, which they use.
PACKAGES = ["libpython3.14-testsuite", "libpython3.14-stdlib"]
RELEASE = "sid"
SOURCES = [Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


class UnavailableError(Exception):
    """The tests can't be had on this machine."""


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


def mirror() -> str:
    """Return the address of this machine's Debian mirror."""
    line = re.compile(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+)", re.MULTILINE)
    for path in SOURCES:
        if path.exists() and (found := line.search(path.read_text())):
            return found[1]
    raise UnavailableError("CPython 3.14 isn't installed with its tests, and this isn't Debian, which has them")


def from_debian(folder: Path) -> None:
    """Download Debian's packages, and unpack their `test` package and its release below `folder`."""
    state = folder / "apt"
    for part in ("etc", "state/lists/partial", "cache/archives/partial"):
        (state / part).mkdir(parents=True, exist_ok=True)
    source = f"Types: deb\nURIs: {mirror()}\nSuites: {RELEASE}\nComponents: main\nSigned-By: {KEYRING}\n"
    (state / "etc" / "unstable.sources").write_text(source)
    settings = {
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": state / "etc",
        "Dir::State": state / "state",
        "Dir::Cache": state / "cache",
        "Acquire::Languages": "none",
    }
    apt = ["apt-get", "-qq", *(part for name, value in settings.items() for part in ("-o", f"{name}={value}"))]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "download", *PACKAGES], check=True, cwd=state, stderr=subprocess.DEVNULL)
    for package in state.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, state / "unpacked"], check=True)
    version = ["dpkg-deb", "--field", next(state.glob(f"{PACKAGES[0]}*.deb")), "Version"]
    debian = subprocess.run(version, check=True, capture_output=True, text=True).stdout
    (folder / "release").write_text(debian.split("-")[0])
    shutil.move(state / "unpacked" / "usr" / "lib" / "python3.14" / "test", folder / "test")
    shutil.rmtree(state)


def fetch(folder: Path) -> Tests:
    """Return the tests, downloaded below `folder` where they aren't installed or there yet."""
    if (tests := installed()) is not None:
        return tests
    if not (folder / "test").exists():
        print(f"downloading CPython's tests: Debian's {PACKAGES[0]}", file=sys.stderr)
        from_debian(folder)
    return Tests(folder / "test", (folder / "release").read_text())
