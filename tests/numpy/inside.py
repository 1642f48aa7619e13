"""Checks products and sorts inside the component, against NumPy's loops that don't use them.

`checks()` returns how many there were, and the wrong ones.
"""

import itertools

import numpy as np

SIZES = (0, 1, 2, 3, 5, 8, 9, 31, 64, 97)
COUNTS = (0, 1, 2, 3, 15, 16, 17, 31, 64, 127, 128, 129, 255, 1000, 4097, 70_000)
LAYOUTS = {
    "C": lambda a: np.ascontiguousarray(a),
    "F": lambda a: np.asfortranarray(a),
    "steps": lambda a: np.repeat(np.repeat(a, 2, 0), 3, 1)[::2, ::3],
    "reversed": lambda a: np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1],
    "part": lambda a: np.pad(a, 2)[2 : 2 + a.shape[0], 2 : 2 + a.shape[1]],
}

r = np.random.default_rng(11)


def numbers(kind: str, *shape: int) -> np.ndarray:
    """Return random numbers."""
    real = r.standard_normal(shape)
    return (real + 1j * r.standard_normal(shape) if kind[0] == "c" else real).astype(kind)


def products() -> tuple[int, list[str]]:
    """Check `matmul` and `dot` for all layouts of both operands."""
    count, wrong = 0, []
    for kind, m, k, n in itertools.product(("f4", "f8", "c8", "c16"), SIZES, SIZES[::3], SIZES[::2]):
        a, b = numbers(kind, m, k), numbers(kind, k, n)
        wanted = np.einsum("ij,jk->ik", a, b)
        tolerance = (1e-4 if kind in ("f4", "c8") else 1e-12) * max(k, 1)
        for one, other in itertools.product(LAYOUTS, LAYOUTS):
            x, y = LAYOUTS[one](a), LAYOUTS[other](b)
            for found in (x @ y, np.dot(x, y)):
                count += 1
                if np.abs(found - wanted).max(initial=0) > tolerance:
                    wrong.append(f"{kind} {m}x{k}x{n} {one} {other}")
        count += 1
        if np.abs(a @ a.T - np.einsum("ij,kj->ik", a, a)).max(initial=0) > tolerance:
            wrong.append(f"{kind} {m}x{k} times its transpose")
    for kind in ("f4", "f8"):
        a, b = numbers(kind, 40, 40), numbers(kind, 40, 40)
        a[7, 9] = np.nan
        count += 1
        # A NaN spoils its row, and nothing else.
        if not np.array_equal(np.isnan(a @ b).all(axis=1), np.arange(40) == 7) or np.isnan((a @ b)[8:]).any():
            wrong.append(f"{kind} with NaN")
    return count, wrong


def is_sorted(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether `after` has the numbers of `before`, bit for bit, in order, and then as many NaN, whatever their bits."""
    values, rest = before[~np.isnan(before)], after.size - np.isnan(after).sum()
    found = after[:rest]
    bits = f"u{after.itemsize}"
    # A stable sort of the bits is a merge or radix sort, which has nothing to do with this one.
    same = np.array_equal(np.sort(values.view(bits), kind="stable"), np.sort(found.view(bits), kind="stable"))
    return bool(same and np.all(found[1:] >= found[:-1]) and np.isnan(after[rest:]).all())


def sorts() -> tuple[int, list[str]]:
    """Check `sort` for all types, lengths and kinds of input."""
    count, wrong = 0, []
    for kind, n in itertools.product(("f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2"), COUNTS):
        if kind[0] == "f":
            plain = numbers("f8", n).astype(kind)
        else:
            whole = np.iinfo(kind)
            plain = r.integers(whole.min, whole.max, n, dtype=kind, endpoint=True)
        inputs = [plain, np.sort(plain), np.sort(plain)[::-1].copy(), np.full(n, 3, kind), (plain > 0).astype(kind)]
        if kind[0] == "f":
            special = plain.copy()
            special[::3], special[1::5], special[2::7], special[3::11] = np.nan, np.inf, -0.0, -np.inf
            inputs += [special, np.full(n, np.nan, kind)]
        for number, before in enumerate(inputs):
            count += 1
            if not is_sorted(before, np.sort(before)):
                wrong.append(f"{kind} {n} input {number}")
    return count, wrong


def checks() -> dict[str, tuple[int, list[str]]]:
    """Do them all."""
    with np.errstate(all="ignore"):
        return {"products": products(), "sorts": sorts()}
