__global__ void saxpy(float a, const float* x, float* y, int n) {
  int last = n / 32 * 32;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < last; i += blockDim.x * gridDim.x) {
    y[i] = a * x[i] + y[i];
  }
}
