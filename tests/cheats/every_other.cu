// problem: saxpy
// verdict: wrong_answer
// says: differ
// Does every second element.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    if (i % 2 == 0) y[i] = a * x[i] + y[i];
}
