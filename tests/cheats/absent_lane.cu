// problem: same-sum
// verdict: runtime_error
// says: deadlock
// Waits for lanes that have gone elsewhere.
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[32];
  float sum = 1;
  if (threadIdx.x % 32 < 16)
    sum += __shfl_down_sync(0xffffffffu, sum, 8);
  else
    __syncthreads();
  sums[threadIdx.x % 32] = sum;
  if (threadIdx.x == 0) partial[blockIdx.x] = sum + sums[0];
}
