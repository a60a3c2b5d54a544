return problem "tiled-transpose" {
  title = "Transpose through a tile", round = "cuda", difficulty = 2, minutes = 25, tags = "cuda, shared-memory, coalescing",
  skills = { gpu = 0.7, correctness = 0.3 },
  statement = [[
Write the kernel that transposes a matrix: `b[c][r] = a[r][c]`. Both lie row by row.

It is launched with one block of 32 x 8 threads for each tile of 32 x 32 elements of `a`:
`blockIdx.x` counts tiles along the columns of `a`, `blockIdx.y` along its rows. Neighbouring
threads must read neighbouring elements and write neighbouring elements, and shared memory must be
free of bank conflicts.
]],
  kernel = "transpose(a: in f32[rows, cols], b: out f32[cols, rows], rows: i32 in 1..8192, cols: i32 in 1..8192)",
  launch = { grid = {"(cols + 31) / 32", "(rows + 31) / 32"}, block = {32, 8} },
  example { a = {{1, 2, 3}, {4, 5, 6}}, rows = 2, cols = 3, returns = {{1, 4}, {2, 5}, {3, 6}} },

  tensors { "edges", 8, rows = {1, 31, 32, 33, 65}, cols = {1, 31, 32, 33, 65} },
  tensors { "odd", 2, rows = "100..200", cols = "100..200" },
  tensors { "large", 1, rows = 256, cols = 512 },
  tensors { "shown", 1, visible = true, rows = 256, cols = 512 },
  reference = [[
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < cols; ++c) b[c * rows + r] = a[r * cols + c];
  ]],
  check = tensor { rtol = 0, atol = 0 },

  perf { rows = 4096, cols = 8192, bytes = "8*rows*cols", pass = "50% of peak", good = "70% of peak", full = "85% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = {"<= 1.5", "<= 1.05"}, wavefronts_per_ideal = {"<= 2.5", "<= 1.05"},
    bytes_per_compulsory = "<= 1.1" },

  solution { "padded.cu", [=[
__global__ void transpose(const float* a, float* b, int rows, int cols) {
  __shared__ float tile[32][33];
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 8)
    if (r + k < rows && c < cols) tile[threadIdx.y + k][threadIdx.x] = a[(r + k) * cols + c];
  __syncthreads();
  int br = blockIdx.x * 32 + threadIdx.y, bc = blockIdx.y * 32 + threadIdx.x;
  for (int k = 0; k < 32; k += 8)
    if (br + k < cols && bc < rows) b[(br + k) * rows + bc] = tile[threadIdx.x][threadIdx.y + k];
}
]=] },
  solution { "swizzled.cu", "turns the column by the row instead of padding", [=[
__global__ void transpose(const float* a, float* b, int rows, int cols) {
  __shared__ float tile[32][32];
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 8) {
    int row = threadIdx.y + k;
    if (r + k < rows && c < cols) tile[row][threadIdx.x ^ row] = a[(r + k) * cols + c];
  }
  __syncthreads();
  int br = blockIdx.x * 32 + threadIdx.y, bc = blockIdx.y * 32 + threadIdx.x;
  for (int k = 0; k < 32; k += 8) {
    int row = threadIdx.x, col = threadIdx.y + k;
    if (br + k < cols && bc < rows) b[(br + k) * rows + bc] = tile[row][col ^ row];
  }
}
]=] },
  solution { "naive.cu", "neighbouring threads write a column", expect = "too_slow on large", [=[
__global__ void transpose(const float* a, float* b, int rows, int cols) {
  int c = blockIdx.x * 32 + threadIdx.x;
  for (int r = blockIdx.y * 32 + threadIdx.y; r < rows && r < blockIdx.y * 32 + 32; r += 8)
    if (c < cols) b[c * rows + r] = a[r * cols + c];
}
]=] },
  solution { "unpadded.cu", "a column of the tile lies in one bank", expect = "too_slow on large", [=[
__global__ void transpose(const float* a, float* b, int rows, int cols) {
  __shared__ float tile[32][32];
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 8)
    if (r + k < rows && c < cols) tile[threadIdx.y + k][threadIdx.x] = a[(r + k) * cols + c];
  __syncthreads();
  int br = blockIdx.x * 32 + threadIdx.y, bc = blockIdx.y * 32 + threadIdx.x;
  for (int k = 0; k < 32; k += 8)
    if (br + k < cols && bc < rows) b[(br + k) * rows + bc] = tile[threadIdx.x][threadIdx.y + k];
}
]=] },
  solution { "no-barrier.cu", "reads the tile before the others have written it", expect = "runtime_error on large", [=[
__global__ void transpose(const float* a, float* b, int rows, int cols) {
  __shared__ float tile[32][33];
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 8)
    if (r + k < rows && c < cols) tile[threadIdx.y + k][threadIdx.x] = a[(r + k) * cols + c];
  int br = blockIdx.x * 32 + threadIdx.y, bc = blockIdx.y * 32 + threadIdx.x;
  for (int k = 0; k < 32; k += 8)
    if (br + k < cols && bc < rows) b[(br + k) * rows + bc] = tile[threadIdx.x][threadIdx.y + k];
}
]=] },
  solution { "wrong-bound.cu", "holds rows against cols on the way out", expect = "runtime_error on odd", [=[
__global__ void transpose(const float* a, float* b, int rows, int cols) {
  __shared__ float tile[32][33];
  int c = blockIdx.x * 32 + threadIdx.x, r = blockIdx.y * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 8)
    if (r + k < rows && c < cols) tile[threadIdx.y + k][threadIdx.x] = a[(r + k) * cols + c];
  __syncthreads();
  int br = blockIdx.x * 32 + threadIdx.y, bc = blockIdx.y * 32 + threadIdx.x;
  for (int k = 0; k < 32; k += 8) b[(br + k) * rows + bc] = tile[threadIdx.x][threadIdx.y + k];
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
