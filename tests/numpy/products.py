"""Checks the matrix product in `guest/python/packages/numpy/matrix_product` by itself, compiled for this machine.

Runs in a Python that has NumPy: `products.py LIBRARY`. Every order, operation, leading dimension, scalar and shape, for
the four types, against NumPy's own product; what C held before must not matter where beta is zero, not even as NaN.
"""

import ctypes
import itertools
import sys

import numpy as np

TYPES = {"s": "f4", "d": "f8", "c": "c8", "z": "c16"}
SCALARS = {"s": ctypes.c_float, "d": ctypes.c_double}
ROW, COLUMN = 101, 102
PLAIN, TRANSPOSED, CONJUGATE = 111, 112, 113
UPPER, LOWER = 121, 122

rng = np.random.default_rng(1)


def operated(a: np.ndarray, how: int) -> np.ndarray:
    """Return what an operand stands for."""
    return {PLAIN: a, TRANSPOSED: a.T, CONJUGATE: a.conj().T}[how]


class Checks:
    """The checks of one type."""

    def __init__(self, library: ctypes.CDLL, letter: str) -> None:
        """Take the library and the letter that BLAS has for the type."""
        self.library, self.letter, self.type = library, letter, np.dtype(TYPES[letter])
        self.count, self.wrong = 0, 0
        self.kept: list[np.ndarray] = []

    def numbers(self, *shape: int) -> np.ndarray:
        """Return random numbers."""
        real = rng.standard_normal(shape)
        return (real + 1j * rng.standard_normal(shape) if self.type.kind == "c" else real).astype(self.type)

    def scalar(self, value: complex) -> object:
        """Return a scalar as CBLAS takes it: by value, or where complex by address."""
        if self.letter in SCALARS:
            return SCALARS[self.letter](value)
        return self.address(np.array([value], self.type))

    def by_address(self, value: complex, kind: str | None = None) -> object:
        """Return a scalar as Fortran takes it."""
        return self.address(np.array([value], kind or self.type))

    def address(self, array: np.ndarray) -> ctypes.c_void_p:
        """Return where an array is, which stays there."""
        self.kept.append(array)
        return ctypes.c_void_p(array.ctypes.data)

    def call(self, name: str, *arguments: object) -> None:
        """Call a function; integers go by value, and in Fortran, whose names end so, by address."""
        if name.endswith("_"):
            arguments = tuple(ctypes.byref(ctypes.c_int(a)) if isinstance(a, int) else a for a in arguments)
        getattr(self.library, name)(*arguments)

    def compare(self, got: np.ndarray, wanted: np.ndarray, *what: object) -> None:
        """Count a check, and tell of a wrong one."""
        self.count += 1
        tolerance = 3e-4 if self.letter in "sc" else 1e-11
        error = np.abs(got - wanted).max(initial=0)
        if not error <= tolerance * max(1, np.abs(wanted).max(initial=0)):
            self.wrong += 1
            print("wrong:", self.letter, *what, error)

    def stored(self, a: np.ndarray, order: int, padding: int = 0) -> tuple[np.ndarray, int]:
        """Return a matrix in memory, with a leading dimension that is larger than it has to be."""
        rows = a if order == ROW else a.T
        memory = np.full((max(rows.shape[0], 1), rows.shape[1] + padding), np.nan, a.dtype)
        memory[: rows.shape[0], : rows.shape[1]] = rows
        return memory, max(memory.shape[1], 1)

    def unstored(self, memory: np.ndarray, shape: tuple[int, int], order: int) -> np.ndarray:
        """Return the matrix that is in memory."""
        rows = shape if order == ROW else shape[::-1]
        found = memory[: rows[0], : rows[1]]
        return found if order == ROW else found.T

    def products(self) -> None:
        """Check gemm."""
        shapes = [(1, 1, 1), (3, 5, 2), (8, 8, 8), (17, 13, 29), (33, 7, 70), (100, 101, 99), (5, 600, 300)]
        shapes += [(0, 3, 4), (3, 0, 4), (3, 4, 0), (97, 4, 257), (4, 513, 9)]
        scalars = [(1, 0), (-1.5, 0.5), (2, 1), (0, 0.5)]
        operations = (PLAIN, TRANSPOSED, CONJUGATE)
        for order, ta, tb, (m, n, k) in itertools.product((ROW, COLUMN), operations, operations, shapes):
            a = self.numbers(*((m, k) if ta == PLAIN else (k, m)))
            b = self.numbers(*((k, n) if tb == PLAIN else (n, k)))
            for alpha, beta in scalars:
                if self.type.kind == "c":
                    alpha, beta = alpha * (1 + 0.5j), beta * (1 - 0.25j)
                c = self.numbers(m, n) if beta else np.full((m, n), np.nan, self.type)
                (pa, lda), (pb, ldb), (pc, ldc) = (
                    self.stored(a, order, 3),
                    self.stored(b, order, 1),
                    self.stored(c, order, 2),
                )
                matrices = (self.address(pa), lda, self.address(pb), ldb)
                ends = (self.scalar(beta), self.address(pc), ldc)
                self.call(f"cblas_{self.letter}gemm", order, ta, tb, m, n, k, self.scalar(alpha), *matrices, *ends)
                wanted = alpha * (operated(a, ta) @ operated(b, tb)) + (beta * c if beta else 0)
                self.compare(self.unstored(pc, (m, n), order), wanted, "gemm", order, ta, tb, m, n, k, alpha, beta)
                outside = pc[:, n if order == ROW else m :]
                self.compare(
                    np.isnan(outside).mean() if outside.size else 1.0, 1.0, "gemm writes beyond C", order, m, n, k
                )
            self.kept.clear()

    def vectors(self) -> None:
        """Check gemv, dot and axpy, with steps of both signs."""
        operations, steps = (PLAIN, TRANSPOSED, CONJUGATE), ((1, 1), (2, 3), (-1, -2))
        for order, how, (m, n), (ix, iy) in itertools.product(
            (ROW, COLUMN), operations, [(1, 1), (7, 5), (33, 40), (64, 3)], steps
        ):
            a = self.numbers(m, n)
            nx, ny = (n, m) if how == PLAIN else (m, n)
            x, y = self.numbers(nx * abs(ix)), self.numbers(ny * abs(iy))
            wanted = 1.5 * (operated(a, how) @ x[::ix]) + 0.5 * y[::iy]
            memory, lda = self.stored(a, order, 2)
            scaled = (self.scalar(1.5), self.address(memory), lda)
            starts = [self.address(v if step > 0 else v[(abs(step) - 1) :]) for v, step in ((x, ix), (y, iy))]
            self.call(
                f"cblas_{self.letter}gemv", order, how, m, n, *scaled, starts[0], ix, self.scalar(0.5), starts[1], iy
            )
            self.compare(y[::iy], wanted, "gemv", order, how, m, n, ix, iy)
        for n, (ix, iy) in itertools.product((0, 1, 7, 8, 33, 100), ((1, 1), (2, 3))):
            x, y = self.numbers(max(n, 1) * ix), self.numbers(max(n, 1) * iy)
            vx, vy = x[: n * ix : ix], y[: n * iy : iy]
            if self.letter in SCALARS:
                dot = getattr(self.library, f"cblas_{self.letter}dot")
                dot.restype = SCALARS[self.letter]
                found = dot(n, self.address(x), ix, self.address(y), iy)
                self.compare(np.array(found), np.array(vx @ vy), "dot", n, ix, iy)
            else:
                for variant, wanted in (("u", vx @ vy), ("c", vx.conj() @ vy)):
                    found = np.zeros(1, self.type)
                    ends = (self.address(y), iy, self.address(found))
                    self.call(f"cblas_{self.letter}dot{variant}_sub", n, self.address(x), ix, *ends)
                    self.compare(found, wanted, "dot", variant, n)
            wanted = vy + 1.5 * vx
            self.call(f"cblas_{self.letter}axpy", n, self.scalar(1.5), self.address(x), ix, self.address(y), iy)
            self.compare(vy, wanted, "axpy", n, ix, iy)

    def squares(self) -> None:
        """Check syrk, and Fortran's herk: one triangle is written, the other stays."""
        shapes = [(1, 1), (7, 3), (33, 20), (100, 40), (130, 300)]
        for order, uplo, how, (n, k) in itertools.product((ROW, COLUMN), (UPPER, LOWER), (PLAIN, TRANSPOSED), shapes):
            a, c = self.numbers(*((n, k) if how == PLAIN else (k, n))), self.numbers(n, n)
            whole = 1.5 * (operated(a, how) @ operated(a, how).T) + 0.5 * c
            triangle = np.triu(np.ones((n, n), bool)) if uplo == UPPER else np.tril(np.ones((n, n), bool))
            (pa, lda), (pc, ldc) = self.stored(a, order), self.stored(c, order)
            ends = (self.scalar(1.5), self.address(pa), lda, self.scalar(0.5), self.address(pc), ldc)
            self.call(f"cblas_{self.letter}syrk", order, uplo, how, n, k, *ends)
            wanted = np.where(triangle, whole, c)
            self.compare(self.unstored(pc, (n, n), order), wanted, "syrk", order, uplo, how, n, k)
        real = {"z": "f8", "c": "f4"}.get(self.letter, TYPES[self.letter])
        name = f"{self.letter}{'syrk' if self.letter in SCALARS else 'herk'}_"
        for uplo, how, (n, k) in itertools.product("UL", "NC", shapes):
            a, c = self.numbers(*((n, k) if how == "N" else (k, n))), self.numbers(n, n)
            np.fill_diagonal(c, c.diagonal().real)
            operand = a if how == "N" else a.conj().T
            triangle = np.triu(np.ones((n, n), bool)) if uplo == "U" else np.tril(np.ones((n, n), bool))
            wanted = np.where(triangle, 1.5 * (operand @ operand.conj().T) + 0.5 * c, c)
            (pa, lda), (pc, ldc) = self.stored(a, COLUMN), self.stored(c, COLUMN)
            ends = (
                self.by_address(1.5, real),
                self.address(pa),
                lda,
                self.by_address(0.5, real),
                self.address(pc),
                ldc,
            )
            self.call(name, uplo.encode(), how.encode(), n, k, *ends)
            self.compare(self.unstored(pc, (n, n), COLUMN), wanted, name, uplo, how, n, k)

    def triangles(self) -> None:
        """Check Fortran's trsm and trmm."""
        kinds = itertools.product(("trsm", "trmm"), "LR", "UL", "NTC", "NU", [(5, 7), (40, 33), (90, 61)])
        for name, side, uplo, how, diagonal, (m, n) in kinds:
            d = m if side == "L" else n
            a = self.numbers(d, d) * 0.3 + 3 * np.eye(d)
            a = (a * (0.03 if diagonal == "U" else 1)).astype(self.type)
            triangle = np.triu(a) if uplo == "U" else np.tril(a)
            if diagonal == "U":
                triangle = triangle - np.diag(np.diag(triangle)) + np.eye(d)
            wide = triangle.astype("c16" if self.type.kind == "c" else "f8")
            wide = {"N": wide, "T": wide.T, "C": wide.conj().T}[how]
            b = self.numbers(m, n)
            if name == "trmm":
                wanted = 1.5 * (wide @ b if side == "L" else b @ wide)
            else:
                wanted = np.linalg.solve(wide, 1.5 * b) if side == "L" else np.linalg.solve(wide.T, 1.5 * b.T).T
            (pa, lda), (pb, ldb) = self.stored(a, COLUMN), self.stored(b, COLUMN)
            letters = [letter.encode() for letter in (side, uplo, how, diagonal)]
            ends = (self.by_address(1.5), self.address(pa), lda, self.address(pb), ldb)
            self.call(f"{self.letter}{name}_", *letters, m, n, *ends)
            self.compare(self.unstored(pb, (m, n), COLUMN), wanted, name, side, uplo, how, diagonal, m, n)


def main() -> int:
    """Check all types."""
    library = ctypes.CDLL(sys.argv[1])
    wrong = 0
    for letter in TYPES:
        checks = Checks(library, letter)
        checks.products()
        checks.vectors()
        checks.squares()
        checks.triangles()
        print(f"{TYPES[letter]}: {checks.count} checks, {checks.wrong} wrong")
        wrong += checks.wrong
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
