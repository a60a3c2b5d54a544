// problem: saxpy
// verdict: runtime_error
// says: input_changed
// Keeps intermediate results in an input.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    const_cast<float*>(x)[i] *= a;
    y[i] += x[i];
  }
}
