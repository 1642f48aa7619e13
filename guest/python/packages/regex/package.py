"""regex, the regular expressions that go beyond those of `re`."""

from native.package import Extension, Extensions, Package

PACKAGE = Package(
    name="regex",
    version="2026.11.15",
    sha256="d6ec7e29e62ebf93ab2a593d1137022b6025497d8610e5cb666d52f9ee5bb0ce",
    build=Extensions("regex", [Extension("regex._regex", ["src/_regex.c", "src/_regex_unicode.c"])]),
    # Its time limit for a match looks at the processor's time.
    flags=["-D_WASI_EMULATED_PROCESS_CLOCKS"],
    left_out=["tests"],
    preload=["regex"],
)
