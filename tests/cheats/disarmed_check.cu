// problem: saxpy
// verdict: compile_error
// says: other parameters
// Defines the check of the signature away.
#include <type_traits>
#define static_assert(...)
__global__ void saxpy(float* y) { y[0] = 0; }
