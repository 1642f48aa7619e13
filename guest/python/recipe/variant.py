"""Which guest the recipes build: the plain one, or with `--with NAME` one that has packages with native code."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from native import BUILD
from native.package import Package, load

# With `sandbox`, the component runs under hosts that have no tools, and code finds no module `tools`.
WORLD = "sandbox-tools"


@dataclass(frozen=True)
class Variant:
    """A guest with some packages, or none."""

    packages: list[Package]
    # For tests: with the extension modules that only the packages' own tests use.
    has_tests: bool = False

    @property
    def name(self) -> str:
        """Its file in `dist/`, without the ending."""
        return "-".join(["sandbox", *(package.name for package in self.packages), *(["tests"] * self.has_tests)])

    @property
    def stamps(self) -> list[str]:
        """What the packages were made from."""
        return [package.site.with_name("site.inputs").read_text() + repr(package) for package in self.packages]

    @property
    def world(self) -> str:
        """What it offers a host, and asks of it."""
        worlds = {package.world for package in self.packages} - {""}
        if len(worlds) > 1:
            raise SystemExit(f"error: packages of the worlds {' and '.join(sorted(worlds))} can't be in one guest")
        return worlds.pop() if worlds else WORLD

    @property
    def work(self) -> Path:
        """Where what is only for this guest is made."""
        return BUILD / "guests" / self.name

    @property
    def places(self) -> dict[str, Package]:
        """Where in the guest they are: componentize-py numbers its folders, and the first is the guest's own."""
        return {f"/{number}": package for number, package in enumerate(self.packages, start=1)}

    def python_path(self) -> list[Path]:
        """Return where componentize-py finds them, and the module `guest_packages`, which tells the guest of them."""
        if not self.packages:
            return []
        preload = [module for package in self.packages for module in package.preload]
        bound = [package.name for package in self.packages if package.is_bound]
        self.work.mkdir(parents=True, exist_ok=True)
        chosen = f'"""Written by the recipe."""\n\nPRELOAD = {preload}\nBOUND = {bound}\nSTARRED = []\n'
        (self.work / "guest_packages.py").write_text(chosen)
        tests = [package.tests for package in self.packages if self.has_tests]
        return [*(package.site for package in self.packages), *tests, self.work]


def chosen(description: str | None) -> Variant:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--with", dest="names", action="append", default=[], metavar="NAME", help="a package to add")
    parser.add_argument("--tests", action="store_true", help="include what only the packages' own tests need")
    arguments = parser.parse_args()
    return Variant([load(name) for name in sorted(set(arguments.names))], arguments.tests)
