// problem: saxpy
// verdict: wrong_answer
// says: differ
// Leaves by a raw instruction before the work.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  asm volatile("exit;");
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
}
