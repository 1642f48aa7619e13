"""Writes docs/performance.md and its charts from the figures of run.py, which it reads from standard input.

What stands below the mark in the page, which is written by hand, stays.
"""

import datetime
import json
import os
import platform
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot
from tables import OURS, tables

DOCS = Path(__file__).resolve().parents[2] / "docs"
BY_HAND = "<!-- What follows is written by hand. -->\n"
mpl.rcParams["svg.hashsalt"] = "component-sandbox"
mpl.rcParams["font.size"] = 11


def main() -> None:
    """Write the page and both charts."""
    results = json.load(sys.stdin)
    (DOCS / "charts").mkdir(parents=True, exist_ok=True)
    in_ms = {name: seconds * 1e3 for name, seconds in results["fresh"].items()}
    _chart("fresh", in_ms, "milliseconds, on a logarithmic scale, for a fresh sandbox and 2 + 2", is_logarithmic=True)
    means = {name: mean for name, mean in list(results["means"].items())[1:] if mean}
    _chart("programs", means, "times native Python's time, geometric mean of the programs")
    page = DOCS / "performance.md"
    _, mark, by_hand = page.read_text().partition(BY_HAND)
    page.write_text(_page(results) + (f"\n{mark}{by_hand}" if mark else ""))


def _chart(name: str, values: dict[str, float], title: str, is_logarithmic: bool = False) -> None:
    figure, axes = pyplot.subplots(figsize=(9, 0.5 * len(values) + 1.2), layout="constrained")
    colours = ["#2b6cb0" if OURS in label else "#a0aec0" for label in values]
    bars = axes.barh(list(values), list(values.values()), color=colours, log=is_logarithmic)
    axes.bar_label(bars, fmt="%.3g", padding=4)
    axes.invert_yaxis()
    axes.set_title(title, loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.15)
    figure.savefig(DOCS / "charts" / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)


def _page(results: dict) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    machine = f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}"
    return f"""# Performance

Written by `./build.sh bench-peers --write`, which installs the rivals from PyPI and npm and measures all of them in one
run, in turn: medians for a fresh sandbox and for a call, the best of five for each program.

Measured on {datetime.date.today()}, {machine}; {versions}.

![A fresh sandbox](charts/fresh.svg)

![Programs](charts/programs.svg)

{tables(results)}

- *Started ahead* is what a caller waits for, who has computed for a millisecond, where `EngineBuilder::warm` keeps
  sessions ready; each is used once.
- *A process each* is native Python with neither sandbox nor limits. Its fresh run takes the start of `python3 -I`.
- pydantic-monty runs a part of Python in an interpreter of its own; *no* stands for a program that it can't run.
- Pyodide's fresh sandbox is another interpreter in the same Node process, as none can be thrown away.
"""


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
