// problem: same-sum
// verdict: wrong_answer
// says: differ
// Sums every second element and doubles.
__global__ void partial_sums(const float* x, float* partial, int n) {
  if (threadIdx.x != 0) return;
  float sum = 0;
  for (int i = blockIdx.x * 1024; i < n && i < blockIdx.x * 1024 + 1024; i += 2) sum += 2 * x[i];
  partial[blockIdx.x] = sum;
}
