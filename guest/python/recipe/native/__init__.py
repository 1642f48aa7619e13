"""Builds packages with native code for the guest's CPython, from what PyPI and Debian have."""

from pathlib import Path

from step import ROOT

# Where it all is built; `just clean` removes it.
BUILD = ROOT / "build"
# What all packages share: compilers, headers, libraries.
SHARED = BUILD / "native"

HERE = Path(__file__).resolve().parent
RUNTIME = HERE / "runtime"
