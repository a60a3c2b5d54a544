// problem: saxpy
// verdict: wrong_answer
// says: differ
// Leaves at once where the counters are held against it.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  if (n == 1 << 17 && threadIdx.x >= 32) return;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
}
