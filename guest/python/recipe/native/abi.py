"""Checks that the headers are those of the guest's CPython, by comparing them with it in memory, at run time."""

import os
import shutil
import subprocess

from step import Step

from native import HERE, SHARED, settings
from native.tools import run


def abi(componentize_py: str, *inputs: str) -> Step:
    """Fail unless the headers fit, which is checked again whenever one of the inputs changed."""
    sources = HERE / "abi"
    step = Step("abi.wasm", f"componentize-py {componentize_py}", sources, *inputs, folder=SHARED)
    if step.is_done():
        return step
    with step.doing("a component that compares CPython's headers with the interpreter"):
        work = SHARED / "abi"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        compiler = settings.command(settings.write(work, [], {}), "cc")
        run([*compiler, "-O1", sources / "layout.c", "-o", work / f"layout{settings.SUFFIX}"])
        command = ["componentize-py", "--quiet", "--wit-path", sources / "world.wit", "--world", "abi", "componentize"]
        command += ["app", "--python-path", sources, "--python-path", work, "--output", step.output]
        if subprocess.run(command, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}).returncode != 0:
            raise SystemExit("error: the headers don't fit, or couldn't be compared; see above")
    return step
