// problem: same-sum
// verdict: runtime_error
// says: out_of_bounds
// Uses more shared memory than it declares.
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[128];
  volatile float* all = sums;
  all[threadIdx.x * 2] = 0;
  if (threadIdx.x == 0) partial[blockIdx.x] = all[0];
}
