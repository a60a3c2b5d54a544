// problem: same-sum
// verdict: wrong_answer
// says: same bits
// Atomic additions in the order in which the warps come.
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float total;
  if (threadIdx.x == 0) total = 0;
  __syncthreads();
  float sum = 0;
  for (int k = threadIdx.x; k < 1024; k += 256)
    if (blockIdx.x * 1024 + k < n) sum += x[blockIdx.x * 1024 + k];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) atomicAdd(&total, sum);
  __syncthreads();
  if (threadIdx.x == 0) partial[blockIdx.x] = total;
}
