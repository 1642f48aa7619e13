/* The vectorised sort of the numbers that fill 32 or 64 bits; NaN comes last, as everywhere in NumPy. */
#ifndef NUMPY_WASM_SORT_HPP
#define NUMPY_WASM_SORT_HPP

#include <cstdint>

namespace np::wasm {

template <typename T>
void QSort(T *numbers, intptr_t count);

}

#endif
