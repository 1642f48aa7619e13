"""Test files of others, run in the guest, and the list of what is expected to fail in them.

The list holds, for each file, how many tests pass and, by name, those that don't, each with the reason. What differs
from it, in either direction, is a difference that fails a run.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sandbox

UNEXPLAINED = "unexplained: "
# Runs a file, without the tests that are left out of it.
RunFile = Callable[[str, dict[str, str]], dict]
_NOTHING = {"passed": 0, "failed": {}, "left_out": {}}
# Stands for a file as a whole: it can't be imported, or it ends the guest.
WHOLE = "(all)"


def run_file(component: Path, program: str, name: str, left_out: dict[str, str], timeout: str) -> dict:
    """Run one file in a session of its own, by the function `run` of a program, and return what came of it."""
    answer = sandbox.run(component, program, f"run({name!r}, {list(left_out)})", timeout=timeout, memory="1GiB")
    if answer["success"]:
        return answer["result"]
    error = answer["error"]
    reason = f"{error['type']}: {error['message']}" if error["type"] else error["message"]
    return {"passed": 0, "skipped": 0, "failed": {WHOLE: reason[:300]}}


def compare(names: list[str], listed: dict[str, dict], run: RunFile) -> int:
    """Run these files, show how each does, and return how many differences there are."""
    wrong = 0
    for name, expected, found in _results(names, listed, run):
        for difference in _differences(expected, found):
            wrong += 1
            print(f"  {name}: {difference}")
    print(f"{wrong} differences from what is expected")
    return wrong


def record(names: list[str], listed: dict[str, dict], run: RunFile, save: Callable[[dict[str, dict]], None]) -> None:
    """Run these files and save the list as it is after each; what it can't explain says so, and somebody has to."""
    for name, expected, found in _results(names, listed, run):
        listed[name] = _entry(expected, found)
        save(dict(sorted(listed.items())))


def _results(names: list[str], listed: dict[str, dict], run: RunFile) -> Iterator[tuple[str, dict, dict]]:
    width = max(map(len, names), default=0)
    passed = failed = 0
    for name in names:
        start = time.monotonic()
        expected = {**_NOTHING, **listed.get(name, {})}
        found = run(name, expected["left_out"])
        passed += found["passed"]
        failed += len(found["failed"])
        counts = f"{found['passed']} passed, {found['skipped']} skipped, {len(found['failed'])} failed"
        print(f"{name:{width}} {counts:42} {time.monotonic() - start:5.1f} s", flush=True)
        yield name, expected, found
    print(f"{len(names)} files, {passed} tests passed, {failed} failed")


def _differences(expected: dict, found: dict) -> Iterator[str]:
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


def _entry(expected: dict, found: dict) -> dict:
    known = expected["failed"]
    failed = {test: known.get(test, UNEXPLAINED + reason) for test, reason in sorted(found["failed"].items())}
    entry = {"passed": found["passed"], "skipped": found["skipped"], "failed": failed}
    return entry | ({"left_out": expected["left_out"]} if expected["left_out"] else {})
