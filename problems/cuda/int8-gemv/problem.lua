return problem "int8-gemv" {
  title = "A vector through 8-bit weights", round = "cuda", difficulty = 3, minutes = 30, tags = "cuda, quantisation, memory-bound",
  skills = { gpu = 0.7, numerics = 0.3 },
  statement = [[
Write the kernel that multiplies a vector by a matrix of 8-bit weights: `y[r] = scale[r] * (w[r][0] *
x[0] + ... + w[r][cols - 1] * x[cols - 1])`.

It is launched with blocks of 128 threads, one warp for each row. A multiple of 4 columns is
promised, and rows begin at multiples of 4 bytes: weights are all of the traffic that matters, so a
thread should read four of them at once.
]],
  kernel = "gemv(w: in i8[rows, cols], x: in f32[cols], scale: in f32[rows], y: out f32[rows], rows: i32 in 1..65536, cols: i32 in 4..16384)",
  launch = { grid = "(rows + 3) / 4", block = 128 },
  where = "cols % 4 == 0 -- `cols` is a multiple of 4",
  example { w = {{1, 2, 3, 4}, {-1, 0, 0, 1}}, x = {1, 1, 1, 0.5}, scale = {0.5, 2}, rows = 2, cols = 4, returns = {4, -1} },

  tensors { "edges", 8, points = 30, rows = {1, 3, 4, 5}, cols = {4, 8, 124, 128, 132}, w = "-127..127" },
  tensors { "middle", 2, points = 30, rows = "20..40", cols = {400, 516}, w = "-127..127" },
  tensors { "large", 1, points = 40, rows = 64, cols = 1024, w = "-127..127" },
  tensors { "shown", 1, visible = true, rows = 64, cols = 1024, w = "-127..127" },
  reference = [[
    for (int r = 0; r < rows; ++r) {
      double sum = 0;
      for (int c = 0; c < cols; ++c) sum += static_cast<double>(w[static_cast<std::size_t>(r) * cols + c]) * x[c];
      y[r] = static_cast<float>(scale[r] * sum);
    }
  ]],
  check = tensor { rtol = 1e-4, atol = 2e-2 },

  perf { rows = 8192, cols = 8192, bytes = "rows*cols", pass = "40% of peak", good = "60% of peak", full = "80% of peak", uncalibrated = true },
  counters { on = "large", per = "rows*cols", sectors_per_ideal = "<= 1.1", bytes_per_compulsory = "<= 6",
    instructions_per_element = {"<= 9", "<= 7"} },

  solution { "four-at-once.cu", [=[
__global__ void gemv(const signed char* w, const float* x, const float* scale, float* y, int rows, int cols) {
  int row = blockIdx.x * 4 + threadIdx.x / 32, lane = threadIdx.x % 32;
  if (row >= rows) return;
  const char4* from = reinterpret_cast<const char4*>(w + (size_t)row * cols);
  const float4* by = reinterpret_cast<const float4*>(x);
  float sum = 0;
  for (int c = lane; c < cols / 4; c += 32) {
    char4 v = from[c];
    float4 u = by[c];
    sum += v.x * u.x + v.y * u.y + v.z * u.z + v.w * u.w;
  }
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (lane == 0) y[row] = scale[row] * sum;
}
]=] },
  solution { "one-by-one.cu", "each lane reads a byte at a time, which costs a part of the points", expect = "accepted on large; score <= 0.9", [=[
__global__ void gemv(const signed char* w, const float* x, const float* scale, float* y, int rows, int cols) {
  int row = blockIdx.x * 4 + threadIdx.x / 32, lane = threadIdx.x % 32;
  if (row >= rows) return;
  float sum = 0;
  for (int c = lane; c < cols; c += 32) sum += w[(size_t)row * cols + c] * scale[row] * x[c];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (lane == 0) y[row] = sum;
}
]=] },
  solution { "lane-pieces.cu", "each lane walks a piece of the row by itself", expect = "too_slow on large", [=[
__global__ void gemv(const signed char* w, const float* x, const float* scale, float* y, int rows, int cols) {
  int row = blockIdx.x * 4 + threadIdx.x / 32, lane = threadIdx.x % 32;
  if (row >= rows) return;
  int piece = (cols + 31) / 32;
  float sum = 0;
  for (int c = lane * piece; c < cols && c < (lane + 1) * piece; ++c) sum += w[(size_t)row * cols + c] * x[c];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (lane == 0) y[row] = scale[row] * sum;
}
]=] },
  solution { "byte-sums.cu", "adds up in whole numbers after rounding the vector", expect = "wrong_answer on middle", [=[
__global__ void gemv(const signed char* w, const float* x, const float* scale, float* y, int rows, int cols) {
  int row = blockIdx.x * 4 + threadIdx.x / 32, lane = threadIdx.x % 32;
  if (row >= rows) return;
  int sum = 0;
  for (int c = lane; c < cols; c += 32) sum += w[(size_t)row * cols + c] * __float2int_rn(x[c] * 64);
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (lane == 0) y[row] = scale[row] * sum / 64;
}
]=] },
  solution { "no-row-check.cu", "the last block has warps without a row", expect = "runtime_error on edges", [=[
__global__ void gemv(const signed char* w, const float* x, const float* scale, float* y, int rows, int cols) {
  int row = blockIdx.x * 4 + threadIdx.x / 32, lane = threadIdx.x % 32;
  float sum = 0;
  for (int c = lane; c < cols; c += 32) sum += w[(size_t)row * cols + c] * x[c];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (lane == 0) y[row] = scale[row] * sum;
}
]=] },
  solution { "early-exit.cu", "lanes without a column leave before the shuffle that names them", expect = "runtime_error on edges", [=[
__global__ void gemv(const signed char* w, const float* x, const float* scale, float* y, int rows, int cols) {
  int row = blockIdx.x * 4 + threadIdx.x / 32, lane = threadIdx.x % 32;
  if (row >= rows || lane >= cols) return;
  float sum = 0;
  for (int c = lane; c < cols; c += 32) sum += w[(size_t)row * cols + c] * x[c];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (lane == 0) y[row] = scale[row] * sum;
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
