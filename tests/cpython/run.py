"""Runs CPython's own tests inside the wrapped guest and compares what fails with the list that is expected to.

`expected.json` holds, for each file, how many tests pass and, by name, those that don't, each with the reason. A
failure that isn't listed fails the run, and so does a listed one that passes, where the tests are of the release that
the list is of; with those of another, differences are only shown. Tests that would never end are left out, with the
reason. `--record` writes down what happens now; what it can't explain says so, and somebody has to.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from fetch import UnavailableError, fetch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXPECTED = HERE / "expected.json"
COMPONENT = ROOT / "dist" / "cpython-tests.wasm"
RUNNER = ROOT / "target" / "release" / "component-sandbox"
UNEXPLAINED = "unexplained: "

PROGRAM = (HERE / "program.py").read_text()


def wrap(tests: Path, names: list[str]) -> None:
    """Make a component that holds the tests beside the standard library."""
    wrapper = shutil.which("wasi-virt", path=ROOT / "target" / "release")
    mounts = {"/python": ROOT / "dist" / "stdlib", "/python/test/__init__.py": tests / "__init__.py"}
    shared = ["support", "archivetestdata", "tokenizedata", "data", "test_dbm"]
    helpers = [path.name for path in tests.glob("*.py") if not path.name.startswith(("test_", "__init__"))]
    for name in [*shared, *helpers, *names]:
        path = next((p for p in (tests / name, tests / f"{name}.py") if p.exists()), None)
        if path is not None:
            mounts[f"/python/test/{path.name}"] = path
    allowed = ["--stdio", "--allow-clocks", "--allow-random", "--allow-exit", "--quota", "256MiB", "--files", "100000"]
    mounted = [f"--mount={guest}={local}" for guest, local in mounts.items()]
    command = [wrapper, ROOT / "dist" / "sandbox.wasm", "-o", COMPONENT, *allowed, *mounted]
    if subprocess.run(command).returncode != 0:
        raise SystemExit("error: the tests can't be wrapped; see above")


def run(name: str, left_out: dict[str, str]) -> dict:
    """Run one file in a session of its own."""
    limits = ["--timeout", "2m", "--memory", "1GiB", "--output-limit", "64KiB", "--json"]
    command = [RUNNER, *limits, COMPONENT, PROGRAM, f"run({name!r}, {list(left_out)})"]
    done = subprocess.run(command, capture_output=True, text=True)
    envelope = json.loads(done.stdout)
    if envelope["success"]:
        return envelope["result"]
    # The file as a whole: it can't be imported, or it ends the guest.
    error = envelope["error"]
    reason = f"{error['type']}: {error['message']}" if error["type"] else error["message"]
    return {"passed": 0, "skipped": 0, "failed": {name: reason}}


def differences(expected: dict, found: dict) -> Iterator[str]:
    """Yield what differs, a sentence each."""
    for test, reason in found["failed"].items():
        if test not in expected["failed"]:
            yield f"{test} fails: {reason}"
    for test, reason in expected["failed"].items():
        if test not in found["failed"]:
            yield f"{test} was expected to fail ({reason}), and doesn't"
        if reason.startswith(UNEXPLAINED):
            yield f"{test} fails, and nobody has said why"
    if found["passed"] < expected["passed"]:
        yield f"{expected['passed'] - found['passed']} fewer tests pass than before"


def record(expected: dict, found: dict) -> dict:
    """Return the new entry, with the reasons that are known."""
    known = expected["failed"]
    failed = {test: known.get(test, UNEXPLAINED + reason) for test, reason in sorted(found["failed"].items())}
    entry = {"passed": found["passed"], "skipped": found["skipped"], "failed": failed}
    return {**entry, "left_out": expected["left_out"]} if expected["left_out"] else entry


def main() -> int:
    """Run the files that are named, or all that are listed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write down what happens now")
    parser.add_argument("names", nargs="*", metavar="test_name", help="files of CPython's Lib/test")
    arguments = parser.parse_args()

    try:
        tests = fetch(ROOT / "dist" / "cpython")
    except UnavailableError as reason:
        print(f"CPython's own tests aren't run: {reason}")
        return 1 if "CI" in os.environ else 0
    book = json.loads(EXPECTED.read_text())
    listed: dict[str, dict] = book["files"]
    names = arguments.names or list(listed)
    wrap(tests.folder, names)

    wrong = passed = failed = 0
    for name in names:
        start = time.monotonic()
        expected = {"passed": 0, "failed": {}, "left_out": {}, **listed.get(name, {})}
        found = run(name, expected["left_out"])
        passed += found["passed"]
        failed += len(found["failed"])
        counts = f"{found['passed']} passed, {found['skipped']} skipped, {len(found['failed'])} failed"
        print(f"{name:22} {counts:44} {time.monotonic() - start:5.1f} s", flush=True)
        if arguments.record:
            listed[name] = record(expected, found)
            continue
        for difference in differences(expected, found):
            wrong += 1
            print(f"  {difference}")
    if arguments.record:
        book = {"release": tests.release, "files": dict(sorted(listed.items()))}
        EXPECTED.write_text(json.dumps(book, indent=1) + "\n")
    print(f"{len(names)} files, {passed} tests passed, {failed} failed, {wrong} differences from what is expected")
    if tests.release != book["release"]:
        print(f"the differences don't count: the tests are of {tests.release}, the list is of {book['release']}")
        return 0
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
