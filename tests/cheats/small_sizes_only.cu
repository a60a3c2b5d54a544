// problem: saxpy
// verdict: wrong_answer
// says: differ
// Right on the small tests only.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  int i = threadIdx.x;
  if (blockIdx.x == 0 && i < n) y[i] = a * x[i] + y[i];
  if (blockIdx.x == 1 && i + 256 < n) y[i + 256] = a * x[i + 256] + y[i + 256];
}
