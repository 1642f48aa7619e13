"""What is compared: runs in native Python and in the sandbox, each with NumPy of the same version.

`results()` returns the value of each case by its group and number, numbers as they are, bit for bit.
"""

import numpy as np

# Integers whose size isn't given have 32 bits in the guest and 64 elsewhere, so most cases name a type.
SETUP = """
r = np.random.default_rng(7)
a = r.standard_normal((40, 40)); b = r.standard_normal((40, 7)); z = a + 1j * r.standard_normal((40, 40))
s = a @ a.T + 40 * np.eye(40); f = a.astype("f4"); t = r.standard_normal((5, 3, 3)); v = r.standard_normal(1000)
n = r.integers(-50, 50, 3000, dtype="i8")
w = np.array(["pear", "Äpfel", "fig", "", "banana split", "KIWI", " plum "])
d = np.array("2024-02-27", dtype="M8[D]") + np.arange(0, 900, 7)
"""

GROUPS = {
    "linalg": """
        a @ b | z @ z | f @ f | a.T @ a | z.conj().T @ z | t @ t | a @ a[0] | a[0] @ a | np.dot(v, v) | np.vdot(z, z)
        np.inner(a, a) | np.tensordot(t, t, axes=3) | np.einsum("ij,jk->ik", a, b) | np.kron(t[0], t[1])
        np.linalg.inv(a) | np.linalg.inv(z) | np.linalg.inv(t) | np.linalg.solve(a, b) | np.linalg.det(a)
        np.linalg.det(t)
        np.linalg.slogdet(z) | np.linalg.cholesky(s) | np.linalg.svd(a, compute_uv=False) | np.linalg.eigvalsh(s)
        np.linalg.eigvalsh(z + z.conj().T) | np.sort_complex(np.linalg.eigvals(t[0])) | np.linalg.norm(a, 2)
        np.linalg.cond(a)
        np.linalg.pinv(b) | np.linalg.lstsq(b, a[:, 0], rcond=None)[0] | np.linalg.matrix_power(t[0], 5)
        np.linalg.matrix_rank(b @ b.T) | np.abs(np.linalg.qr(b)[1]) | np.cov(b.T) | np.corrcoef(b.T)
        np.polyfit(np.arange(40.0), a[0], 3) | np.roots([1.0, -6, 11, -6]) | np.trace(a) | np.cross(t[0], t[1])
    """,
    "fft": """
        np.fft.fft(v) | np.fft.ifft(v) | np.fft.rfft(v) | np.fft.irfft(np.fft.rfft(v)) | np.fft.fft2(a)
        np.fft.fftn(t)
        np.fft.fft(v[:997]) | np.fft.fft(f) | np.fft.hfft(v) | np.fft.ihfft(v) | np.fft.rfftn(t)
        np.fft.fft(z, axis=0)
        np.fft.fft(v, n=64) | np.fft.fftfreq(9) | np.fft.fftshift(v) | np.convolve(v, v[:50])
        np.fft.irfft2(np.fft.rfft2(a))
    """,
    "random": """
        r.random(50) | r.standard_normal(50) | r.integers(0, 1000, 50, dtype="i8") | r.integers(0, 9, 50, dtype="u1")
        r.normal(2, 3, 20) | r.standard_gamma(2.5, 20) | r.beta(2, 3, 20) | r.poisson(4.5, 20)
        r.binomial(50, 0.3, 20)
        r.exponential(2, 20) | r.geometric(0.2, 20) | r.hypergeometric(9, 7, 5, 20)
        r.multinomial(20, [0.2, 0.3, 0.5])
        r.dirichlet([1, 2, 3], 4) | r.vonmises(0, 4, 9) | r.zipf(3, 9) | r.random(9, dtype="f4") | r.bytes(20).hex()
        r.uniform(1, 9, 9) | r.triangular(1, 2, 5, 9) | r.weibull(2, 9) | r.chisquare(3, 9) | r.standard_t(5, 9)
        r.multivariate_normal([0, 1], [[2, 1], [1, 2]], 5, method="cholesky") | r.permuted(v[:20]) | r.choice(v, 9)
        r.permutation(20) | r.choice(20, 5, replace=False) | r.logseries(0.5, 9) | r.wald(1, 2, 9) | r.rayleigh(2, 9)
        np.random.Generator(np.random.MT19937(5)).random(9) | np.random.Generator(np.random.Philox(5)).random(9)
        np.random.Generator(np.random.SFC64(5)).random(9) | np.random.Generator(np.random.PCG64DXSM(5)).random(9)
        np.random.RandomState(5).rand(9) | np.random.RandomState(5).randn(9) | np.random.RandomState(5).gamma(2, 3, 9)
        np.random.SeedSequence(5).generate_state(8) | np.random.RandomState(5).choice(v, 9)
        np.random.RandomState(5).bytes(9).hex()
        np.random.RandomState(5).randint(0, 99, 9, dtype="i8") | np.random.RandomState(5).shuffle(n) or n
    """,
    "sort": """
        np.sort(v) | np.sort(v.astype("f4")) | np.sort(n) | np.sort(n.astype("i4")) | np.sort(n.astype("i2"))
        np.sort(z, axis=0)
        np.sort(np.where(v > 1, np.nan, v)) | np.sort(n, kind="stable") | np.argsort(n, kind="stable") | np.argsort(v)
        np.partition(v, 300)[300] | np.lexsort((n, n % 7)) | np.unique(n) | np.unique(n, return_counts=True)[1]
        np.searchsorted(np.sort(v), [0.1, 9.0]) | np.sort(w) | np.sort(a, axis=1) | np.sort(n.astype("u8"))
        np.sort(n.astype("u4"))
        np.median(v) | np.percentile(v, [5, 50]) | np.intersect1d(n, n[:9]) | np.argmax(v)
        np.sort(np.array([0.0, -0.0, 1, -1]))
        n.sum() | n.astype("i4").sum() | n.astype("i2").sum() | n.astype("u1").sum() | n.cumsum() | n.prod()
        n.max() | n.min()
        (n > 3).sum() | np.count_nonzero(n) | (n % 7).sum() | n.mean() | (n[::3] & 12).sum()
        n[::-1].astype("i1").sum()
    """,
    "strings": """
        np.strings.upper(w) | np.strings.lower(w) | np.strings.strip(w) | np.strings.str_len(w)
        np.strings.find(w, "i")
        np.strings.replace(w, "p", "qq") | np.strings.add(w, "!") | np.strings.startswith(w, "p")
        np.strings.zfill(w, 8)
        np.char.center(w, 12) | np.char.split(w).tolist() | np.char.decode(np.char.encode(w, "utf-8"), "utf-8")
        np.strings.isalpha(w)
        np.array(["1", "22"]).astype("f8") | np.array([1.5, 1e300]).astype("U") | np.array([1, 2]).astype("S")
        w == "fig"
        np.char.add(w, w) | np.array(w.tolist(), dtype=np.dtypes.StringDType()).tolist() | np.strings.count(w, "p")
        np.char.title(w)
        np.array2string(v[:5]) | repr(f[0, :4]) | str(np.float64(0.1) * 3) | repr(np.longdouble(1) / 4) | str(t[0])
        np.format_float_positional(1 / 3, 5) | np.base_repr(255, 16) | np.binary_repr(-3, 8)
    """,
    "datetime": """
        d + np.timedelta64(3, "D") | np.diff(d) | d.astype("M8[M]") | d.astype("M8[Y]")
        np.datetime_as_string(d[:5], unit="h")
        np.busday_count("2024-01-01", d) | np.busday_offset(d, 2, roll="forward") | np.is_busday(d)
        d.max() - d.min()
        np.array("2024-02-29T12:34:56.789", "M8[ms]") | np.datetime64("NaT")
        np.arange("2024-01", "2025-01", dtype="M8[M]")
        (d - d[0]) / np.timedelta64(1, "h") | (d - d[0]) // np.timedelta64(2, "D")
        np.timedelta64(5, "W").astype("m8[D]")
        np.datetime64("1969-12-31T23:59:59.5") | np.datetime64("-0044-03-15") | d[3].item().isoformat()
    """,
    "functions": """
        np.sqrt(np.abs(v)) | np.floor(v * 9) | np.round(v, 2) | np.clip(v, -1, 1) | np.sign(v)
        np.hypot(v, v[::-1]) | v.var()
        np.exp(v) | np.log(np.abs(v)) | np.sin(v) | np.cos(v * 1e5) | np.tan(v) | np.arctan2(v, v[::-1])
        np.power(np.abs(v), 0.3)
        np.sinh(v) | np.tanh(v) | np.log1p(np.abs(v)) | np.expm1(v) | np.cbrt(v) | np.exp2(v) | np.log2(np.abs(v))
        np.log10(np.abs(v))
        np.exp(z) | np.sqrt(z) | np.abs(z) | np.log(z) | v.sum() | f.sum() | a.mean(axis=0) | a.std()
        np.cumsum(v) | np.prod(a[0])
        np.exp(f) | np.sin(f) | f.astype("f2") | f.astype("f2") * 3 | n % 7 | n // 3 | n ** 2 | np.gcd(n, 12)
        n << 2 | -n | ~n
        np.interp([0.5, 1.5], [0.0, 1, 2], [3.0, 4, 9]) | np.histogram(v, 9)[0] | np.gradient(a[0])
        np.trapezoid(a[0]) | a.max(axis=1)
        np.where(v > 0, v, 0) | np.isnan(v / 0 * 0) | np.nan_to_num(np.array([np.nan, np.inf])) | np.maximum(v, 0)
        np.fmod(v, 0.3)
    """,
}


def value(result: object) -> object:
    """Return a result as JSON has it, floats and complex numbers as text that is exact."""
    if isinstance(result, tuple):
        return [value(part) for part in result]
    if isinstance(result, str | list):
        return result
    array = np.asarray(result)
    kind = array.dtype.kind
    flat = array.ravel()
    if kind == "c":
        numbers = flat.astype("c16").view("f8")
    elif kind == "f":
        numbers = flat.astype("f8")
    else:
        texts = flat.astype("U") if kind in "mMSUT" else flat.astype("i8")
        return {"kind": kind.replace("T", "U"), "shape": array.shape, "values": texts.tolist()}
    return {
        "kind": kind,
        "size": array.dtype.itemsize,
        "shape": array.shape,
        "values": [x.hex() for x in numbers.tolist()],
    }


def results() -> dict[str, dict[str, object]]:
    """Return the value of every case."""
    np.seterr(all="ignore")
    found: dict[str, dict[str, object]] = {}
    for group, text in GROUPS.items():
        for line in text.strip().splitlines():
            for case in map(str.strip, line.split(" | ")):
                names: dict[str, object] = {"np": np}
                exec(SETUP, names)
                found.setdefault(group, {})[case] = value(eval(case, names))
    return found
