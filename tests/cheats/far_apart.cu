// problem: saxpy
// verdict: too_slow
// says: sectors_per_ideal
// Neighbouring threads walk far apart.
__global__ void saxpy(float a, const float* x, float* y, int n) {
  int threads = gridDim.x * blockDim.x, me = blockIdx.x * blockDim.x + threadIdx.x;
  int piece = (n + threads - 1) / threads;
  for (int i = me * piece; i < n && i < me * piece + piece; ++i) y[i] = a * x[i] + y[i];
}
