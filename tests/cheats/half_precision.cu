// problem: saxpy
// verdict: wrong_answer
// says: tolerance
// Computes in 16 bits.
#include <cuda_fp16.h>

__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = __half2float(__hfma(__float2half(a), __float2half(x[i]), __float2half(y[i])));
}
