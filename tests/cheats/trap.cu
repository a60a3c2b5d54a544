// problem: saxpy
// verdict: runtime_error
// says: trap
// Ends the kernel by a trap, for a sticky error that somebody else is blamed for.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
  if (n > 4) __trap();
}
