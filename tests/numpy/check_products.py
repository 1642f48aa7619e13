"""Compiles the matrix product for this machine and runs products.py on it."""

import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "guest" / "python" / "recipe"))

from native.package import load
from native.tools import run, zig
from reference import HERE, TESTS, python


def main() -> int:
    """Compile and check."""
    package = load("numpy")
    lapack = package.source / "numpy" / "linalg" / "lapack_lite"
    include = "import numpy, sysconfig; print(numpy.get_include(), sysconfig.get_path('include'), sep='\\n')"
    folders = subprocess.run([python(), "-c", include], check=True, capture_output=True, text=True).stdout.splitlines()
    folders += [lapack, package.source / "numpy" / "_core" / "src" / "common"]
    sources = [package.folder / "matrix_product" / name for name in ("blas.c", "triangular.c")]
    sources += [HERE / "products.c", lapack / "f2c_blas.c", lapack / "f2c.c"]
    library = TESTS / "products.so"
    flags = ["-O2", "-fPIC", "-shared", "-fno-sanitize=undefined", "-w", *(f"-I{folder}" for folder in folders)]
    run([zig(), "cc", *flags, *sources, "-lm", "-o", library])
    return subprocess.run([python(), HERE / "products.py", library]).returncode


if __name__ == "__main__":
    sys.exit(main())
