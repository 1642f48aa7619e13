"""Times NumPy in the sandbox against native NumPy of the same version, both on one thread, and prints the ratios.

`--beside GUEST` adds a column for another guest, such as one built with other options.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "numpy"))

import sandbox
from reference import python

GUEST = sandbox.ROOT / "dist" / "sandbox-numpy-virt.wasm"
ROUNDS = 3

# Runs in both. The best of many runs: what else the machine does only ever makes one slower.
PROGRAM = """
import time
import numpy as np

r = np.random.default_rng(0)
a, b = r.standard_normal((256, 256)), r.standard_normal((256, 256))
f, z = a.astype("f4"), a + 1j * b
t, e = r.standard_normal((1000, 3, 3)), r.standard_normal((1000, 8, 8))
v, w = r.standard_normal(1_000_000), r.standard_normal(1_000_000)
n = r.integers(0, 1 << 40, 1_000_000)
e4, ez = e.astype("f4"), e + 1j
c = r.standard_normal(65536) + 0j

CASES = {
    "matmul, 256 x 256, f8": lambda: a @ b,
    "matmul, 256 x 256, f4": lambda: f @ f,
    "matmul, 256 x 256, c16": lambda: z @ z,
    "matmul, 1000 of 3 x 3, f8": lambda: t @ t,
    "matmul, 1000 of 8 x 8, f8": lambda: e @ e,
    "matmul, 1000 of 8 x 8, f4": lambda: e4 @ e4,
    "matmul, 1000 of 8 x 8, c16": lambda: ez @ ez,
    "dot, 1,000,000 f8": lambda: v @ w,
    "sort, 1,000,000 f8": lambda: np.sort(v),
    "sort, 1,000,000 i8": lambda: np.sort(n),
    "add, 1,000,000 f8": lambda: v + w,
    "sum, 1,000,000 f8": lambda: v.sum(),
    "exp, 1,000,000 f8": lambda: np.exp(v),
    "fft, 65,536 c16": lambda: np.fft.fft(c),
    "SVD, 200 x 200, f8": lambda: np.linalg.svd(a[:200, :200]),
    "inv, 200 x 200, f8": lambda: np.linalg.inv(a[:200, :200]),
    "solve, 200 x 200, f8": lambda: np.linalg.solve(a[:200, :200], b[:200, 0]),
}


def best(case):
    case()
    times = []
    while len(times) < 5 or (sum(times) < 0.3 and len(times) < 300):
        start = time.perf_counter()
        case()
        times.append(time.perf_counter() - start)
    return min(times)


def all_times():
    return {name: best(case) for name, case in CASES.items()}
"""


def natively() -> dict[str, float]:
    """Return the seconds of each case, on one thread."""
    alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    code = f"{PROGRAM}\nimport json\nprint(json.dumps(all_times()))"
    done = subprocess.run(
        [python(), "-c", code], check=True, capture_output=True, text=True, env={**os.environ, **alone}
    )
    return json.loads(done.stdout)


def sandboxed(guest: Path) -> dict[str, float]:
    """Return those in a sandbox."""
    answer = sandbox.run(guest, PROGRAM, "all_times()", timeout="2m", memory="512MiB")
    if not answer["success"]:
        raise SystemExit(f"error: {guest} can't be measured: {answer['error']['message']}")
    return answer["result"]


def main() -> None:
    """Alternate, so that a machine that drifts drifts for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", type=Path, metavar="GUEST", help="another component to measure")
    beside = parser.parse_args().beside
    measured = {"native": natively, "sandbox": lambda: sandboxed(GUEST)}
    if beside is not None:
        measured["beside"] = lambda: sandboxed(beside)
    rounds = {column: [] for column in measured}
    for _ in range(ROUNDS):
        for column, measure in measured.items():
            rounds[column].append(measure())
    titles = "".join(f"{column:>9}" for column in measured)
    print(f"{'milliseconds, the best of many runs':36}{titles}  ratio to native")
    for name in rounds["native"][0]:
        times = [min(times[name] for times in rounds[column]) * 1e3 for column in measured]
        ratios = "".join(f"{time / times[0]:7.1f}" for time in times[1:])
        print(f"{name:36}{''.join(f'{time:9.3f}' for time in times)}{ratios}")


if __name__ == "__main__":
    main()
