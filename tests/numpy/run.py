"""Runs NumPy's own tests in the wrapped guest and compares what fails with `expected.json`.

It fails where a test does other than what is written there, each with its reason. Tests that end the guest, or would
never end, are left out, with the reason. `--slice N/M` runs every Mth file. `--record` writes down what happens now;
what it can't explain says so, and somebody has to.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "guest" / "python" / "recipe"))

from native.package import load
from reference import TESTS, guest_modules
from variant import Variant

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXPECTED = HERE / "expected.json"
COMPONENT = TESTS / "numpy.wasm"
TOOLS = ROOT / "target" / "release"
UNEXPLAINED = "unexplained: "
PROGRAM = (HERE / "program.py").read_text()


def wrap() -> None:
    """Make a component that holds the tests and pytest beside the standard library."""
    package = load("numpy")
    mounts = {"/python": ROOT / "dist" / "stdlib", "/1": package.work / "files", "/2": package.tests}
    mounts["/2/numpy/conftest.py"] = package.source / "numpy" / "conftest.py"
    mounts["/pytest"] = guest_modules()
    guest = ROOT / "dist" / f"{Variant([package], has_tests=True).name}.wasm"
    allowed = ["--stdio", "--allow-clocks", "--allow-random", "--allow-exit", "--quota", "256MiB", "--files", "100000"]
    mounted = [f"--mount={place}={local}" for place, local in mounts.items()]
    if subprocess.run([TOOLS / "wasi-virt", guest, "-o", COMPONENT, *allowed, *mounted]).returncode != 0:
        raise SystemExit("error: the tests can't be wrapped; see above")


def run(name: str, left_out: dict[str, str]) -> dict:
    """Run one file in a session of its own."""
    limits = ["--timeout", "10m", "--memory", "1GiB", "--output-limit", "1MiB", "--json"]
    command = [TOOLS / "component-sandbox", *limits, COMPONENT, PROGRAM, f"run({name!r}, {list(left_out)})"]
    envelope = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    if envelope["success"]:
        return envelope["result"]
    # The file as a whole: it can't be imported, or it ends the guest.
    error = envelope["error"]
    reason = f"{error['type']}: {error['message']}" if error["type"] else error["message"]
    return {"passed": 0, "skipped": 0, "failed": {"(all)": reason[:300]}}


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
    book = json.loads(EXPECTED.read_text())
    names = chosen(arguments.names, arguments.slice, list(book))
    wrong = passed = failed = 0
    for name in names:
        start = time.monotonic()
        expected = {"passed": 0, "failed": {}, "left_out": {}, **book.get(name, {})}
        found = run(name, expected["left_out"])
        passed += found["passed"]
        failed += len(found["failed"])
        counts = f"{found['passed']} passed, {found['skipped']} skipped, {len(found['failed'])} failed"
        print(f"{name:45} {counts:40} {time.monotonic() - start:5.1f} s", flush=True)
        if arguments.record:
            book[name] = record(expected, found)
            EXPECTED.write_text(json.dumps(dict(sorted(book.items())), indent=1) + "\n")
            continue
        for difference in differences(expected, found):
            wrong += 1
            print(f"  {difference}")
    print(f"{len(names)} files, {passed} tests passed, {failed} failed, {wrong} differences from what is expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
