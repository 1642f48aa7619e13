/* A matrix times its own transpose: half of it is enough. */

/* one triangle of C = alpha * A * A' + beta * C; A has n rows, k columns, any strides */
static void
F(syrk)(int up, int n, int k, T alpha, const T *a, long rs, long cs, T beta, T *c, long ldc)
{
    if (n > 32) {
        int h = n / 2 / 4 * 4;
        F(syrk)(up, h, k, alpha, a, rs, cs, beta, c, ldc);
        F(syrk)(up, n - h, k, alpha, a + h * rs, rs, cs, beta, c + h + h * ldc, ldc);
        if (up) F(gemm)(h, n - h, k, alpha, a, rs, cs, a + h * rs, cs, rs, beta, c + h * ldc, ldc);
        else F(gemm)(n - h, h, k, alpha, a + h * rs, rs, cs, a, cs, rs, beta, c + h, ldc);
        return;
    }
    T t[32 * 32];
    F(gemm)(n, n, k, alpha, a, rs, cs, a, cs, rs, 0, t, 32);
    for (int j = 0; j < n; j++)
        for (int i = up ? 0 : j; i <= (up ? j : n - 1); i++) {
            T *q = c + i + j * ldc;
            *q = (beta == 0 ? 0 : beta * *q) + t[i + 32 * j];
        }
}

/* the same for complex numbers; herm: A * conj(A)', ca and -ca being the signs */
static void
F(csyrk)(int up, int herm, int n, int k, const T *al, const T *a, long rs, long cs, T ca, const T *be, T *c, long ldc)
{
    T cb = herm ? -ca : ca;
    if (n > 32) {
        int h = n / 2 / 4 * 4;
        F(csyrk)(up, herm, h, k, al, a, rs, cs, ca, be, c, ldc);
        F(csyrk)(up, herm, n - h, k, al, a + 2 * h * rs, rs, cs, ca, be, c + 2 * (h + h * ldc), ldc);
        if (up) F(cgemm)(h, n - h, k, al, a, rs, cs, ca, a + 2 * h * rs, cs, rs, cb, be, c + 2 * h * ldc, ldc);
        else F(cgemm)(n - h, h, k, al, a + 2 * h * rs, rs, cs, ca, a, cs, rs, cb, be, c + 2 * h, ldc);
        return;
    }
    T t[2 * 32 * 32];
    static const T zero[2];
    F(cgemm)(n, n, k, al, a, rs, cs, ca, a, cs, rs, cb, zero, t, 32);
    for (int j = 0; j < n; j++)
        for (int i = up ? 0 : j; i <= (up ? j : n - 1); i++) {
            T *q = c + 2 * (i + j * ldc), r = 0, g = 0;
            if (be[0] != 0 || be[1] != 0) r = be[0] * q[0] - be[1] * q[1], g = be[0] * q[1] + be[1] * q[0];
            q[0] = r + t[2 * (i + 32 * j)];
            q[1] = herm && i == j ? 0 : g + t[2 * (i + 32 * j) + 1];
        }
}
