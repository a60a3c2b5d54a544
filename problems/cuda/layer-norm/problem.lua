return problem "layer-norm" {
  title = "Layer normalisation, forward", round = "cuda", difficulty = 3, minutes = 30, tags = "cuda, reduction, numerics",
  skills = { gpu = 0.6, numerics = 0.4 },
  statement = [[
Write the kernel that normalises each row: `y[r][c] = (x[r][c] - mean) / sqrt(var + 1e-5) * gamma[c]
+ beta[c]`, with the mean and the variance (divided by `cols`) of row `r`.

It is launched with one block of 128 threads for each row. Rows may lie far from zero: their mean
may be a thousand times their spread, so the mean of the squares is no way to the variance.
]],
  kernel = "layer_norm(x: in f32[rows, cols], gamma: in f32[cols], beta: in f32[cols], y: out f32[rows, cols], rows: i32 in 1..65535, cols: i32 in 1..16384)",
  launch = { grid = "rows", block = 128 },
  example { x = {{1, 3}, {-2, 2}}, gamma = {1, 1}, beta = {0, 10}, rows = 2, cols = 2, returns = {{-1, 11}, {-1, 11}},
    "each row has one value below its mean and one above" },

  tensors { "edges", 8, rows = {1, 3}, cols = {1, 2, 31, 33, 127, 129, 257} },
  tensors { "far", 3, rows = "1..4", cols = "300..600", x = normal(1000, 1) },
  tensors { "large", 1, rows = 48, cols = 1024 },
  tensors { "shown", 1, visible = true, rows = 48, cols = 1024 },
  reference = [[
    for (int r = 0; r < rows; ++r) {
      const float* in = x + static_cast<std::size_t>(r) * cols;
      double sum = 0, squares = 0;
      for (int c = 0; c < cols; ++c) sum += in[c];
      const double mean = sum / cols;
      for (int c = 0; c < cols; ++c) squares += (in[c] - mean) * (in[c] - mean);
      const double scale = 1 / std::sqrt(squares / cols + 1e-5);
      for (int c = 0; c < cols; ++c)
        y[static_cast<std::size_t>(r) * cols + c] = static_cast<float>((in[c] - mean) * scale * gamma[c] + beta[c]);
    }
  ]],
  check = tensor { rtol = 2e-3, atol = 2e-3, finite = true },

  perf { rows = 8192, cols = 4096, bytes = "8*rows*cols", pass = "45% of peak", good = "65% of peak", full = "80% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = "<= 1.05", wavefronts_per_ideal = "<= 1.2",
    bytes_per_compulsory = "<= 3.1", instructions_per_element = {"<= 120", "<= 70"} },

  solution { "two-sums.cu", [=[
__device__ float total(float v) {
  __shared__ float part[4];
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffffu, v, d);
  __syncthreads();
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = v;
  __syncthreads();
  return part[0] + part[1] + part[2] + part[3];
}

__global__ void layer_norm(const float* x, const float* gamma, const float* beta, float* y, int rows, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0, squares = 0;
  for (int c = threadIdx.x; c < cols; c += 128) sum += in[c];
  float mean = total(sum) / cols;
  for (int c = threadIdx.x; c < cols; c += 128) squares += (in[c] - mean) * (in[c] - mean);
  float scale = rsqrtf(total(squares) / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[(size_t)blockIdx.x * cols + c] = (in[c] - mean) * scale * gamma[c] + beta[c];
}
]=] },
  solution { "mean-of-squares.cu", "far from zero the difference of two large numbers is noise", expect = "wrong_answer on far", [=[
__device__ float total(float v) {
  __shared__ float part[4];
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffffu, v, d);
  __syncthreads();
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = v;
  __syncthreads();
  return part[0] + part[1] + part[2] + part[3];
}

__global__ void layer_norm(const float* x, const float* gamma, const float* beta, float* y, int rows, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0, squares = 0;
  for (int c = threadIdx.x; c < cols; c += 128) {
    sum += in[c];
    squares += in[c] * in[c];
  }
  float mean = total(sum) / cols;
  float scale = rsqrtf(total(squares) / cols - mean * mean + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[(size_t)blockIdx.x * cols + c] = (in[c] - mean) * scale * gamma[c] + beta[c];
}
]=] },
  solution { "reused-part.cu", "the second total overwrites the first while others read it", expect = "runtime_error on large", [=[
__device__ float total(float v) {
  __shared__ float part[4];
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffffu, v, d);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = v;
  __syncthreads();
  return part[0] + part[1] + part[2] + part[3];
}

__global__ void layer_norm(const float* x, const float* gamma, const float* beta, float* y, int rows, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0, squares = 0;
  for (int c = threadIdx.x; c < cols; c += 128) sum += in[c];
  float mean = total(sum) / cols;
  for (int c = threadIdx.x; c < cols; c += 128) squares += (in[c] - mean) * (in[c] - mean);
  float scale = rsqrtf(total(squares) / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[(size_t)blockIdx.x * cols + c] = (in[c] - mean) * scale * gamma[c] + beta[c];
}
]=] },
  solution { "all-add-all.cu", "every thread adds up the whole row", expect = "too_slow on large", [=[
__global__ void layer_norm(const float* x, const float* gamma, const float* beta, float* y, int rows, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0, squares = 0;
  for (int c = 0; c < cols; ++c) sum += in[c];
  float mean = sum / cols;
  for (int c = 0; c < cols; ++c) squares += (in[c] - mean) * (in[c] - mean);
  float scale = rsqrtf(squares / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[(size_t)blockIdx.x * cols + c] = (in[c] - mean) * scale * gamma[c] + beta[c];
}
]=] },
  solution { "sample-variance.cu", "divides by cols - 1", expect = "wrong_answer on edges", [=[
__device__ float total(float v) {
  __shared__ float part[4];
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffffu, v, d);
  __syncthreads();
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = v;
  __syncthreads();
  return part[0] + part[1] + part[2] + part[3];
}

__global__ void layer_norm(const float* x, const float* gamma, const float* beta, float* y, int rows, int cols) {
  const float* in = x + (size_t)blockIdx.x * cols;
  float sum = 0, squares = 0;
  for (int c = threadIdx.x; c < cols; c += 128) sum += in[c];
  float mean = total(sum) / cols;
  for (int c = threadIdx.x; c < cols; c += 128) squares += (in[c] - mean) * (in[c] - mean);
  float scale = rsqrtf(total(squares) / (cols - 1) + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[(size_t)blockIdx.x * cols + c] = (in[c] - mean) * scale * gamma[c] + beta[c];
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
