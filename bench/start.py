"""Times a whole process that evaluates `2 + 2`: component-sandbox against native Python, in turn, and their ratio."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 40
WARM_UP = 3
# Past the virtual environment and any shim.
PYTHON = os.path.realpath(sys.executable)
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def commands() -> dict[str, list[str]]:
    """Return the commands by their names, component-sandbox's first."""
    runner = str(ROOT / "target" / "release" / "component-sandbox")
    guests = ["dist/sandbox-virt.wasm", "dist/sandbox.wasm"]
    ours = {f'component-sandbox {guest} "2 + 2"': [runner, str(ROOT / guest), "2 + 2"] for guest in guests}
    return ours | {
        f'python{VERSION} -c "print(2 + 2)"': [PYTHON, "-c", "print(2 + 2)"],
        # Without the packages that happen to be installed, which can take longer to find than Python itself to start.
        f'python{VERSION} -I -S -c "print(2 + 2)"': [PYTHON, "-I", "-S", "-c", "print(2 + 2)"],
    }


def run(command: list[str]) -> float:
    """Return the wall time of one run, in milliseconds."""
    # Python may write its bytecode, so that it starts as fast as it can.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Alternate the commands, so that a machine that drifts drifts for both."""
    times: dict[str, list[float]] = {name: [] for name in commands()}
    for number in range(WARM_UP + RUNS):
        for name, command in commands().items():
            took = run(command)
            if number >= WARM_UP:
                times[name].append(took)
    for name, values in times.items():
        spread = f"median of {RUNS}, {min(values):.1f} to {max(values):.1f}"
        print(f"{name:50} {statistics.median(values):6.1f} ms ({spread})")
    print("ratios, pair by pair; below 1, component-sandbox is faster:")
    for name, values in times.items():
        for reference, others in times.items():
            if name.startswith("component-sandbox") and reference.startswith("python"):
                ratio = statistics.median(a / b for a, b in zip(values, others, strict=True))
                print(f"{ratio:5.2f}  {name} / {reference}")


if __name__ == "__main__":
    main()
