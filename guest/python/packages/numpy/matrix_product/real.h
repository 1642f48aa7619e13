/* C (column-major, m x n) = alpha * A * B + beta * C for real numbers, A and B with any strides. */

static void
F(gemm)(int m, int n, int k, T alpha, const T *a, long ars, long acs,
        const T *b, long brs, long bcs, T beta, T *c, long ldc)
{
    if (m <= 0 || n <= 0) return;
    T *buf = 0;
    int mc = m < MC ? (m + MR - 1) / MR * MR : MC, kc = k < KC ? k : KC;
    int nc = n < NC ? (n + NR - 1) / NR * NR : NC;
    int small = k <= 0 || alpha == 0 || (long)m * n * k <= 343;
    if (!small) buf = malloc((size_t)kc * (mc * sizeof(T) + nc * sizeof(V)) + 16);
    if (!buf) {
        for (int j = 0; j < n; j++)
            for (int i = 0; i < m; i++) {
                T s = 0;
                if (alpha != 0)
                    for (int p = 0; p < k; p++) s += a[i * ars + p * acs] * b[p * brs + j * bcs];
                T *q = c + j * ldc + i;
                *q = (beta == 0 ? 0 : beta * *q) + alpha * s;
            }
        return;
    }
    T *pa = (T *)(((uintptr_t)buf + 15) & ~(uintptr_t)15), *end = pa + (size_t)kc * mc; V *pb = (V *)end;
    for (int jc = 0; jc < n; jc += nc) {
        int nb = n - jc < nc ? n - jc : nc;
        for (int pc = 0; pc < k; pc += kc) {
            int kb = k - pc < kc ? k - pc : kc;
            T be = pc ? 1 : beta;
            F(packb)(pb, b + pc * brs + jc * bcs, nb, kb, bcs, brs, 1);
            for (int ic = 0; ic < m; ic += mc) {
                int mb = m - ic < mc ? m - ic : mc;
                F(packa)(pa, a + ic * ars + pc * acs, mb, kb, ars, acs, 1);
                for (int j = 0; j < nb; j += NR)
                    for (int i = 0; i < mb; i += MR) {
                        T *q = c + (jc + j) * ldc + ic + i;
                        if (mb - i >= MR && nb - j >= NR) {
                            F(tile)(kb, pa + (size_t)i * kb, pb + (size_t)j * kb, alpha, be, q, ldc);
                        } else {
                            T t[MR * NR];
                            F(tile)(kb, pa + (size_t)i * kb, pb + (size_t)j * kb, alpha, 0, t, MR);
                            for (int y = 0; y < NR && y < nb - j; y++)
                                for (int x = 0; x < MR && x < mb - i; x++)
                                    q[y * ldc + x] = (be == 0 ? 0 : be * q[y * ldc + x]) + t[y * MR + x];
                        }
                    }
            }
        }
    }
    free(buf);
}
