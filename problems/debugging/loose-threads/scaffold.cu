// Parts of a signal library.  Each works on blocks of 256 threads and as many elements; the last
// block may have fewer elements.

// The elements of each block in reverse order.
__device__ void reverse(const float* x, float* y, int n) {
  __shared__ float tile[256];
  int t = threadIdx.x, base = blockIdx.x * 256, count = min(256, n - base);
  if (t < count) tile[t] = x[base + t];
  __syncthreads();
  if (t < count) y[base + t] = tile[count - 1 - t];
}

// Each element becomes the sum of its block.
__device__ void total(const float* x, float* y, int n) {
  __shared__ float tile[256];
  int t = threadIdx.x, i = blockIdx.x * 256 + t;
  tile[t] = i < n ? x[i] : 0;
  for (int d = 128; d > 0; d /= 2) {
    if (t < d) tile[t] += tile[t + d];
    __syncthreads();
  }
  if (i < n) y[i] = tile[0];
}

// Each element becomes the difference to the one before it; the first of all stays as it is.
__device__ void steps(const float* x, float* y, int n) {
  __shared__ float tile[257];
  int t = threadIdx.x, i = blockIdx.x * 256 + t;
  tile[t + 1] = x[i];
  if (t == 0) tile[0] = i > 0 ? x[i - 1] : 0;
  __syncthreads();
  if (i < n) y[i] = tile[t + 1] - tile[t];
}

// Each element becomes the largest among the 32 of its warp.
__device__ void largest(const float* x, float* y, int n) {
  int i = blockIdx.x * 256 + threadIdx.x;
  if (i >= n) return;
  float most = x[i];
  for (int d = 16; d > 0; d /= 2) most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, d));
  y[i] = most;
}

// Each element becomes the sum of those of its block up to it.
__device__ void running(const float* x, float* y, int n) {
  __shared__ float tile[256];
  int t = threadIdx.x, i = blockIdx.x * 256 + t;
  tile[t] = i < n ? x[i] : 0;
  __syncthreads();
  for (int d = 1; d < 256; d *= 2) {
    float left = t >= d ? tile[t - d] : 0;
    tile[t] += left;
    __syncthreads();
  }
  if (i < n) y[i] = tile[t];
}

// Each whole block is 8 rows of 32 and becomes 32 rows of 8, its columns; a block that is not whole
// stays as it is.
__device__ void turned(const float* x, float* y, int n) {
  __shared__ float tile[8][32];
  int t = threadIdx.x, i = blockIdx.x * 256 + t;
  bool whole = blockIdx.x * 256 + 256 <= n;
  if (i < n) tile[t / 32][t % 32] = x[i];
  __syncthreads();
  if (i < n) y[i] = whole ? tile[t % 8][t / 8] : tile[t / 32][t % 32];
}

// The tests come in here: leave it as it is.
__global__ void signal(int part, const float* x, float* y, int n) {
  if (part == 0) reverse(x, y, n);
  if (part == 1) total(x, y, n);
  if (part == 2) steps(x, y, n);
  if (part == 3) largest(x, y, n);
  if (part == 4) running(x, y, n);
  if (part == 5) turned(x, y, n);
}
