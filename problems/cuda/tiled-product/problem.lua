return problem "tiled-product" {
  title = "A matrix product in tiles", round = "cuda", difficulty = 3, minutes = 40, tags = "cuda, gemm, shared-memory",
  skills = { gpu = 0.8, correctness = 0.2 },
  statement = [[
Write the kernel that multiplies two matrices: `c = a * b`, where `a` is `m` by `k`, `b` is `k` by
`n`, and all lie row by row.

It is launched with one block of 16 x 16 threads for each tile of 16 x 16 elements of `c`;
`blockIdx.x` counts tiles along the columns. Bring tiles of `a` and `b` into shared memory, so that
each of their elements is read from global memory once for every 16 elements of `c` that need it.
]],
  kernel = "product(a: in f32[m, k], b: in f32[k, n], c: out f32[m, n], m: i32 in 1..8192, n: i32 in 1..8192, k: i32 in 1..8192)",
  launch = { grid = {"(n + 15) / 16", "(m + 15) / 16"}, block = {16, 16} },
  example { a = {{1, 2}, {3, 4}}, b = {{1, 0, 2}, {0, 1, 1}}, m = 2, n = 3, k = 2, returns = {{1, 2, 4}, {3, 4, 10}} },

  tensors { "edges", 8, m = {1, 15, 17}, n = {1, 16, 33}, k = {1, 15, 17, 40} },
  tensors { "odd", 2, m = "40..70", n = "40..70", k = "40..70" },
  tensors { "large", 1, m = 96, n = 96, k = 96 },
  tensors { "shown", 1, visible = true, m = 96, n = 96, k = 96 },
  reference = [[
    for (int r = 0; r < m; ++r)
      for (int j = 0; j < n; ++j) {
        double sum = 0;
        for (int i = 0; i < k; ++i) sum += static_cast<double>(a[r * k + i]) * b[i * n + j];
        c[r * n + j] = static_cast<float>(sum);
      }
  ]],
  check = tensor { rtol = 1e-4, atol = 1e-4 },

  perf { m = 2048, n = 2048, k = 2048, flops = "2*m*n*k", pass = "15% of peak", good = "40% of peak", full = "65% of peak", uncalibrated = true },
  counters { on = "large", per = "m*n*k", sectors_per_ideal = "<= 1.1", wavefronts_per_ideal = "<= 1.1",
    bytes_per_compulsory = "<= 5", instructions_per_element = {"<= 12", "<= 6"} },

  solution { "tiles.cu", [=[
__global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float ta[16][16], tb[16][16];
  int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  float sum = 0;
  for (int at = 0; at < k; at += 16) {
    ta[y][x] = row < m && at + x < k ? a[row * k + at + x] : 0;
    tb[y][x] = at + y < k && col < n ? b[(at + y) * n + col] : 0;
    __syncthreads();
    for (int i = 0; i < 16; ++i) sum += ta[y][i] * tb[i][x];
    __syncthreads();
  }
  if (row < m && col < n) c[row * n + col] = sum;
}
]=] },
  solution { "no-tiles.cu", "reads every element from global memory for each product", expect = "too_slow on large", [=[
__global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  int row = blockIdx.y * 16 + threadIdx.y, col = blockIdx.x * 16 + threadIdx.x;
  if (row >= m || col >= n) return;
  float sum = 0;
  for (int i = 0; i < k; ++i) sum += a[row * k + i] * b[i * n + col];
  c[row * n + col] = sum;
}
]=] },
  solution { "one-barrier.cu", "the next tile overwrites the one that others still use", expect = "runtime_error on large", [=[
__global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float ta[16][16], tb[16][16];
  int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  float sum = 0;
  for (int at = 0; at < k; at += 16) {
    ta[y][x] = row < m && at + x < k ? a[row * k + at + x] : 0;
    tb[y][x] = at + y < k && col < n ? b[(at + y) * n + col] : 0;
    __syncthreads();
    for (int i = 0; i < 16; ++i) sum += ta[y][i] * tb[i][x];
  }
  if (row < m && col < n) c[row * n + col] = sum;
}
]=] },
  solution { "no-tail.cu", "the last tile of k is not filled with zeros", expect = "runtime_error on odd", [=[
__global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float ta[16][16], tb[16][16];
  int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  float sum = 0;
  for (int at = 0; at < k; at += 16) {
    if (row < m && at + x < k) ta[y][x] = a[row * k + at + x];
    if (at + y < k && col < n) tb[y][x] = b[(at + y) * n + col];
    __syncthreads();
    for (int i = 0; i < 16; ++i) sum += ta[y][i] * tb[i][x];
    __syncthreads();
  }
  if (row < m && col < n) c[row * n + col] = sum;
}
]=] },
  solution { "columns-first.cu", "a tile is read with its threads across the rows", expect = "too_slow on large", [=[
__global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float ta[16][16], tb[16][16];
  int x = threadIdx.y, y = threadIdx.x, row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  float sum = 0;
  for (int at = 0; at < k; at += 16) {
    ta[y][x] = row < m && at + x < k ? a[row * k + at + x] : 0;
    tb[y][x] = at + y < k && col < n ? b[(at + y) * n + col] : 0;
    __syncthreads();
    for (int i = 0; i < 16; ++i) sum += ta[y][i] * tb[i][x];
    __syncthreads();
  }
  if (row < m && col < n) c[row * n + col] = sum;
}
]=] },
  solution { "half-sums.cu", "adds up in 16 bits", expect = "wrong_answer on large", [=[
#include <cuda_fp16.h>

__global__ void product(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ __half ta[16][16], tb[16][16];
  int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  __half sum = __float2half(0);
  for (int at = 0; at < k; at += 16) {
    ta[y][x] = __float2half(row < m && at + x < k ? a[row * k + at + x] : 0);
    tb[y][x] = __float2half(at + y < k && col < n ? b[(at + y) * n + col] : 0);
    __syncthreads();
    for (int i = 0; i < 16; ++i) sum = __hfma(ta[y][i], tb[i][x], sum);
    __syncthreads();
  }
  if (row < m && col < n) c[row * n + col] = __half2float(sum);
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
