"""Checks that the oldest Rust that is promised is the same everywhere, and enough for all that the project depends on.

Where another Rust is in use and rustup has the oldest one, too, the workspace is checked with that as well.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MANIFESTS = ["Cargo.toml", "guest/rust/Cargo.toml", "virt/adapter/Cargo.toml"]


def numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers, of which the last is 0 where it isn't said."""
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def packages(manifest: str) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield the packages of a workspace and of all that it depends on, and whether each is the project's own."""
    command = ["cargo", "metadata", "--format-version=1", "--locked", f"--manifest-path={ROOT / manifest}"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    for package in metadata["packages"]:
        yield package, package["source"] is None


def faults(oldest: str) -> Iterator[str]:
    """Yield a sentence for each package that says something else or needs more."""
    for manifest in MANIFESTS:
        for package, is_own in packages(manifest):
            name, needs = f"{package['name']} {package['version']}", package["rust_version"]
            if is_own and needs != oldest:
                yield f"{manifest}: {name} says rust-version = {needs}, and the workspace says {oldest}"
            elif not is_own and needs and numbers(needs) > numbers(oldest):
                yield f"{manifest}: {name} needs Rust {needs}, and {oldest} is promised; take an older release of it"
    if f"({oldest} or newer)" not in (ROOT / "README.md").read_text():
        yield f"README.md doesn't say that Rust {oldest} or newer is needed"


def toolchain(oldest: str) -> str | None:
    """Return what rustup calls this version, where it has it."""
    if shutil.which("rustup") is None:
        return None
    listed = subprocess.run(["rustup", "toolchain", "list"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return next((name for name in listed.split() if re.match(rf"{re.escape(oldest)}[.-]", name)), None)


def main() -> int:
    """Do the checks and return the exit status."""
    manifest = (ROOT / "Cargo.toml").read_text()
    oldest = re.search(r'^rust-version = "(.+)"', manifest, re.MULTILINE).group(1)
    found = list(faults(oldest))
    for fault in found:
        print(f"error: {fault}", file=sys.stderr)
    if found:
        return 1
    used = subprocess.run(["rustc", "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[1]
    if used.startswith(f"{oldest}."):
        print(f"the compiler in use is the oldest that is promised: {used}")
    elif name := toolchain(oldest):
        print(f"checking with the oldest Rust that is promised: {name}")
        command = ["cargo", f"+{name}", "check", "--release", "--workspace", "--locked", "--all-targets"]
        return subprocess.run([*command, "--target-dir", ROOT / "build" / "oldest"], cwd=ROOT).returncode
    else:
        print(f"note: Rust {oldest}, the oldest that is promised, isn't here to be tested; this is {used}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
