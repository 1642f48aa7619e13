/* Highway's quicksort, which NumPy brings along and uses on other machines, compiled for WebAssembly SIMD alone. */
#define VQSORT_ONLY_STATIC 1

/* Highway seeds its choice of pivots once. A constant does as well as the processor's time, which isn't in WASI's C library;
 * how a session is timed then never changes what it computes. */
#include <time.h>
#define clock() ((clock_t)42)

#include "hwy/highway.h"
#include "hwy/contrib/sort/vqsort-inl.h"

#include "wasm_sort.hpp"

namespace np::wasm {

template <typename T>
void QSort(T *numbers, intptr_t count)
{
    hwy::HWY_NAMESPACE::VQSortStatic(numbers, static_cast<size_t>(count), hwy::SortAscending());
}

template void QSort<int32_t>(int32_t *, intptr_t);
template void QSort<uint32_t>(uint32_t *, intptr_t);
template void QSort<int64_t>(int64_t *, intptr_t);
template void QSort<uint64_t>(uint64_t *, intptr_t);
template void QSort<float>(float *, intptr_t);
template void QSort<double>(double *, intptr_t);

}
