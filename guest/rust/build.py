"""Builds the Rust guest: build.py COMPONENT."""

import os
import subprocess
import sys
from pathlib import Path

from rust_for_wasm import NO_COMPILER, TARGET, compiler
from step import ROOT, Step

HERE = Path(__file__).resolve().parent
WIT = ROOT / "wit"
# The status that says that a tool is missing.
NO_TOOL = 3
# `just clean` removes it.
WORK = ROOT / "build" / "rust"


def cargo(*arguments: str | Path, environment: dict[str, str] | None = None) -> None:
    """Run cargo; end with a sentence if it fails."""
    command = ["cargo", arguments[0], "--release", "--locked", "--quiet", f"--target-dir={WORK}", *arguments[1:]]
    if subprocess.run(command, cwd=HERE, env={**os.environ, **(environment or {})}).returncode != 0:
        raise SystemExit(f"error: cargo {arguments[0]} failed; see its output above")


def main(arguments: list[str]) -> None:
    """Build if needed."""
    if len(arguments) != 1:
        raise SystemExit("usage: build.py COMPONENT")
    component = Path(arguments[0]).resolve()
    found = compiler()
    if found is None:
        print(f"error: {NO_COMPILER}", file=sys.stderr)
        sys.exit(NO_TOOL)
    version, environment, options = found
    sources = [HERE / name for name in ("Cargo.toml", "Cargo.lock", "build.rs", "src", "encode")]
    step = Step(component.name, version, *sources, Path(__file__).resolve(), WIT, folder=component.parent)
    if step.is_done():
        return
    with step.doing("Rhai and guest/rust (2 minutes)"):
        cargo("build", f"--target={TARGET}", *options, environment=environment)
        # With rustup's target wasm32-wasip2, the compiler would do this itself.
        module = WORK / TARGET / "release" / "sandbox_rust.wasm"
        cargo("run", "--package=encode", "--", module, component)


if __name__ == "__main__":
    main(sys.argv[1:])
