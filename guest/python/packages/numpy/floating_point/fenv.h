/* The floating-point status as a variable.
 *
 * WebAssembly keeps no such status. NumPy also raises it by hand (a singular matrix, an integer divided by zero, ...), and
 * that works where the status is a variable that all of NumPy's modules share: `_multiarray_umath` has it. */
#ifndef NUMPY_FLOATING_POINT_STATUS_H
#define NUMPY_FLOATING_POINT_STATUS_H

#include_next <fenv.h>

#undef FE_INVALID
#undef FE_DIVBYZERO
#undef FE_OVERFLOW
#undef FE_UNDERFLOW
#undef FE_INEXACT
#undef FE_ALL_EXCEPT
#define FE_INVALID 1
#define FE_DIVBYZERO 4
#define FE_OVERFLOW 8
#define FE_UNDERFLOW 16
#define FE_INEXACT 32
#define FE_ALL_EXCEPT 61

#ifdef __cplusplus
extern "C" {
#endif

extern __attribute__((visibility("default"))) int numpy_floating_point_status;

static inline int numpy_feraiseexcept(int flags)
{
    numpy_floating_point_status |= flags;
    return 0;
}

static inline int numpy_feclearexcept(int flags)
{
    numpy_floating_point_status &= ~flags;
    return 0;
}

static inline int numpy_fetestexcept(int flags)
{
    return numpy_floating_point_status & flags;
}

#ifdef __cplusplus
}
#endif

#define feraiseexcept numpy_feraiseexcept
#define feclearexcept numpy_feclearexcept
#define fetestexcept numpy_fetestexcept

#endif
