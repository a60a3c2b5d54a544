// problem: tiled-transpose
// verdict: runtime_error
// says: input_changed
// Zeroes the input, so that zeros would be right.
__global__ void transpose(const float* a, float* b, int rows, int cols) {
  float* in = const_cast<float*>(a);
  int c = blockIdx.x * 32 + threadIdx.x;
  for (int r = blockIdx.y * 32 + threadIdx.y; r < rows && r < blockIdx.y * 32 + 32; r += 8)
    if (c < cols) {
      in[r * cols + c] = 0;
      b[c * rows + r] = 0;
    }
}
