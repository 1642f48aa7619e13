"""Runs the same in the guest of each language: output and a value, an error, a limit."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNNER = ROOT / "target" / "release" / "component-sandbox"

# Each guest's file in dist/ and, in its language: statements, an expression that uses them, an error, an endless loop.
GUESTS = {
    "Python": (
        "sandbox-virt.wasm",
        "def triangle(n): return n * (n + 1) // 2\nprint('hello from Python')",
        "{'triangle': triangle(100), 'squares': [n * n for n in range(5)]}",
        "raise ValueError('no')",
        "while True: pass",
    ),
    "Python with NumPy": (
        "sandbox-numpy-virt.wasm",
        "def triangle(n): return numpy.arange(n + 1).sum()\nprint('hello from NumPy')",
        "{'triangle': triangle(100), 'squares': numpy.arange(5) ** 2}",
        "numpy.zeros(3) @ numpy.zeros(4)",
        "while True: pass",
    ),
    "JavaScript": (
        "sandbox-js-virt.wasm",
        "const triangle = n => n * (n + 1) / 2\nconsole.log('hello from JavaScript')",
        "{ triangle: triangle(100), squares: [0, 1, 2, 3, 4].map(n => n * n) }",
        "throw new RangeError('no')",
        "while (true) {}",
    ),
    "Rhai, in Rust": (
        "sandbox-rust-virt.wasm",
        'fn triangle(n) { n * (n + 1) / 2 }\nprint("hello from Rhai")',
        "#{ triangle: triangle(100), squares: [0, 1, 2, 3, 4].map(|n| n * n) }",
        'throw "no"',
        "loop {}",
    ),
}


def main() -> int:
    """Run them all."""
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ("", "")
    for number, (language, (file, statements, expression, error, endless)) in enumerate(GUESTS.items()):
        component = ROOT / "dist" / file
        if not component.exists():
            print(f"error: dist/{file} is missing; ./build.sh demo-guests builds it", file=sys.stderr)
            return 1
        separator = "\n" if number else ""
        print(f"{separator}{bold}{language}{plain}", flush=True)
        run(component, statements, expression)
        run(component, error, expression)
        run("--timeout", "1s", component, endless, expression)
    return 0


def run(*arguments: str | Path) -> None:
    """Run the command, and show all that it prints, as on a terminal."""
    subprocess.run([RUNNER, *arguments], stderr=subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main())
