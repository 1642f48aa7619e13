"""MessagePack, with its extension module written in Cython."""

from native.package import Extension, Extensions, Package

PACKAGE = Package(
    name="msgpack",
    version="1.2.4",
    sha256="475c44e12f2a5de766a8448783f149c9b33f3f49b88953c6cd739a77d93c732c",
    build=Extensions("msgpack", [Extension("msgpack._cmsgpack", ["msgpack/_cmsgpack.pyx"], ["-I."])]),
    left_out=["*.c", "*.h", "*.pyx"],
    preload=["msgpack"],
)
