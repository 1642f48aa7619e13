"""From PyPI: this machine's NumPy, of the same version as the guest's, and what NumPy's tests need in the guest."""

import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "guest" / "python" / "recipe"))

from native import BUILD
from step import Step

HERE = Path(__file__).resolve().parent
TESTS = BUILD / "tests"
_PIP = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]


def python() -> Path:
    """Return a native Python that has NumPy."""
    step = Step("native", HERE / "native.txt", sys.version, folder=TESTS)
    if not step.is_done():
        with step.doing("NumPy for this machine"):
            subprocess.run([sys.executable, "-m", "venv", "--clear", step.output], check=True)
            _install(step.output / "bin" / "python", "native.txt")
    return step.output / "bin" / "python"


def guest_modules() -> Path:
    """Return a folder with pytest and hypothesis for the guest."""
    step = Step("guest", HERE / "guest.txt", folder=TESTS)
    if not step.is_done():
        with step.doing("pytest and hypothesis for the guest"):
            _install(Path(sys.executable), "guest.txt", "--target", step.output, "--upgrade", "--no-compile")
    return step.output


def _install(python: Path, wanted: str, *options: str | Path) -> None:
    subprocess.run([python, *_PIP, *options, "--require-hashes", "--requirement", HERE / wanted], check=True)
