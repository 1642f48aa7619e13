/* The innermost part of a matrix product: packed panels, and a tile of the result computed in registers. */

typedef T F(V) __attribute__((vector_size(16)));
typedef T F(VU) __attribute__((vector_size(16), aligned(4), may_alias));
#define V F(V)
#define VU F(VU)
#define MR (NV * LANES)

/* c[NR][NV] = a (packed panel of MR rows) * b (packed panel of NR columns), depth k > 0.
 * Written for Cranelift, which does all loads of a basic block first and the arithmetic
 * when its results leave the block: an exit after every step keeps a step's operands in
 * registers; 16 steps for each of the loop's back edges, where an engine with epochs
 * looks at the clock (an eighth of the back edges' cost: 8.6 -> 19.8 Gflop/s). */
static inline __attribute__((always_inline)) void
F(kernel)(int k, const T *restrict a, const V *restrict b, V c[NR][NV])
{
#pragma clang loop unroll(full)
    for (int j = 0; j < NR; j++)
#pragma clang loop unroll(full)
        for (int i = 0; i < NV; i++) c[j][i] = (V){0};
#define STEP(u) {                                                              \
        V av[NV];                                                              \
        _Pragma("clang loop unroll(full)")                                     \
        for (int i = 0; i < NV; i++) av[i] = *(const VU *)(a + (u * NV + i) * LANES); \
        _Pragma("clang loop unroll(full)")                                     \
        for (int j = 0; j < NR; j++) {                                         \
            V bv = b[u * NR + j];                                              \
            _Pragma("clang loop unroll(full)")                                 \
            for (int i = 0; i < NV; i++) c[j][i] = c[j][i] + av[i] * bv;   \
        }                                                                      \
        if (--k == 0) break;                                                   \
    }
    for (;;) {
        STEP(0) STEP(1) STEP(2) STEP(3) STEP(4) STEP(5) STEP(6) STEP(7)
        STEP(8) STEP(9) STEP(10) STEP(11) STEP(12) STEP(13) STEP(14) STEP(15)
        a += 16 * MR, b += 16 * NR;
        __asm__("" : "+r"(a), "+r"(b));         /* two pointers, not one and a difference */
    }
#undef STEP
}

static __attribute__((noinline)) void
F(tile)(int k, const T *a, const V *b, T alpha, T beta, T *c, long ldc)
{
    V acc[NR][NV];
    F(kernel)(k, a, b, acc);
    V al = SPLAT(alpha), be = SPLAT(beta);
    if (beta == 0) {
#pragma clang loop unroll(full)
        for (int j = 0; j < NR; j++)
#pragma clang loop unroll(full)
            for (int i = 0; i < NV; i++) *(VU *)(c + j * ldc + i * LANES) = al * acc[j][i];
    } else {
#pragma clang loop unroll(full)
        for (int j = 0; j < NR; j++)
#pragma clang loop unroll(full)
            for (int i = 0; i < NV; i++) {
                VU *q = (VU *)(c + j * ldc + i * LANES);
                *q = be * *q + al * acc[j][i];
            }
    }
}

/* panels of MR rows of A, the last one padded with zeros */
static void
F(packa)(T *restrict d, const T *restrict s, int n, int k, long sn, long sk, T f)
{
    for (int i = 0; i < n; i += MR, s += MR * sn) {
        int h = n - i;
        if (h < MR)
            for (int p = 0; p < k; p++)
                for (int x = 0; x < MR; x++) *d++ = x < h ? f * s[x * sn + p * sk] : 0;
        else if (sn == 1)
#pragma clang loop unroll_count(4)
            for (int p = 0; p < k; p++, d += MR)
                for (int x = 0; x < MR; x++) d[x] = f * s[p * sk + x];
        else
#pragma clang loop unroll_count(4)
            for (int p = 0; p < k; p++, d += MR)
                for (int x = 0; x < MR; x++) d[x] = f * s[p * sk + x * sn];
    }
}

/* panels of NR columns of B, every element filling a vector */
static void
F(packb)(V *restrict d, const T *restrict s, int n, int k, long sn, long sk, T f)
{
    for (int j = 0; j < n; j += NR, s += NR * sn) {
        int h = n - j;
        if (h < NR)
            for (int p = 0; p < k; p++)
                for (int x = 0; x < NR; x++) { T v = x < h ? f * s[x * sn + p * sk] : 0; *d++ = SPLAT(v); }
        else
#pragma clang loop unroll_count(4)
            for (int p = 0; p < k; p++, d += NR)
                for (int x = 0; x < NR; x++) { T v = f * s[p * sk + x * sn]; d[x] = SPLAT(v); }
    }
}
