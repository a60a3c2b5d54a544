// problem: same-sum
// verdict: runtime_error
// says: wrong_mask
// Shuffles with a mask that leaves the caller out.
__global__ void partial_sums(const float* x, float* partial, int n) {
  float sum = threadIdx.x < n ? x[0] : 0;
  sum += __shfl_down_sync(0x0000ffffu, sum, 8);
  if (threadIdx.x == 0) partial[blockIdx.x] = sum;
}
