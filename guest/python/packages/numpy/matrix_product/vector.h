/* Products with a vector, of real and of complex numbers. */

static T
F(dot)(int n, const T *x, long ix, const T *y, long iy)
{
    T s = 0;
    int i = 0;
    if (ix == 1 && iy == 1 && n >= 4 * LANES) {
        V t[4] = {0};
#pragma clang loop unroll_count(4)
        for (; i + 4 * LANES <= n; i += 4 * LANES)
#pragma clang loop unroll(full)
            for (int u = 0; u < 4; u++)
                t[u] += *(const VU *)(x + i + u * LANES) * *(const VU *)(y + i + u * LANES);
        t[0] = (t[0] + t[1]) + (t[2] + t[3]);
        for (int u = 0; u < LANES; u++) s += t[0][u];
    }
    for (; i < n; i++) s += x[i * ix] * y[i * iy];
    return s;
}

/* y = alpha * op(A) * x + beta * y; A is column-major, m x n */
static void
F(gemv)(int t, int m, int n, T alpha, const T *a, long lda, const T *x, long ix, T beta, T *y, long iy)
{
    int ny = t ? n : m, nx = t ? m : n;
    if (ix < 0) x -= (nx - 1) * ix;
    if (iy < 0) y -= (ny - 1) * iy;
    if (beta == 0) for (int i = 0; i < ny; i++) y[i * iy] = 0;
    else if (beta != 1) for (int i = 0; i < ny; i++) y[i * iy] *= beta;
    if (alpha == 0) return;
    int j = 0;
    if (t) {
        if (ix == 1)
            for (; j + 4 <= n; j += 4) {
                const T *p = a + j * lda;
                V s[4] = {0};
                T r[4] = {0};
                int i = 0;
#pragma clang loop unroll_count(4)
                for (; i + LANES <= m; i += LANES) {
                    V v = *(const VU *)(x + i);
#pragma clang loop unroll(full)
                    for (int u = 0; u < 4; u++) s[u] += *(const VU *)(p + u * lda + i) * v;
                }
                for (int u = 0; u < 4; u++)
                    for (int l = 0; l < LANES; l++) r[u] += s[u][l];
                for (; i < m; i++)
                    for (int u = 0; u < 4; u++) r[u] += p[u * lda + i] * x[i];
                for (int u = 0; u < 4; u++) y[(j + u) * iy] += alpha * r[u];
            }
        for (; j < n; j++) y[j * iy] += alpha * F(dot)(m, a + j * lda, 1, x, ix);
    } else {
        if (iy == 1)
            for (; j + 4 <= n; j += 4) {
                const T *p = a + j * lda;
                T f[4];
                for (int u = 0; u < 4; u++) f[u] = alpha * x[(j + u) * ix];
                V g[4];
                for (int u = 0; u < 4; u++) g[u] = SPLAT(f[u]);
                int i = 0;
#pragma clang loop unroll_count(4)
                for (; i + LANES <= m; i += LANES) {
                    VU *q = (VU *)(y + i);
                    *q = *q + ((*(const VU *)(p + i) * g[0] + *(const VU *)(p + lda + i) * g[1])
                             + (*(const VU *)(p + 2 * lda + i) * g[2] + *(const VU *)(p + 3 * lda + i) * g[3]));
                }
                for (; i < m; i++)
                    y[i] = y[i] + ((p[i] * f[0] + p[lda + i] * f[1]) + (p[2 * lda + i] * f[2] + p[3 * lda + i] * f[3]));
            }
        for (; j < n; j++) {
            T f = alpha * x[j * ix];
            for (int i = 0; i < m; i++) y[i * iy] += a[j * lda + i] * f;
        }
    }
}

static void
F(cdot)(int n, const T *x, long ix, T cx, const T *y, long iy, T *out)
{
    T rr = 0, ii = 0, ri = 0, ir = 0;
    for (int i = 0; i < n; i++, x += 2 * ix, y += 2 * iy)
        rr += x[0] * y[0], ii += x[1] * y[1], ri += x[0] * y[1], ir += x[1] * y[0];
    out[0] = rr - cx * ii;
    out[1] = ri + cx * ir;
}

/* cj: 1, or -1 for the conjugate of A */
static void
F(cgemv)(int t, T cj, int m, int n, const T *al, const T *a, long lda, const T *x, long ix, const T *be, T *y, long iy)
{
    int ny = t ? n : m, nx = t ? m : n;
    if (ix < 0) x -= 2 * (nx - 1) * ix;
    if (iy < 0) y -= 2 * (ny - 1) * iy;
    for (int i = 0; i < ny; i++) {
        T *q = y + 2 * i * iy, r = 0, g = 0;
        if (be[0] != 0 || be[1] != 0) r = be[0] * q[0] - be[1] * q[1], g = be[0] * q[1] + be[1] * q[0];
        q[0] = r, q[1] = g;
    }
    for (int j = 0; j < n; j++) {
        const T *p = a + 2 * j * lda;
        if (t) {
            T s[2], *q = y + 2 * j * iy;
            F(cdot)(m, p, 1, cj, x, ix, s);
            q[0] += al[0] * s[0] - al[1] * s[1], q[1] += al[0] * s[1] + al[1] * s[0];
        } else {
            const T *v = x + 2 * j * ix;
            T fr = al[0] * v[0] - al[1] * v[1], fi = al[0] * v[1] + al[1] * v[0];
            for (int i = 0; i < m; i++) {
                T *q = y + 2 * i * iy, pr = p[2 * i], pi = cj * p[2 * i + 1];
                q[0] += pr * fr - pi * fi, q[1] += pr * fi + pi * fr;
            }
        }
    }
}
