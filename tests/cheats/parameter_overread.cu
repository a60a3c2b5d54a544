// problem: saxpy
// verdict: runtime_error
// says: out_of_bounds at
// Looks behind its parameters for what else the launch was given.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  const unsigned long long* parameters = reinterpret_cast<const unsigned long long*>(&a);
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    y[i] = reinterpret_cast<const float*>(parameters[4 + i % 2])[i];
}
