"""Gets files out of packages of Debian's unstable, without root, and without installing anything."""

import re
import shutil
import subprocess
from pathlib import Path

RELEASE = "sid"
SOURCES = [Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


class UnavailableError(Exception):
    """Debian's packages can't be had on this machine."""


def unpack(packages: list[str], folder: Path) -> str:
    """Download `packages` with a package list of their own and unpack them to `folder`; return the first's version."""
    state = folder.with_name(f"{folder.name}.apt")
    shutil.rmtree(state, ignore_errors=True)
    for part in ("etc", "state/lists/partial", "cache/archives/partial"):
        (state / part).mkdir(parents=True)
    source = f"Types: deb\nURIs: {_mirror()}\nSuites: {RELEASE}\nComponents: main\nSigned-By: {KEYRING}\n"
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
    subprocess.run([*apt, "download", *packages], check=True, cwd=state, stderr=subprocess.DEVNULL)
    for package in state.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    version = ["dpkg-deb", "--field", next(state.glob(f"{packages[0]}_*.deb")), "Version"]
    found = subprocess.run(version, check=True, capture_output=True, text=True).stdout.strip()
    shutil.rmtree(state)
    return found


def _mirror() -> str:
    line = re.compile(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+)", re.MULTILINE)
    for path in SOURCES:
        if path.exists() and (found := line.search(path.read_text())):
            return found[1]
    raise UnavailableError("this machine isn't set up for Debian's packages")
