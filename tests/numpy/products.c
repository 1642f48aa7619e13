/* What the reference routines in NumPy's f2c_blas.c, which do the smallest triangles, ask for. */
#include <stdlib.h>

int lsame_(const char *one, const char *other)
{
    return (*one & 95) == (*other & 95);
}

int xerbla_(const char *routine, int *argument)
{
    (void)routine;
    (void)argument;
    abort();
}
