// problem: saxpy
// verdict: wrong_answer
// says: differ
// Brings a second kernel of that name, in a namespace, which does what the first leaves out.
namespace spare {
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = a * x[i] + y[i];
}
}  // namespace spare
__global__ void saxpy(float a, const float* x, float* y, int n) {}
