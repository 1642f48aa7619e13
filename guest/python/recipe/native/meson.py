"""Builds a package with the Meson that its sources bring along."""

import os
import shutil
import sys
from pathlib import Path

from native import HERE, settings
from native.package import Package
from native.tools import BIN, run, zig

_PREFIX = "/usr"

_CROSS_FILE = """\
[binaries]
c = {c}
cpp = {cpp}
ar = {ar}
strip = 'true'
python = {python}
cython = {cython}

[host_machine]
system = 'wasi'
cpu_family = 'wasm32'
cpu = 'wasm32'
endian = 'little'

[properties]
needs_exe_wrapper = true
longdouble_format = 'IEEE_QUAD_LE'
"""


def build(package: Package, compiler: Path, site: Path) -> None:
    """Compile what changed, and install it to `site` and its tests beside that."""
    folder, installed = package.work / "meson", package.work / "installed"
    meson = [sys.executable, package.source / package.build.program]
    options = [f"-D{name}={value}" for name, value in package.build.options.items()]
    cross = package.work / "cross.ini"
    target_python = package.work / "python"
    _write_program(target_python, [sys.executable, str(HERE / "target_python.py")])
    cross.write_text(
        _CROSS_FILE.format(
            c=settings.command(compiler, "cc"),
            cpp=settings.command(compiler, "c++"),
            ar=[str(zig()), "ar"],
            python=[str(target_python)],
            cython=[str(BIN / "cython")],
        )
    )
    setup = [*meson, "setup", folder, package.source, "--cross-file", cross, "--prefix", _PREFIX, *options]
    setup += ["--buildtype", "release"]
    configured = package.work / "configured"
    asked = f"{options} {cross.read_text()}"
    # Meson doesn't look at a changed cross file again, and ninja not at a changed compiler.
    if not configured.exists() or configured.read_text() != asked:
        shutil.rmtree(folder, ignore_errors=True)
        run(setup)
        configured.write_text(asked)
    run([BIN / "ninja", "-C", folder, "-j", str(os.cpu_count())])
    install = [*meson, "install", "-C", folder, "--no-rebuild", "--quiet", "--destdir", installed]
    for tags, place in (("runtime,python-runtime", site), ("tests", package.tests)):
        shutil.rmtree(installed, ignore_errors=True)
        run([*install, "--tags", tags])
        shutil.rmtree(place, ignore_errors=True)
        for packages in installed.glob("usr/lib/python3*/site-packages"):
            shutil.copytree(packages, place)


def _write_program(path: Path, command: list[str]) -> None:
    """Write a program of its own for a command, where Meson takes only one word."""
    words = " ".join(f"'{word}'" for word in command)
    path.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    path.chmod(0o755)
