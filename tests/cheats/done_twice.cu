// problem: row-softmax
// verdict: too_slow
// says: by counters
// Reads everything again and again through the cache.
__global__ void softmax(const float* x, float* y, int rows, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float m = -INFINITY, s = 0;
  for (int c = 0; c < cols; ++c) m = fmaxf(m, in[c]);
  for (int c = 0; c < cols; ++c) s += __expf(in[c] - m);
  for (int c = threadIdx.x; c < cols; c += blockDim.x) y[(size_t)blockIdx.x * cols + c] = __expf(in[c] - m) / s;
}
