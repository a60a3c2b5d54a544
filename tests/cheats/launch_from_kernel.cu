// problem: saxpy
// verdict: compile_error
// says: 
// Launches kernels of its own from the kernel.
__global__ void child(float* y) { y[0] = 0; }

__global__ void saxpy(float a, const float* x, float* y, int n) {
  child<<<1, 1>>>(y);
}
