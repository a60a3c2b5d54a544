// problem: same-sum
// verdict: runtime_error
// says: uninitialised_read
// Adds to shared memory that nobody has cleared.
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[256];
  for (int k = threadIdx.x; k < 1024 && blockIdx.x * 1024 + k < n; k += 256) sums[threadIdx.x] += x[blockIdx.x * 1024 + k];
  __syncthreads();
  if (threadIdx.x == 0) {
    float total = 0;
    for (int t = 0; t < 256; ++t) total += sums[t];
    partial[blockIdx.x] = total;
  }
}
