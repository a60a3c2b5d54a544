// problem: saxpy
// verdict: runtime_error
// says: misaligned
// Reads four floats from an address that is not a multiple of 16.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  if (n > 8 && threadIdx.x == 0 && blockIdx.x == 0) {
    float4 v = *reinterpret_cast<const float4*>(x + 1);
    y[0] += (v.x + v.y + v.z + v.w) * 0;
  }
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
}
