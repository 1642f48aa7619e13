"""Runs code in the sandbox as users do, with the commands that they type."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "target" / "release"
# What a guest of tests may do: more than by default, because each writes files of its own.
_WRAPPED = ["--stdio", "--allow-clocks", "--allow-random", "--allow-exit", "--quota", "256MiB", "--files", "100000"]


def run(
    component: Path, *code: str | Path, timeout: str = "60s", memory: str = "256MiB", output_limit: str = "1MiB"
) -> dict:
    """Run code in a session of its own and return what `--json` tells of it."""
    limits = ["--timeout", timeout, "--memory", memory, "--output-limit", output_limit]
    command = [TOOLS / "component-sandbox", *limits, "--json", component, *code]
    return json.loads(subprocess.run(command, capture_output=True, text=True).stdout)


def value(component: Path, *code: str | Path) -> object:
    """Return the value of the last of them."""
    answer = run(component, *code)
    if not answer["success"]:
        raise AssertionError(f"{answer['error']}\n{answer['stderr']}")
    return answer["result"]


def wrap(guest: Path, output: Path, mounts: dict[str, Path]) -> None:
    """Make a component that holds these files."""
    mounted = [f"--mount={place}={local}" for place, local in mounts.items()]
    if subprocess.run([TOOLS / "wasi-virt", guest, "-o", output, *_WRAPPED, *mounted]).returncode != 0:
        raise SystemExit("error: the tests can't be wrapped; see above")
