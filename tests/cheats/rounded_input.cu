// problem: layer-norm
// verdict: wrong_answer
// says: tolerance
// Reads the row in 16 bits, far from zero.
#include <cuda_fp16.h>

__global__ void layer_norm(const float* x, const float* gamma, const float* beta, float* y, int rows, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  if (threadIdx.x != 0) return;
  float sum = 0, squares = 0;
  for (int c = 0; c < cols; ++c) sum += __half2float(__float2half(in[c]));
  float mean = sum / cols;
  for (int c = 0; c < cols; ++c) {
    float d = __half2float(__float2half(in[c])) - mean;
    squares += d * d;
  }
  for (int c = 0; c < cols; ++c)
    y[(size_t)blockIdx.x * cols + c] = (__half2float(__float2half(in[c])) - mean) * rsqrtf(squares / cols + 1e-5f) * gamma[c] + beta[c];
}
