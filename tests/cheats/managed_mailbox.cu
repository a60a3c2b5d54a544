// problem: saxpy
// verdict: wrong_answer
// says: differ
// Waits for host code of its own to put the answers into managed memory: there is none.
__managed__ float mailbox[64];

__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = mailbox[i % 64];
}
