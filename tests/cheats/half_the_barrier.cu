// problem: same-sum
// verdict: runtime_error
// says: barrier_divergence
// Half of the threads skip one barrier and wait at the next.
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[256];
  float sum = 0;
  for (int k = threadIdx.x; k < 1024; k += 256)
    if (blockIdx.x * 1024 + k < n) sum += x[blockIdx.x * 1024 + k];
  sums[threadIdx.x] = sum;
  if (threadIdx.x < 128) {
    __syncthreads();
    sums[threadIdx.x] += 0;
  } else {
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    float total = 0;
    for (int t = 0; t < 256; ++t) total += sums[t];
    partial[blockIdx.x] = total;
  }
}
