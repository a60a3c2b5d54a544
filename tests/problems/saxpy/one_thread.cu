__global__ void saxpy(float a, const float* x, float* y, int n) {
  if (blockIdx.x != 0 || threadIdx.x != 0) return;
  for (int i = 0; i < n; ++i) y[i] = a * x[i] + y[i];
}
