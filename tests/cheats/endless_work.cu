// problem: saxpy
// verdict: time_limit
// says: cpu time
// Works for ever.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
  for (unsigned k = 1; k != 0; k += 2) y[0] += k;
}
