// problem: saxpy
// verdict: runtime_error
// says: deadlock
// Waits for what nobody does.
__device__ int stop;

__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
  while (*static_cast<volatile int*>(&stop) == 0) {
  }
}
