"""A package's sources: downloaded, unpacked, patched, with our additions."""

import shutil
import subprocess
import tarfile

from step import Step

from native import BUILD
from native.package import Package
from native.pypi import download


def source(package: Package) -> Step:
    """Make `build/NAME/source` if needed."""
    patches = [package.folder / "patches" / f"{name}.patch" for name in package.patches]
    additions = [package.folder / name for name in package.additions]
    step = Step("source", package.version, package.sha256, *patches, *additions, folder=package.work)
    if step.is_done():
        return step
    with step.doing(f"the sources of {package.name} {package.version}"):
        archive = download(package.name, package.version, package.sha256, BUILD / "downloads")
        shutil.rmtree(step.output, ignore_errors=True)
        unpacked = package.work / "unpacked"
        with tarfile.open(archive) as tar:
            # Its times stay what they were, so that a compiler is run again only for what a patch touches.
            tar.extractall(unpacked)
        next(unpacked.iterdir()).replace(step.output)
        unpacked.rmdir()
        for patch in patches:
            command = ["patch", "--quiet", "--strip", "1", "--fuzz", "0", "--input", patch]
            if subprocess.run(command, cwd=step.output).returncode != 0:
                raise SystemExit(f"error: {patch.name} doesn't fit {package.name} {package.version}; see above")
        for name, place in package.additions.items():
            shutil.copytree(package.folder / name, step.output / place)
    return step
