"""The first call of a session, made while the component is built and then forgotten.

CPython writes to code that runs for the first times, and to what it keeps of types; after some runs it has adapted.
"""

import os
import sys

import wit_world
from componentize_py_types import Ok

from . import call, entropy, output, source

# After so many, CPython has adapted.
_RUNS = 40


def rehearse(world: wit_world.WitWorld) -> None:
    """Make calls as componentize-py does, each as if it were a session's first."""
    arguments, streams = sys.argv.copy(), _streams()
    for _ in range(_RUNS):
        # That of the build, first. componentize-py puts a session's own in its place.
        os.environ.clear()
        os.environ["HOME"] = "/"
        entropy.begin()
        Ok(world.eval("2 + 2"))
        world.exec("pass")
        world.exec("")
        call.forget()
        source.forget()
        sys.argv[:] = arguments
    os.environ.clear()
    if _streams() != streams:
        raise RuntimeError("the component must be built where it has standard streams, or sessions would lack them")


def _streams() -> list[object]:
    return [sys.stdin, sys.stdout, sys.stderr, output.stdout, output.stderr]
