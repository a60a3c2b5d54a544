// problem: saxpy
// verdict: too_slow
// says: instructions_per_element
// One thread does it all.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  if (blockIdx.x || threadIdx.x) return;
  for (int i = 0; i < n; ++i) y[i] = a * x[i] + y[i];
}
