return problem "row-softmax" {
  title = "Softmax of rows, online", round = "cuda", difficulty = 3, minutes = 30, tags = "cuda, reduction, numerics",
  skills = { gpu = 0.6, numerics = 0.4 },
  statement = [[
Write the kernel that computes the softmax of each row: `y[r][c] = exp(x[r][c] - m) / s`, where `m`
is the largest value of row `r` and `s` the sum of `exp(x[r][k] - m)` over the row. Values may be
as large as 1e4 in size.

It is launched with one block of 128 threads for each row. Read `x` from global memory at most
twice: keep the maximum and the sum together, and rescale the sum whenever the maximum grows.
]],
  kernel = "softmax(x: in f32[rows, cols], y: out f32[rows, cols], rows: i32 in 1..65535, cols: i32 in 1..65536)",
  launch = { grid = "rows", block = 128 },
  example { x = {{0, 0}, {1, 2}}, rows = 2, cols = 2, returns = {{0.5, 0.5}, {0.2689, 0.7311}} },

  tensors { "edges", 8, rows = {1, 3}, cols = {1, 2, 31, 33, 127, 129, 257} },
  tensors { "far", 3, rows = "1..4", cols = "100..400", x = uniform(-1e4, 1e4) },
  tensors { "large", 1, rows = 48, cols = 1024, x = normal(0, 3) },
  tensors { "shown", 1, visible = true, rows = 48, cols = 1024, x = normal(0, 3) },
  reference = [[
    for (int r = 0; r < rows; ++r) {
      const float* in = x + static_cast<std::size_t>(r) * cols;
      float* out = y + static_cast<std::size_t>(r) * cols;
      double most = in[0], sum = 0;
      for (int c = 1; c < cols; ++c) most = std::max<double>(most, in[c]);
      for (int c = 0; c < cols; ++c) sum += std::exp(in[c] - most);
      for (int c = 0; c < cols; ++c) out[c] = static_cast<float>(std::exp(in[c] - most) / sum);
    }
  ]],
  check = tensor { rtol = 1e-3, atol = 1e-6, finite = true },

  perf { rows = 8192, cols = 4096, bytes = "8*rows*cols", pass = "45% of peak", good = "65% of peak", full = "80% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = "<= 1.05", bytes_per_compulsory = "<= 1.55",
    wavefronts_per_ideal = "<= 1.2", instructions_per_element = {"<= 160", "<= 90"} },

  solution { "online.cu", [=[
__device__ void join(float& m, float& s, float om, float os) {
  float most = fmaxf(m, om);
  s = (s > 0 ? s * __expf(m - most) : 0) + (os > 0 ? os * __expf(om - most) : 0);
  m = most;
}

__global__ void softmax(const float* x, float* y, int rows, int cols) {
  __shared__ float ms[4], ss[4];
  const float* in = x + (size_t)blockIdx.x * cols;
  float* out = y + (size_t)blockIdx.x * cols;
  float m = -INFINITY, s = 0;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) {
    float v = in[c], most = fmaxf(m, v);
    s = s * __expf(m - most) + __expf(v - most);
    m = most;
  }
  for (int d = 16; d > 0; d /= 2) {
    float om = __shfl_xor_sync(0xffffffffu, m, d), os = __shfl_xor_sync(0xffffffffu, s, d);
    join(m, s, om, os);
  }
  if (threadIdx.x % 32 == 0) {
    ms[threadIdx.x / 32] = m;
    ss[threadIdx.x / 32] = s;
  }
  __syncthreads();
  m = ms[0];
  s = ss[0];
  for (int w = 1; w < 4; ++w) join(m, s, ms[w], ss[w]);
  float scale = 1 / s;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) out[c] = __expf(in[c] - m) * scale;
}
]=] },
  solution { "no-maximum.cu", "exp of large values is infinite", expect = "wrong_answer on far", [=[
__global__ void softmax(const float* x, float* y, int rows, int cols) {
  __shared__ float ss[4];
  const float* in = x + (size_t)blockIdx.x * cols;
  float s = 0;
  for (int c = threadIdx.x; c < cols; c += blockDim.x) s += __expf(in[c]);
  for (int d = 16; d > 0; d /= 2) s += __shfl_xor_sync(0xffffffffu, s, d);
  if (threadIdx.x % 32 == 0) ss[threadIdx.x / 32] = s;
  __syncthreads();
  s = ss[0] + ss[1] + ss[2] + ss[3];
  for (int c = threadIdx.x; c < cols; c += blockDim.x) y[(size_t)blockIdx.x * cols + c] = __expf(in[c]) / s;
}
]=] },
  solution { "three-passes.cu", "reads the row three times", expect = "too_slow on large", [=[
__global__ void softmax(const float* x, float* y, int rows, int cols) {
  __shared__ float part[128];
  const float* in = x + (size_t)blockIdx.x * cols;
  int t = threadIdx.x;
  float m = -INFINITY;
  for (int c = t; c < cols; c += 128) m = fmaxf(m, in[c]);
  part[t] = m;
  __syncthreads();
  for (int d = 64; d > 0; d /= 2) {
    if (t < d) part[t] = fmaxf(part[t], part[t + d]);
    __syncthreads();
  }
  m = part[0];
  __syncthreads();
  float s = 0;
  for (int c = t; c < cols; c += 128) s += __expf(in[c] - m);
  part[t] = s;
  __syncthreads();
  for (int d = 64; d > 0; d /= 2) {
    if (t < d) part[t] += part[t + d];
    __syncthreads();
  }
  for (int c = t; c < cols; c += 128) y[(size_t)blockIdx.x * cols + c] = __expf(in[c] - m) / part[0];
}
]=] },
  solution { "shared-race.cu", "the maximum is overwritten while others still read it", expect = "runtime_error on large", [=[
__global__ void softmax(const float* x, float* y, int rows, int cols) {
  __shared__ float part[128];
  const float* in = x + (size_t)blockIdx.x * cols;
  int t = threadIdx.x;
  float m = -INFINITY;
  for (int c = t; c < cols; c += 128) m = fmaxf(m, in[c]);
  part[t] = m;
  __syncthreads();
  for (int d = 64; d > 0; d /= 2) {
    if (t < d) part[t] = fmaxf(part[t], part[t + d]);
    __syncthreads();
  }
  m = part[0];
  float s = 0;
  for (int c = t; c < cols; c += 128) s += __expf(in[c] - m);
  part[t] = s;
  __syncthreads();
  for (int d = 64; d > 0; d /= 2) {
    if (t < d) part[t] += part[t + d];
    __syncthreads();
  }
  for (int c = t; c < cols; c += 128) y[(size_t)blockIdx.x * cols + c] = __expf(in[c] - m) / part[0];
}
]=] },
  solution { "short-rows.cu", "one element a thread", expect = "wrong_answer on large", [=[
__global__ void softmax(const float* x, float* y, int rows, int cols) {
  __shared__ float part[128];
  int t = threadIdx.x;
  size_t at = (size_t)blockIdx.x * cols + t;
  float v = t < cols ? x[at] : -INFINITY;
  part[t] = v;
  __syncthreads();
  float m = part[0];
  for (int k = 1; k < 128; ++k) m = fmaxf(m, part[k]);
  float s = 0;
  for (int k = 0; k < 128; ++k) s += __expf(part[k] - m);
  if (t < cols) y[at] = __expf(v - m) / s;
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
