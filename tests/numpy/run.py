"""Runs NumPy's own tests in the wrapped guest and compares what fails with `expected.json`.

It fails where a test does other than what is written there, each with its reason. Tests that end the guest, or would
never end, are left out, with the reason. `--slice N/M` runs every Mth file. `--record` writes down what happens now;
what it can't explain says so, and somebody has to.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
sys.path.append(str(Path(__file__).resolve().parents[2] / "guest" / "python" / "recipe"))

import expectations
import sandbox
from native.package import load
from reference import TESTS, guest_modules
from variant import Variant

HERE = Path(__file__).resolve().parent
DIST = HERE.parents[1] / "dist"
EXPECTED = HERE / "expected.json"
COMPONENT = TESTS / "numpy.wasm"
PROGRAM = (HERE / "program.py").read_text()


def wrap() -> None:
    """Make a component that holds the tests and pytest beside the standard library."""
    package = load("numpy")
    mounts = {"/python": DIST / "stdlib", "/1": package.work / "files", "/2": package.tests}
    mounts["/2/numpy/conftest.py"] = package.source / "numpy" / "conftest.py"
    mounts["/pytest"] = guest_modules()
    guest = DIST / f"{Variant([package], has_tests=True).name}.wasm"
    sandbox.wrap(guest, COMPONENT, mounts)


def run(name: str, left_out: dict[str, str]) -> dict:
    """Run one file."""
    return expectations.run_file(COMPONENT, PROGRAM, name, left_out, timeout="10m")


def chosen(names: list[str], part: str | None, listed: list[str]) -> list[str]:
    """Return the files to run: those that are named, or a part of the list, or all of it."""
    if names or part is None:
        return names or listed
    number, parts = map(int, part.split("/"))
    return listed[number - 1 :: parts]


def main() -> int:
    """Run the files that are named, or all that are listed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write down what happens now")
    parser.add_argument("--slice", metavar="N/M", help="run every Mth file, beginning with the Nth")
    parser.add_argument("names", nargs="*", metavar="FILE", help="such as _core/tests/test_half.py")
    arguments = parser.parse_args()

    wrap()
    listed = json.loads(EXPECTED.read_text())
    names = chosen(arguments.names, arguments.slice, list(listed))
    if arguments.record:
        expectations.record(names, listed, run, lambda now: EXPECTED.write_text(json.dumps(now, indent=1) + "\n"))
        return 0
    return 1 if expectations.compare(names, listed, run) else 0


if __name__ == "__main__":
    sys.exit(main())
