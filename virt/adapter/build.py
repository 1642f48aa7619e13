"""Builds the adapter, built/host.wasm and built/sealed.wasm; with --check, compares a build with what is there.

With --wit, only gets the interfaces' text into wit/deps, which the tests need as well.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))

from rust_for_wasm import NO_COMPILER, TARGET, compiler

HERE = Path(__file__).resolve().parent
BUILT = HERE / "built"
SUMS = BUILT / "SHA256SUMS"
FORMS = {"host": [], "sealed": ["--features", "sealed"]}
INTERFACES = ["cli", "clocks", "filesystem", "http", "io", "random", "sockets"]


def wit() -> None:
    """Copy the interfaces into wit/deps: WASI's from the crate that publishes them, the sandbox's from the project."""
    command = ["cargo", "metadata", "--format-version=1", "--locked"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=HERE).stdout)
    (crate,) = (Path(p["manifest_path"]).parent for p in metadata["packages"] if p["name"] == "wasip2")
    deps = HERE / "wit" / "deps"
    shutil.rmtree(deps, ignore_errors=True)
    (deps / "sandbox").mkdir(parents=True)
    for name in INTERFACES:
        shutil.copyfile(crate / "wit" / "deps" / f"{name}.wit", deps / f"{name}.wit")
    for path in (HERE.parent.parent / "wit").glob("*.wit"):
        shutil.copyfile(path, deps / "sandbox" / path.name)


def stage(folder: Path) -> None:
    """Copy the sources into a folder.

    What is below the folder of the workspace is named relative to it, so that no path gets into the order of
    what is compiled, nor into the binary: the same sources give the same bytes wherever they are.
    """
    shutil.copytree(HERE / "src", folder / "src")
    shutil.copytree(HERE / "wit", folder / "wit")
    shutil.copytree(HERE.parent / "image", folder / "image")
    shutil.copyfile(HERE / "Cargo.lock", folder / "Cargo.lock")
    manifest = (HERE / "Cargo.toml").read_text()
    (folder / "Cargo.toml").write_text(manifest.replace('path = "../image"', 'path = "image"'))


def build(into: Path, environment: dict[str, str], options: list[str]) -> None:
    """Build both forms into a folder."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target")).resolve()
    environment = {**os.environ, **environment, "CARGO_TARGET_DIR": str(target)}
    with tempfile.TemporaryDirectory() as sources:
        stage(Path(sources))
        for form, features in FORMS.items():
            command = ["cargo", "build", "--release", "--locked", "--quiet", f"--target={TARGET}", *options, *features]
            subprocess.run(command, check=True, cwd=sources, env=environment)
            (into / f"{form}.wasm").write_bytes((target / TARGET / "release" / "wasi_virt_adapter.wasm").read_bytes())


def sums(folder: Path, version: str) -> str:
    """Return the text of the file that records a build."""
    lines = [f"# {version}"]
    for form in FORMS:
        content = (folder / f"{form}.wasm").read_bytes()
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {form}.wasm")
    return "\n".join(lines) + "\n"


def check(version: str, environment: dict[str, str], options: list[str]) -> int:
    """Compare a build with what is there, if the same compiler made it."""
    recorded = SUMS.read_text()
    if recorded != sums(BUILT, recorded.splitlines()[0].removeprefix("# ")):
        print("error: virt/adapter/built isn't what its SHA256SUMS says; run `just adapter`", file=sys.stderr)
        return 1
    if f"# {version}" != recorded.splitlines()[0]:
        made = recorded.splitlines()[0].removeprefix("# ")
        print(f"can't compare the adapter with a new build: {made} made it, and here is {version}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), environment, options)
        if sums(Path(folder), version) != recorded:
            print("error: virt/adapter/built isn't what its sources give; run `just adapter`", file=sys.stderr)
            return 1
    print("the adapter is what its sources give")
    return 0


def main(arguments: list[str]) -> int:
    """Do what the arguments say."""
    if arguments not in ([], ["--check"], ["--wit"]):
        print("usage: build.py [--check | --wit]", file=sys.stderr)
        return 2
    wit()
    if arguments == ["--wit"]:
        return 0
    found = compiler()
    if arguments == ["--check"]:
        if found is None:
            print(f"can't compare the adapter with a new build: {NO_COMPILER}")
            return 0
        return check(*found)
    if found is None:
        print(f"error: {NO_COMPILER}", file=sys.stderr)
        return 1
    version, environment, options = found
    BUILT.mkdir(exist_ok=True)
    build(BUILT, environment, options)
    SUMS.write_text(sums(BUILT, version))
    for form in FORMS:
        print(f"built virt/adapter/built/{form}.wasm: {(BUILT / f'{form}.wasm').stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
