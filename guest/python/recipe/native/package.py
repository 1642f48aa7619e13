"""The description of a package: what a file `guest/python/packages/NAME/package.py` holds as `PACKAGE`."""

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

from step import ROOT

from native import BUILD

PACKAGES = ROOT / "guest" / "python" / "packages"


@dataclass(frozen=True)
class Meson:
    """A package that Meson builds."""

    # The Meson that the sdist brings along, by its path in there.
    program: str
    options: dict[str, str]


@dataclass(frozen=True)
class Extension:
    """One extension module, compiled from C in one go."""

    # Its full name, such as `regex._regex`.
    name: str
    sources: list[str]
    flags: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Extensions:
    """A package that is its Python files and a few extension modules."""

    # Where the package's Python files are in the sdist.
    package: str
    modules: list[Extension]


@dataclass(frozen=True)
class Package:
    """A package of PyPI and what it takes to build it."""

    name: str
    version: str
    # Of the sdist on PyPI.
    sha256: str
    build: Meson | Extensions
    # For every C and C++ source.
    flags: list[str] = field(default_factory=list)
    # Variables of several of its modules, and which of these has them.
    shared: dict[str, str] = field(default_factory=dict)
    # Patches to its sources, applied in this order, from its folder `patches`.
    patches: list[str] = field(default_factory=list)
    # Where in its sources folders of ours go.
    additions: dict[str, str] = field(default_factory=dict)
    # What of the built package stays out of the guest: globs below the package's folder.
    left_out: list[str] = field(default_factory=list)
    # The modules that every session finds in memory already.
    preload: list[str] = field(default_factory=list)
    # Whether its name is bound in every session, without an `import`.
    is_bound: bool = False
    # The world of `wit/` by which a host can use the package, too, where there is one. It is compiled the same without.
    world: str = field(default="", repr=False)

    @property
    def folder(self) -> Path:
        """Where its description is."""
        return PACKAGES / self.name

    @property
    def source(self) -> Path:
        """Where its patched sources are."""
        return self.work / "source"

    @property
    def work(self) -> Path:
        """Where it is built."""
        return BUILD / self.name

    @property
    def site(self) -> Path:
        """The folder from which it is imported once it is built."""
        return self.work / "site"

    @property
    def tests(self) -> Path:
        """The folder of its tests and of extension modules that only they use."""
        return self.work / "tests"


def load(name: str) -> Package:
    """Return the description of a package."""
    path = PACKAGES / name / "package.py"
    if not path.exists():
        known = sorted(found.parent.name for found in PACKAGES.glob("*/package.py"))
        raise SystemExit(f"error: there is no package `{name}`; there are {', '.join(known)}")
    spec = importlib.util.spec_from_file_location(f"packages.{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PACKAGE
