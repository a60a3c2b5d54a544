// problem: saxpy
// verdict: wrong_answer
// says: tolerance
// Computes in bfloat16.
#include <cuda_bf16.h>

__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * __bfloat162float(__float2bfloat16(x[i])) + y[i];
}
