/* The part of BLAS that NumPy and its LAPACK routines call, under the names of CBLAS and of Fortran, in vectors of 128 bits.
 *
 * Written for WebAssembly as wasmtime's Cranelift compiles it; any clang compiles it for any machine. */
#include <stdlib.h>
#include <stdint.h>
#include <stddef.h>
#include "blas.h"

/* A tile of the result: NV vectors high, NR columns wide. Its 8 sums, 6 operands and a product fit the 16 registers that
 * there are; with a larger one, Cranelift moves them to memory and back. */
#define NV 2
#define NR 4

/* What is packed at a time, so that it stays in the caches: MC rows of A and NC columns of B, to the depth KC. */
#define MC 96
#define KC 256
#define NC 512

#define T double
#define LANES 2
#define F(x) d_##x
#define SPLAT(x) ((V){x, x})
#include "type.h"
#undef T
#undef LANES
#undef F
#undef SPLAT
#define T float
#define LANES 4
#define F(x) s_##x
#define SPLAT(x) ((V){x, x, x, x})
#include "type.h"
#undef T
#undef F

/* CBLAS' own constants. */
#define ROW 101
#define NOTRANS 111
#define CONJ 113
#define UPPER 121

#define REAL(P, T)                                                                     \
void P##_gemm_cm(int ta, int tb, int m, int n, int k, T al, const T *a, int lda,       \
                 const T *b, int ldb, T be, T *c, int ldc)                             \
{                                                                                      \
    P##_gemm(m, n, k, al, a, ta ? lda : 1, ta ? 1 : lda, b, tb ? ldb : 1, tb ? 1 : ldb, be, c, ldc); \
}                                                                                      \
void cblas_##P##gemm(int o, int ta, int tb, int m, int n, int k, T al, const T *a, int lda, \
                     const T *b, int ldb, T be, T *c, int ldc)                         \
{                                                                                      \
    ta = ta != NOTRANS; tb = tb != NOTRANS;                                            \
    if (o == ROW) P##_gemm_cm(tb, ta, n, m, k, al, b, ldb, a, lda, be, c, ldc);        \
    else P##_gemm_cm(ta, tb, m, n, k, al, a, lda, b, ldb, be, c, ldc);                 \
}                                                                                      \
void cblas_##P##gemv(int o, int t, int m, int n, T al, const T *a, int lda,            \
                     const T *x, int ix, T be, T *y, int iy)                           \
{                                                                                      \
    t = t != NOTRANS;                                                                  \
    if (o == ROW) P##_gemv(!t, n, m, al, a, lda, x, ix, be, y, iy);                    \
    else P##_gemv(t, m, n, al, a, lda, x, ix, be, y, iy);                              \
}                                                                                      \
void cblas_##P##syrk(int o, int u, int t, int n, int k, T al, const T *a, int lda, T be, T *c, int ldc) \
{                                                                                      \
    t = t != NOTRANS; u = u == UPPER;                                                  \
    if (o == ROW) t = !t, u = !u;                                                      \
    P##_syrk(u, n, k, al, a, t ? lda : 1, t ? 1 : lda, be, c, ldc);                    \
}                                                                                      \
T cblas_##P##dot(int n, const T *x, int ix, const T *y, int iy)                        \
{                                                                                      \
    if (ix < 0) x -= (long)(n - 1) * ix;                                               \
    if (iy < 0) y -= (long)(n - 1) * iy;                                               \
    return P##_dot(n, x, ix, y, iy);                                                   \
}                                                                                      \
void cblas_##P##axpy(int n, T al, const T *x, int ix, T *y, int iy)                    \
{                                                                                      \
    if (ix < 0) x -= (long)(n - 1) * ix;                                               \
    if (iy < 0) y -= (long)(n - 1) * iy;                                               \
    if (ix == 1 && iy == 1) for (int i = 0; i < n; i++) y[i] += al * x[i];             \
    else for (int i = 0; i < n; i++) y[(long)i * iy] += al * x[(long)i * ix];          \
}                                                                                      \
int P##gemm_(char *ta, char *tb, int *m, int *n, int *k, T *al, T *a, int *lda,        \
             T *b, int *ldb, T *be, T *c, int *ldc)                                    \
{                                                                                      \
    P##_gemm_cm((*ta & 95) != 'N', (*tb & 95) != 'N', *m, *n, *k, *al, a, *lda, b, *ldb, *be, c, *ldc); \
    return 0;                                                                          \
}                                                                                      \
int P##gemv_(char *t, int *m, int *n, T *al, T *a, int *lda, T *x, int *ix, T *be, T *y, int *iy) \
{                                                                                      \
    P##_gemv((*t & 95) != 'N', *m, *n, *al, a, *lda, x, *ix, *be, y, *iy);             \
    return 0;                                                                          \
}                                                                                      \
int P##syrk_(char *u, char *t, int *n, int *k, T *al, T *a, int *lda, T *be, T *c, int *ldc) \
{                                                                                      \
    int tr = (*t & 95) != 'N';                                                         \
    P##_syrk((*u & 95) == 'U', *n, *k, *al, a, tr ? *lda : 1, tr ? 1 : *lda, *be, c, *ldc); \
    return 0;                                                                          \
}
REAL(d, double)
REAL(s, float)

#define COMPLEX(Z, P, T, SYRK, HERK)                                                   \
/* ta, tb: 0 plain, 1 transposed, 2 conjugate transposed */                            \
void Z##_gemm_cm(int ta, int tb, int m, int n, int k, const T *al, const T *a, int lda, \
                 const T *b, int ldb, const T *be, T *c, int ldc)                      \
{                                                                                      \
    P##_cgemm(m, n, k, al, a, ta ? lda : 1, ta ? 1 : lda, ta == 2 ? -1 : 1,            \
              b, tb ? ldb : 1, tb ? 1 : ldb, tb == 2 ? -1 : 1, be, c, ldc);            \
}                                                                                      \
void cblas_##Z##gemm(int o, int ta, int tb, int m, int n, int k, const void *al, const void *a, int lda, \
                     const void *b, int ldb, const void *be, void *c, int ldc)         \
{                                                                                      \
    ta -= NOTRANS; tb -= NOTRANS;                                                      \
    if (o == ROW) Z##_gemm_cm(tb, ta, n, m, k, al, b, ldb, a, lda, be, c, ldc);        \
    else Z##_gemm_cm(ta, tb, m, n, k, al, a, lda, b, ldb, be, c, ldc);                 \
}                                                                                      \
void cblas_##Z##gemv(int o, int t, int m, int n, const void *al, const void *a, int lda, \
                     const void *x, int ix, const void *be, void *y, int iy)           \
{                                                                                      \
    int tr = t != NOTRANS;                                                             \
    if (o == ROW) P##_cgemv(!tr, t == CONJ ? -1 : 1, n, m, al, a, lda, x, ix, be, y, iy); \
    else P##_cgemv(tr, t == CONJ ? -1 : 1, m, n, al, a, lda, x, ix, be, y, iy);        \
}                                                                                      \
void cblas_##Z##syrk(int o, int u, int t, int n, int k, const void *al, const void *a, int lda, \
                     const void *be, void *c, int ldc)                                 \
{                                                                                      \
    t = t != NOTRANS; u = u == UPPER;                                                  \
    if (o == ROW) t = !t, u = !u;                                                      \
    P##_csyrk(u, 0, n, k, al, a, t ? lda : 1, t ? 1 : lda, 1, be, c, ldc);             \
}                                                                                      \
void cblas_##Z##dotu_sub(int n, const void *x, int ix, const void *y, int iy, void *r) \
{                                                                                      \
    const T *p = x, *q = y;                                                            \
    if (ix < 0) p -= 2 * (long)(n - 1) * ix;                                           \
    if (iy < 0) q -= 2 * (long)(n - 1) * iy;                                           \
    P##_cdot(n, p, ix, 1, q, iy, r);                                                   \
}                                                                                      \
void cblas_##Z##dotc_sub(int n, const void *x, int ix, const void *y, int iy, void *r) \
{                                                                                      \
    const T *p = x, *q = y;                                                            \
    if (ix < 0) p -= 2 * (long)(n - 1) * ix;                                           \
    if (iy < 0) q -= 2 * (long)(n - 1) * iy;                                           \
    P##_cdot(n, p, ix, -1, q, iy, r);                                                  \
}                                                                                      \
void cblas_##Z##axpy(int n, const void *al, const void *x, int ix, void *y, int iy)    \
{                                                                                      \
    const T *p = x, *f = al; T *q = y;                                                 \
    if (ix < 0) p -= 2 * (long)(n - 1) * ix;                                           \
    if (iy < 0) q -= 2 * (long)(n - 1) * iy;                                           \
    for (int i = 0; i < n; i++, p += 2 * ix, q += 2 * iy) {                            \
        T r = f[0] * p[0] - f[1] * p[1], g = f[0] * p[1] + f[1] * p[0];                \
        q[0] += r, q[1] += g;                                                          \
    }                                                                                  \
}                                                                                      \
static int Z##_op(const char *t) { int x = *t & 95; return x == 'N' ? 0 : x == 'T' ? 1 : 2; } \
int Z##gemm_(char *ta, char *tb, int *m, int *n, int *k, T *al, T *a, int *lda,        \
             T *b, int *ldb, T *be, T *c, int *ldc)                                    \
{                                                                                      \
    Z##_gemm_cm(Z##_op(ta), Z##_op(tb), *m, *n, *k, al, a, *lda, b, *ldb, be, c, *ldc); \
    return 0;                                                                          \
}                                                                                      \
int Z##herk_(char *u, char *t, int *n, int *k, T *al, T *a, int *lda, T *be, T *c, int *ldc) \
{                                                                                      \
    int tr = (*t & 95) != 'N';                                                         \
    T l[2] = {*al, 0}, e[2] = {*be, 0};                                                \
    P##_csyrk((*u & 95) == 'U', 1, *n, *k, l, a, tr ? *lda : 1, tr ? 1 : *lda, tr ? -1 : 1, e, c, *ldc); \
    return 0;                                                                          \
}
COMPLEX(z, d, double, zsyrk, zherk)
COMPLEX(c, s, float, csyrk, cherk)
