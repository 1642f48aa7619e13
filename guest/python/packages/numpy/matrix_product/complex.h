/* the same for complex numbers (re, im pairs): the parts are packed apart, so that
 * each of a tile's parts is one real product of depth 2k:
 *   re = [Ar Ai] [Br -Bi]',  im = [Ar Ai] [Bi Br]'
 * ca, cb: 1, or -1 for the conjugate; strides are in complex numbers */
static void
F(cgemm)(int m, int n, int k, const T *alpha, const T *a, long ars, long acs, T ca,
         const T *b, long brs, long bcs, T cb, const T *beta, T *c, long ldc)
{
    if (m <= 0 || n <= 0) return;
    T alr = alpha[0], ali = alpha[1], ber = beta[0], bei = beta[1];
    int mc = m < MC / 2 ? (m + MR - 1) / MR * MR : MC / 2, kc = k < KC / 2 ? k : KC / 2;
    int nc = n < NC / 2 ? (n + NR - 1) / NR * NR : NC / 2;
    T *buf = 0;
    if (k > 0 && (alr != 0 || ali != 0) && (long)m * n * k > 64)
        buf = malloc((size_t)kc * (2 * mc * sizeof(T) + 4 * nc * sizeof(V)) + 16);
    if (!buf) {
        for (int j = 0; j < n; j++)
            for (int i = 0; i < m; i++) {
                T re = 0, im = 0, *q = c + 2 * (j * ldc + i);
                if (alr != 0 || ali != 0)
                    for (int p = 0; p < k; p++) {
                        const T *x = a + 2 * (i * ars + p * acs), *y = b + 2 * (p * brs + j * bcs);
                        T xi = ca * x[1], yi = cb * y[1];
                        re += x[0] * y[0] - xi * yi;
                        im += x[0] * yi + xi * y[0];
                    }
                T qr = 0, qi = 0;
                if (ber != 0 || bei != 0) qr = ber * q[0] - bei * q[1], qi = ber * q[1] + bei * q[0];
                q[0] = qr + alr * re - ali * im;
                q[1] = qi + alr * im + ali * re;
            }
        return;
    }
    T *pa = (T *)(((uintptr_t)buf + 15) & ~(uintptr_t)15), *end = pa + (size_t)kc * mc * 2;
    V *pb = (V *)end;
    for (int jc = 0; jc < n; jc += nc) {
        int nb = n - jc < nc ? n - jc : nc;
        for (int pc = 0; pc < k; pc += kc) {
            int kb = k - pc < kc ? k - pc : kc;
            T br_ = pc ? 1 : ber, bi_ = pc ? 0 : bei;
            for (int j = 0; j < nb; j += NR) {
                const T *s = b + 2 * (pc * brs + (jc + j) * bcs);
                V *d = pb + (size_t)j * kb * 4;
                int h = nb - j < NR ? nb - j : NR, z = kb * NR;
                F(packb)(d, s, h, kb, 2 * bcs, 2 * brs, 1);
                F(packb)(d + z, s + 1, h, kb, 2 * bcs, 2 * brs, -cb);
                F(packb)(d + 2 * z, s + 1, h, kb, 2 * bcs, 2 * brs, cb);
                F(packb)(d + 3 * z, s, h, kb, 2 * bcs, 2 * brs, 1);
            }
            for (int ic = 0; ic < m; ic += mc) {
                int mb = m - ic < mc ? m - ic : mc;
                for (int i = 0; i < mb; i += MR) {
                    const T *s = a + 2 * ((ic + i) * ars + pc * acs);
                    T *d = pa + (size_t)i * kb * 2;
                    int h = mb - i < MR ? mb - i : MR;
                    F(packa)(d, s, h, kb, 2 * ars, 2 * acs, 1);
                    F(packa)(d + kb * MR, s + 1, h, kb, 2 * ars, 2 * acs, ca);
                }
                for (int j = 0; j < nb; j += NR)
                    for (int i = 0; i < mb; i += MR) {
                        T re[MR * NR], im[MR * NR];
                        const T *x = pa + (size_t)i * kb * 2;
                        const V *y = pb + (size_t)j * kb * 4;
                        F(tile)(2 * kb, x, y, 1, 0, re, MR);
                        F(tile)(2 * kb, x, y + 2 * kb * NR, 1, 0, im, MR);
                        int w = nb - j < NR ? nb - j : NR, h = mb - i < MR ? mb - i : MR;
                        for (int v = 0; v < w; v++)
                            for (int u = 0; u < h; u++) {
                                T *q = c + 2 * ((jc + j + v) * ldc + ic + i + u);
                                T r = re[v * MR + u], g = im[v * MR + u], qr = 0, qi = 0;
                                if (br_ != 0 || bi_ != 0)
                                    qr = br_ * q[0] - bi_ * q[1], qi = br_ * q[1] + bi_ * q[0];
                                q[0] = qr + alr * r - ali * g;
                                q[1] = qi + alr * g + ali * r;
                            }
                    }
            }
        }
    }
    free(buf);
}
