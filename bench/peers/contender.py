"""The contenders: a process each, which answers requests."""

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from install import ROOT, node_modules, python

HERE = Path(__file__).resolve().parent
DIST = ROOT / "dist"
OURS = ROOT / "target" / "release" / "examples" / "contender"


@dataclass
class Contender:
    """One of them."""

    name: str
    command: list[str | Path]
    # What a fresh sandbox takes so long for that few are enough.
    is_slow: bool = False
    _process: subprocess.Popen | None = field(default=None, repr=False)

    def ask(self, **request: str) -> dict:
        """Return the answer to a request; the first one starts the process."""
        if self._process is None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, text=True)
        assert self._process.stdin and self._process.stdout
        print(json.dumps(request), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"error": "it has ended"}

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            assert self._process.stdin
            self._process.stdin.close()
            self._process.wait()
            self._process = None


def with_numpy() -> list[Contender]:
    """Return this project's guest with NumPy in its forms, the one that sessions use first."""
    forms = {"component-sandbox": "-virt", "… not wrapped": "-fused", "… not fused, not wrapped": ""}
    return [Contender(name, [OURS, DIST / f"sandbox-numpy{form}.wasm"]) for name, form in forms.items()]


def contenders() -> list[Contender]:
    """Return them all, ours first and native Python last."""
    rivals = HERE / "contenders"
    interpreter = python()
    return [
        Contender("component-sandbox, started ahead", [OURS, DIST / "sandbox-virt.wasm", "4"]),
        Contender("component-sandbox", [OURS, DIST / "sandbox-virt.wasm"]),
        Contender("… not wrapped", [OURS, DIST / "sandbox-fused.wasm"]),
        Contender("… not fused, not wrapped", [OURS, DIST / "sandbox.wasm"]),
        Contender("wasmtime for Python, same guest", [interpreter, rivals / "run_wasmtime.py", DIST / "sandbox.wasm"]),
        Contender("pyeryx", [interpreter, rivals / "run_eryx.py"]),
        Contender("pydantic-monty", [interpreter, rivals / "run_monty.py"]),
        Contender("Pyodide in Node", ["node", rivals / "run_pyodide.mjs", node_modules()], is_slow=True),
        Contender("native, a process each", [interpreter, rivals / "run_native.py"]),
    ]
