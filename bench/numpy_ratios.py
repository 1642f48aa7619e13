"""Times NumPy in the sandbox against native NumPy of the same version, both on one thread, and prints the ratios."""

import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "numpy"))

from reference import python

ROOT = Path(__file__).resolve().parent.parent
RUNNER = ROOT / "target" / "release" / "component-sandbox"
GUEST = ROOT / "dist" / "sandbox-numpy-virt.wasm"
ROUNDS = 3

# Runs in both. The best of many runs: what else the machine does only ever makes one slower.
PROGRAM = """
import time
import numpy as np

r = np.random.default_rng(0)
a, b = r.standard_normal((256, 256)), r.standard_normal((256, 256))
f, z, t = a.astype("f4"), a + 1j * b, r.standard_normal((1000, 3, 3))
v, w = r.standard_normal(1_000_000), r.standard_normal(1_000_000)
n = r.integers(0, 1 << 40, 1_000_000)
c = r.standard_normal(65536) + 0j

CASES = {
    "matmul, 256 x 256, f8": lambda: a @ b,
    "matmul, 256 x 256, f4": lambda: f @ f,
    "matmul, 256 x 256, c16": lambda: z @ z,
    "matmul, 1000 of 3 x 3, f8": lambda: t @ t,
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


def sandboxed() -> dict[str, float]:
    """Return those in the sandbox."""
    command = [RUNNER, "--timeout", "2m", "--memory", "512MiB", "--json", GUEST, PROGRAM, "all_times()"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["result"]


def main() -> None:
    """Alternate, so that a machine that drifts drifts for both."""
    ours, native = [], []
    for _ in range(ROUNDS):
        native.append(natively())
        ours.append(sandboxed())
    print(f"{'milliseconds, the best of many runs':36} {'native':>9} {'sandbox':>9} {'ratio':>6}")
    for name in native[0]:
        one, other = (min(times[name] for times in rounds) * 1e3 for rounds in (native, ours))
        print(f"{name:36} {one:9.3f} {other:9.3f} {other / one:6.1f}")


if __name__ == "__main__":
    main()
