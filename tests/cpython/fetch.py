"""Gets CPython's own tests, the `test` package: from an installed CPython 3.14, else from Debian's package.

CPython's tests come with no package of PyPI, and componentize-py leaves them out. Debian's `libpython3.14-testsuite` is
in unstable; it is downloaded with a package list of its own, without root, and nothing is installed.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

# The tests themselves, and `test.support`, which they use.
PACKAGES = ["libpython3.14-testsuite", "libpython3.14-stdlib"]
RELEASE = "sid"
SOURCES = [Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def installed() -> Path | None:
    """Return the `test` package of an installed CPython 3.14 that has it."""
    python = shutil.which("python3.14")
    if python is None:
        return None
    code = "import sysconfig; print(sysconfig.get_path('stdlib'))"
    stdlib = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    tests = Path(stdlib) / "test"
    # Some distributions split most of the tests off.
    return tests if (tests / "test_os").exists() and (tests / "test_glob.py").exists() else None


def mirror() -> str:
    """Return the address of this machine's Debian mirror."""
    for path in SOURCES:
        if path.exists() and (
            found := re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+)", path.read_text(), re.MULTILINE)
        ):
            return found[1]
    raise SystemExit(
        "error: CPython 3.14's tests aren't here; install python3.14 with its tests, or run this on Debian"
    )


def from_debian(folder: Path) -> Path:
    """Download and unpack Debian's package below `folder`."""
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
    shutil.move(state / "unpacked" / "usr" / "lib" / "python3.14" / "test", folder / "test")
    shutil.rmtree(state)
    return folder / "test"


def fetch(folder: Path) -> Path:
    """Return the `test` package, downloaded below `folder` where it isn't installed or there yet."""
    downloaded = folder / "test"
    if downloaded.exists():
        return downloaded
    if (tests := installed()) is not None:
        return tests
    print(f"downloading CPython's tests: Debian's {PACKAGES[0]}", file=sys.stderr)
    return from_debian(folder)
