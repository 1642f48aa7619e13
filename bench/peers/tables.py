"""Prints the figures that run.py has measured, which it reads from standard input."""

import json
import sys

OURS = "component-sandbox"


def tables(results: dict) -> str:
    """Return them as tables of Markdown."""
    fresh, live, means, programs = (results[key] for key in ("fresh", "live", "means", "programs"))
    lines = [
        "| | a fresh sandbox, `2 + 2`, and its end | times ours | `2 + 2` in one that goes on |",
        "|---|---|---|---|",
    ]
    for name, seconds in fresh.items():
        lines.append(f"| {name} | {duration(seconds)} | {seconds / fresh[OURS]:.2f} | {duration(live[name])} |")
    lines += ["", *_with_numpy(**results["numpy"])]
    short = list(means)[1:]
    lines += ["", f"| times native | {' | '.join(short)} |", "|---|" + "---|" * len(short)]
    native = list(means)[-1]
    for program, times in programs.items():
        cells = [_ratio(times[name], times[native]) for name in short]
        cells[-1] = f"1 ({duration(times[native])})"
        lines.append(f"| {program} | {' | '.join(cells)} |")
    cells = [f"**{means[name]:.2f}**" if means[name] else "" for name in short]
    lines.append(f"| geometric mean | {' | '.join(cells)} |")
    return "\n".join(lines)


def _with_numpy(start: dict[str, float], fresh: dict[str, float]) -> list[str]:
    lines = [
        "| with NumPy in it | the start of an instance | times ours | it, `2 + 2`, and its end | times ours |",
        "|---|---|---|---|---|",
    ]
    for name in start:
        cells = [f"{duration(times[name])} | {times[name] / times[OURS]:.2f}" for times in (start, fresh)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _ratio(seconds: float | None, native: float) -> str:
    return "no" if seconds is None else f"{seconds / native:.2f}"


def duration(seconds: float) -> str:
    """Return a time with three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


if __name__ == "__main__":
    print(tables(json.load(sys.stdin)))
