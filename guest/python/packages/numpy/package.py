"""NumPy."""

from pathlib import Path

from native.package import Meson, Package

OURS = Path(__file__).resolve().parent

PACKAGE = Package(
    name="numpy",
    version="2.4.6",
    sha256="f3a3570c4a2a16746ac2c31a7c7c7b0c186b95ce902e33db6f28094ed7387dda",
    build=Meson(
        program="vendored-meson/meson/meson.py",
        options={
            # Any name will do: see patches/matrix-product.patch. LAPACK is the part that NumPy has in its own sources.
            "blas": "ours",
            "lapack": "none",
            "disable-threading": "true",
            # Vector code is Highway's, which knows WebAssembly SIMD; NumPy itself names only processors here.
            "cpu-baseline": "none",
            "cpu-dispatch": "none",
        },
    ),
    flags=["-DNPY_NO_SIGNAL", f"-I{OURS / 'floating_point'}"],
    shared={"numpy_floating_point_status": "_multiarray_umath"},
    patches=["call-signatures", "floating-point-status", "files-without-dup", "memmap", "matrix-product", "sort"],
    additions={
        "floating_point": "numpy/_core/src/floating_point",
        "matrix_product": "numpy/matrix_product",
        "sort": "numpy/_core/src/npysort/wasm",
    },
    # What is for building other packages, for type checkers and for tests.
    left_out=["**/*.pyi", "**/tests", "**/*.a", "_core/include", "_core/lib", "random/lib", "distutils", "f2py/src"],
    preload=["numpy", "numpy.fft", "numpy.linalg", "numpy.ma", "numpy.polynomial", "numpy.random", "numpy.strings"],
    is_bound=True,
    world="sandbox-tools-arrays",
)
