// Smooths an image.  A block of 32 x 8 threads takes a tile of 32 x 32 elements.
__global__ void smooth(const float* x, float* y, int rows, int cols) {
  __shared__ float tile[32][32];
  for (int k = threadIdx.y; k < 32; k += 8) {
    int r = blockIdx.y * 32 + threadIdx.x, c = blockIdx.x * 32 + k;
    if (r < rows && c < cols) tile[threadIdx.x][k] = x[(size_t)r * cols + c];
  }
  for (int k = threadIdx.y; k < 32; k += 8) {
    int r = blockIdx.y * 32 + threadIdx.x, c = blockIdx.x * 32 + k;
    if (r >= rows || c >= cols) continue;
    float here = tile[threadIdx.x][k];
    float up = r == 0 ? here : threadIdx.x > 0 ? tile[threadIdx.x - 1][k] : x[(size_t)(r - 1) * cols + c];
    float down = r == rows - 1 ? here : threadIdx.x < 31 ? tile[threadIdx.x + 1][k] : x[(size_t)(r + 1) * cols + c];
    float left = c == 0 ? here : k > 0 ? tile[threadIdx.x][k - 1] : x[(size_t)r * cols + c - 1];
    float right = c == cols - 1 ? here : k < 31 ? tile[threadIdx.x][k + 1] : x[(size_t)r * cols + c + 1];
    y[(size_t)r * cols + c] = here / 2 + (up + down + left + right) / 8;
  }
}
