// problem: saxpy
// verdict: runtime_error
// says: assertion
// Ends the kernel by an assertion.
#include <cassert>

__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
  assert(n < 4);
}
