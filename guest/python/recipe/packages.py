"""Builds packages with native code for the guest: `packages.py NAME...`, each a folder of guest/python/packages.

The result is `build/NAME/site`, which `component.py --with NAME` takes into a guest.
"""

import argparse
import shutil
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from native import HERE, abi, extensions, meson, settings
from native.headers import headers
from native.libraries import libraries
from native.package import Meson, Package, load
from native.source import source
from native.tools import TARGET, tools
from step import Step


def build(package: Package) -> Step:
    """Do what has changed of: tools, headers, libraries, their check, sources, compilation."""
    componentize_py = version("componentize-py")
    shared = [tools(), headers(componentize_py), libraries(componentize_py)]
    shared.append(abi.abi(componentize_py, *(step.stamp for step in shared)))
    unpacked = source(package)
    # Neither what is in its patches, which the sources' stamp stands for, nor what it is only used for.
    described = repr(replace(package, preload=[], is_bound=False))
    recipe = [HERE / f"{name}.py" for name in ("compiler", "settings", "meson", "extensions", "target_python")]
    stamps = [step.stamp for step in (*shared, unpacked)]
    step = Step("site", described, *stamps, *recipe, *TARGET, folder=package.work)
    if step.is_done():
        return step
    how = meson if isinstance(package.build, Meson) else extensions
    with step.doing(f"{package.name} {package.version} for the guest's CPython"):
        compiler = settings.write(package.work, package.flags, package.shared)
        shutil.rmtree(step.output, ignore_errors=True)
        how.build(package, compiler, step.output)
        _leave_out(step.output, package)
    return step


def _leave_out(site: Path, package: Package) -> None:
    for pattern in ["**/__pycache__", *package.left_out]:
        for path in list((site / package.name).glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def main() -> None:
    """Build if needed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", metavar="NAME", help="a package to build")
    for name in parser.parse_args().names:
        build(load(name))


if __name__ == "__main__":
    sys.exit(main())
