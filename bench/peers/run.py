"""Measures this project and its rivals side by side, on the same work, in turn, and prints the figures as ratios.

`--write` puts them into docs/performance.md, with charts.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
from pathlib import Path

from contender import Contender, contenders, with_numpy
from install import python

HERE = Path(__file__).resolve().parent
ROUNDS = 5
# In a round: so many fresh sandboxes of each, and so many calls in one that goes on.
FRESH, LIVE = 30, 100
Times = dict[str, float | None]


def main() -> None:
    """Measure, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its charts")
    arguments = parser.parse_args()
    fields, numpy = contenders(), with_numpy()
    results = {
        "fresh": _in_turn(fields, "fresh", FRESH),
        "live": _in_turn(fields, "live", LIVE),
        "programs": {path.stem: _program(fields, path) for path in sorted((HERE / "programs").glob("*.py"))},
        "numpy": {work: _in_turn(numpy, work, FRESH) for work in ("start", "fresh")},
        "versions": _versions(),
    }
    for field in fields + numpy:
        field.end()
    results["means"] = _means(results["programs"], fields)
    report = json.dumps(results)
    tables = [sys.executable, HERE / "tables.py"]
    subprocess.run(tables, input=report, text=True, check=True)
    if arguments.write:
        subprocess.run([python(), HERE / "page.py"], input=report, text=True, check=True)


def _in_turn(fields: list[Contender], work: str, times: int) -> Times:
    """Return the median seconds of each; they alternate, so that a machine that drifts drifts for all."""
    found: dict[str, list[float]] = {field.name: [] for field in fields}
    for number in range(ROUNDS):
        for field in fields:
            count = (1 if work == "fresh" else times) if field.is_slow else times
            answers = [field.ask(work=work) for _ in range(count)]
            wrong = [answer["error"] for answer in answers if "error" in answer]
            if wrong:
                raise SystemExit(f"error: {field.name} can't do `{work}`: {wrong[0]}")
            # The first round warms up.
            if number > 0 or field.is_slow:
                found[field.name] += [answer["seconds"] for answer in answers]
        print(f"{work}: round {number + 1} of {ROUNDS}", file=sys.stderr, flush=True)
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def _program(fields: list[Contender], path: Path) -> Times:
    """Return the best seconds of each for a program, none where it can't run it or has another result."""
    best: Times = {field.name: None for field in fields}
    source = path.read_text()
    expected = fields[-1].ask(work="program", source=source)["value"]
    for _ in range(ROUNDS):
        for field in fields:
            answer = field.ask(work="program", source=source)
            if answer.get("value") == expected:
                best[field.name] = min(best[field.name] or math.inf, answer["seconds"])
    print(f"program: {path.stem}", file=sys.stderr, flush=True)
    return best


def _means(programs: dict[str, Times], fields: list[Contender]) -> Times:
    """Return the geometric mean of the ratios to native Python, of those that run all programs."""
    native = fields[-1].name
    means: Times = {}
    for field in fields:
        ratios = [times[field.name] / times[native] for times in programs.values() if times[field.name] is not None]
        means[field.name] = statistics.geometric_mean(ratios) if len(ratios) == len(programs) else None
    return means


def _versions() -> dict[str, str]:
    code = (
        "import importlib.metadata as m, sys; print(sys.version.split()[0], *map(m.version, sys.argv[1:]), sep='\\n')"
    )
    names = ["pyeryx", "pydantic-monty", "wasmtime"]
    done = subprocess.run([python(), "-c", code, *names], check=True, capture_output=True, text=True)
    lock = json.loads((HERE / "package.json").read_text())["dependencies"]
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return dict(zip(["native Python", *names], done.stdout.split(), strict=True)) | lock | {"node": node}


if __name__ == "__main__":
    main()
