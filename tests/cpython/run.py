"""Runs CPython's own tests inside the wrapped guest and compares what fails with the list that is expected to.

`expected.json` holds, for each file, how many tests pass and, by name, those that don't, each with the reason. A
failure that isn't listed fails the run, and so does a listed one that passes, where the tests are of the release that
the list is of; with those of another, differences are only shown. Tests that would never end are left out, with the
reason. `--record` writes down what happens now; what it can't explain says so, and somebody has to.
"""

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import expectations
import sandbox
from fetch import UnavailableError, fetch

HERE = Path(__file__).resolve().parent
DIST = HERE.parents[1] / "dist"
EXPECTED = HERE / "expected.json"
COMPONENT = DIST / "cpython-tests.wasm"
PROGRAM = (HERE / "program.py").read_text()


def wrap(guest: Path, tests: Path, names: list[str]) -> None:
    """Make a component of a guest that holds the tests beside the standard library."""
    mounts = {"/python": DIST / "stdlib", "/python/test/__init__.py": tests / "__init__.py"}
    shared = ["support", "archivetestdata", "tokenizedata", "data", "test_dbm", "decimaltestdata"]
    helpers = [path.name for path in tests.glob("*.py") if not path.name.startswith(("test_", "__init__"))]
    for name in [*shared, *helpers, *names]:
        path = next((p for p in (tests / name, tests / f"{name}.py") if p.exists()), None)
        if path is not None:
            mounts[f"/python/test/{path.name}"] = path
    sandbox.wrap(guest, COMPONENT, mounts)


def run(name: str, left_out: dict[str, str]) -> dict:
    """Run one file."""
    return expectations.run_file(COMPONENT, PROGRAM, name, left_out, timeout="2m")


def main() -> int:
    """Run the files that are named, or all that are listed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write down what happens now")
    parser.add_argument("--unfused", action="store_true", help="run them in the guest as componentize-py makes it")
    parser.add_argument("names", nargs="*", metavar="test_name", help="files of CPython's Lib/test")
    arguments = parser.parse_args()

    try:
        tests = fetch(DIST / "cpython")
    except UnavailableError as reason:
        print(f"CPython's own tests aren't run: {reason}")
        return 1 if "CI" in os.environ else 0
    book = json.loads(EXPECTED.read_text())
    names = arguments.names or list(book["files"])
    wrap(DIST / ("sandbox.wasm" if arguments.unfused else "sandbox-fused.wasm"), tests.folder, names)

    if arguments.record:

        def save(files: dict[str, dict]) -> None:
            EXPECTED.write_text(json.dumps({"release": tests.release, "files": files}, indent=1) + "\n")

        expectations.record(names, book["files"], run, save)
        return 0
    wrong = expectations.compare(names, book["files"], run)
    if tests.release != book["release"]:
        print(f"the differences don't count: the tests are of {tests.release}, the list is of {book['release']}")
        return 0
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
