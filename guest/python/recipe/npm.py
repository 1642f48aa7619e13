"""Installs packages from npm, in the versions of a `package-lock.json`."""

import subprocess
import sys
from pathlib import Path
from shutil import copyfile

from step import Step

PACKAGES = ["package.json", "package-lock.json"]


def install(listed: Path, folder: Path, what: str) -> Step:
    """Install what is listed in one folder into another, if needed."""
    step = Step("node_modules", *(listed / name for name in PACKAGES), folder=folder)
    if not step.is_done():
        with step.doing(what):
            for name in PACKAGES:
                copyfile(listed / name, folder / name)
            # None of them needs a script to be installed.
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            # What the caller prints may be a result.
            status = subprocess.run(command, cwd=folder, stdout=sys.stderr).returncode
            if status != 0:
                raise SystemExit(f"error: npm failed with status {status}; see its output above")
    return step
