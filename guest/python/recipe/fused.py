"""Fuses the Python guest: dist/sandbox-fused.wasm, with all libraries in one core module, so that it starts faster.

`--with NAME` fuses the guest that has a package, dist/sandbox-NAME-fused.wasm. Binaryen's optimiser goes over it,
unless `WASM_OPT=none` says not to; it makes code compute faster. Before that, sessions show what they do: those of the
result write at once to the pages that they write to in any case, and calls through pointers to functions look first
whether they go where those of the programs in training/ go.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import optimizer
import wrapped
from step import DIST, ROOT, Step
from variant import chosen

TOOLS = ROOT / "target" / "release"
FUSE = TOOLS / "fuse"
PROFILE = TOOLS / "profile"

# What calls are counted of: as many kinds of things as programs do, none of them what is measured.
TRAINING = Path(__file__).parent / "training"


def main() -> None:
    """Fuse if needed."""
    variant = chosen(__doc__)
    fuse(DIST / f"{variant.name}.wasm", DIST / f"{variant.name}-fused.wasm", wrapped.mounts(variant))


def fuse(guest: Path, output: Path, mounts: Mapping[str, Path]) -> None:
    """Fuse a component that a step of the build has made, and that is to be wrapped with these files, if needed."""
    # Of a component its own step knows what it was made from; what the tool is, only its content tells.
    made = guest.with_name(f"{guest.name}.inputs").read_text()
    wasm_opt = optimizer.chosen()
    optimized_by = optimizer.version(wasm_opt) if wasm_opt else ""
    fuser = FUSE.read_bytes().hex()
    dirty = Step(f"{output.stem}.dirty", made, fuser, ROOT / "profile", folder=output.parent)
    if not dirty.is_done():
        with dirty.doing("what sessions write to (10 seconds)"), _wrapped(guest, mounts) as whole:
            _run(PROFILE, "pages", whole, "-o", dirty.output)
    likely = Step(f"{output.stem}.likely", made, fuser, ROOT / "profile", TRAINING, folder=output.parent)
    if not likely.is_done():
        with likely.doing("where calls go (20 seconds)"), _wrapped(guest, mounts, "--count-calls") as whole:
            _run(PROFILE, "calls", whole, "-o", likely.output, *sorted(TRAINING.glob("*.py")))
    step = Step(output.name, made, fuser, dirty.output, likely.output, optimized_by, folder=output.parent)
    if step.is_done():
        return
    with step.doing("the guest as one core module" + (", optimised (2 minutes)" if wasm_opt else "")):
        options = ["--wasm-opt", wasm_opt] if wasm_opt else []
        _run(FUSE, guest, "-o", step.output, "--dirty", dirty.output, "--likely", likely.output, *options)


@contextmanager
def _wrapped(guest: Path, mounts: Mapping[str, Path], *options: str) -> Iterator[Path]:
    """Make the guest as sessions have it, to show what they do: what WASI answers is in its memory as well."""
    with TemporaryDirectory() as folder:
        in_one, whole = Path(folder, "fused.wasm"), Path(folder, "wrapped.wasm")
        _run(FUSE, guest, "-o", in_one, *options)
        wrapped.wrap(in_one, whole, mounts)
        yield whole


def _run(tool: Path, *arguments: str | Path) -> None:
    status = subprocess.run([tool, *arguments]).returncode
    if status != 0:
        raise SystemExit(f"error: {tool.name} failed with status {status}; see its output above")


if __name__ == "__main__":
    sys.exit(main())
