"""Installs the rivals from PyPI and npm, pinned by hash, into build/peers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "peers"
# The versions that all rivals have wheels for, the newest first.
VERSIONS = ["3.14", "3.13", "3.12"]


def python() -> Path:
    """Return a Python that has the rivals."""
    environment = BUILD / "python"
    wanted = (HERE / "requirements.txt").read_text()
    stamp = environment / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing the rivals that PyPI has", flush=True)
        subprocess.run([_newest(), "-m", "venv", "--clear", environment], check=True)
        pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--only-binary=:all:", "--require-hashes", "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    return environment / "bin" / "python"


def node_modules() -> Path:
    """Return a folder from which Node finds the rival."""
    folder = BUILD / "node"
    lock = "package-lock.json"
    if not (folder / "node_modules").exists() or (folder / lock).read_text() != (HERE / lock).read_text():
        print("installing the rival that npm has", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", lock):
            shutil.copyfile(HERE / name, folder / name)
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder


def _newest() -> str:
    """Return the newest Python that there is: on the path, or one of pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        for candidate in [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}.*/bin/python"))]:
            # What pyenv puts on the path may be there and not work.
            if candidate and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
                return str(candidate)
    print(f"error: the rivals need Python {VERSIONS[-1]} or newer; there is none on the path", file=sys.stderr)
    raise SystemExit(1)
