/* The variable of `fenv.h`, in the one module that has it. */
#include <fenv.h>

int numpy_floating_point_status;
