"""Compares what NumPy computes in the sandbox with what it computes natively, on the same inputs: see cases.py."""

import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

import sandbox
from reference import python as native_python

HERE = Path(__file__).resolve().parent
GUEST = sandbox.ROOT / "dist" / "sandbox-numpy-virt.wasm"

# How much numbers may differ, relative to the largest of a result, in units of its type's precision: not at all where
# nothing can be rounded differently; else for another order of the sums (linalg, fft) or another C library (functions).
ULPS = {"linalg": 1e4, "fft": 16, "random": 0, "sort": 0, "strings": 0, "datetime": 0, "functions": 4}
# These are computed with the C library's exp, log or pow: the last bit may differ.
ROUNDED = (
    "beta",
    "dirichlet",
    "vonmises",
    "weibull",
    "standard_t",
    "multivariate",
    "gamma",
    "rayleigh",
    "wald",
    "normal",
)


def natively() -> dict[str, dict]:
    """Return what the cases are natively."""
    code = f"import sys; sys.path.insert(0, {str(HERE)!r}); import cases, json; print(json.dumps(cases.results()))"
    return json.loads(subprocess.run([native_python(), "-c", code], check=True, capture_output=True, text=True).stdout)


def sandboxed() -> dict[str, dict]:
    """Return what they are in the sandbox."""
    limits = {"timeout": "2m", "memory": "512MiB", "output_limit": "64MiB"}
    answer = sandbox.run(GUEST, "-f", HERE / "cases.py", "results()", **limits)
    if not answer["success"]:
        raise SystemExit(f"error: the cases can't be run in the sandbox: {answer['error']}\n{answer['stderr']}")
    return answer["result"]


def difference(native: object, ours: object, ulps: float) -> str:
    """Return how two results differ, or nothing."""
    if isinstance(native, list) and native and isinstance(native[0], dict):
        return "; ".join(filter(None, (difference(a, b, ulps) for a, b in zip(native, ours, strict=True))))
    if not isinstance(native, dict) or native["kind"] not in "fc":
        return "" if native == ours else f"{str(ours)[:100]}, natively {str(native)[:100]}"
    if (native["kind"], native["size"], native["shape"]) != (ours["kind"], ours["size"], ours["shape"]):
        return "another type or shape"
    pairs = [(float.fromhex(a), float.fromhex(b)) for a, b in zip(native["values"], ours["values"], strict=True)]
    width = native["size"] // (2 if native["kind"] == "c" else 1)
    precision = {2: 2.0**-10, 4: 2.0**-23}.get(width, 2.0**-52)
    # A sum's error is relative to its largest term; a function's, to the value itself, which only makes this too mild.
    largest = max((abs(a) for a, _ in pairs if math.isfinite(a)), default=0.0)
    worst = max((_distance(a, b) for a, b in pairs), default=0.0)
    allowed = ulps * precision * largest
    return "" if worst <= allowed else f"differs by {worst:.3g}, of at most {allowed:.3g}"


def _distance(a: float, b: float) -> float:
    if math.isnan(a) or math.isnan(b):
        return 0.0 if math.isnan(a) and math.isnan(b) else math.inf
    return 0.0 if a == b else abs(a - b)


def differences() -> Iterator[str]:
    """Yield what differs, and print how many cases don't."""
    native, ours = natively(), sandboxed()
    for group, cases in native.items():
        wrong = 0
        for case, value in cases.items():
            ulps = max(ULPS[group], 4 if any(name in case for name in ROUNDED) else 0)
            if found := difference(value, ours[group][case], ulps):
                wrong += 1
                yield f"{group}: {case}: {found}"
        print(f"{group:10} {len(cases) - wrong:3} of {len(cases)} as natively", flush=True)


def main() -> int:
    """Compare them all."""
    found = list(differences())
    for text in found:
        print(f"  {text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
