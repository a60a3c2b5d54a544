// problem: saxpy
// verdict: runtime_error
// says: out_of_bounds
// Says that its lines are somebody else's.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
#line 1 "signature"
  if (threadIdx.x == 0) y[n] = 0;
}
