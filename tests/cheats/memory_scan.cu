// problem: saxpy
// verdict: runtime_error
// says: out_of_bounds
// Scans device memory for the expected values.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  if (threadIdx.x || blockIdx.x) return;
  for (long long k = 0; k < 1 << 12; ++k)
    if (reinterpret_cast<const float*>(x)[k * 64] == a) y[0] = 1;
}
