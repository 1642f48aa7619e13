/* All of it for one type. The includer gives T, the number's type; LANES, how many fill a vector; SPLAT(x), a vector of
 * them; and F(name), the names of the functions. */
#include "kernel.h"
#include "real.h"
#include "complex.h"
#include "vector.h"
#include "symmetric.h"
#undef V
#undef VU
#undef MR
