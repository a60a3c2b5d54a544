return problem "rms-residual" {
  title = "Residual and RMS norm in bfloat16", round = "cuda", difficulty = 3, minutes = 30, tags = "cuda, bfloat16, reduction",
  skills = { gpu = 0.6, numerics = 0.4 },
  statement = [[
Write the kernel that adds and normalises rows of bfloat16. For each row: `h[r][c] = h[r][c] +
x[r][c]`, rounded to bfloat16, and `y[r][c] = h[r][c] * gamma[c] / sqrt(mean of the squares of the new
row h[r] + 1e-5)`. Squares are added up in 32 bits.

It is launched with one block of 128 threads for each row.
]],
  kernel = "rms_residual(x: in bf16[rows, cols], gamma: in bf16[cols], h: inout bf16[rows, cols], y: out bf16[rows, cols], rows: i32 in 1..65535, cols: i32 in 1..16384)",
  launch = { grid = "rows", block = 128 },

  tensors { "edges", 8, rows = {1, 3}, cols = {1, 2, 31, 33, 127, 129, 257} },
  tensors { "wide", 2, rows = "1..3", cols = "3000..4000" },
  tensors { "large", 1, rows = 48, cols = 1024 },
  tensors { "shown", 1, visible = true, rows = 48, cols = 1024 },
  reference = [[
    for (int r = 0; r < rows; ++r) {
      const std::size_t at = static_cast<std::size_t>(r) * cols;
      double squares = 0;
      for (int c = 0; c < cols; ++c) {
        h[at + c] = static_cast<float>(h[at + c]) + static_cast<float>(x[at + c]);
        squares += static_cast<double>(h[at + c]) * h[at + c];
      }
      const double scale = 1 / std::sqrt(squares / cols + 1e-5);
      for (int c = 0; c < cols; ++c) y[at + c] = static_cast<float>(h[at + c] * scale * gamma[c]);
    }
  ]],
  check = tensor { rtol = 1.6e-2, atol = 1e-3, finite = true },

  perf { rows = 4096, cols = 4096, bytes = "8*rows*cols", pass = "45% of peak", good = "65% of peak", full = "80% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = "<= 1.1", wavefronts_per_ideal = "<= 1.2",
    bytes_per_compulsory = "<= 1.8", instructions_per_element = {"<= 110", "<= 70"} },

  solution { "one-pass.cu", [=[
#include <cuda_bf16.h>

__global__ void rms_residual(const __nv_bfloat16* x, const __nv_bfloat16* gamma, __nv_bfloat16* h, __nv_bfloat16* y, int rows, int cols) {
  __shared__ float part[4];
  size_t at = (size_t)blockIdx.x * cols;
  float sum = 0;
  for (int c = threadIdx.x; c < cols; c += 128) {
    __nv_bfloat16 v = __float2bfloat16(__bfloat162float(h[at + c]) + __bfloat162float(x[at + c]));
    h[at + c] = v;
    float f = __bfloat162float(v);
    sum += f * f;
  }
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = sum;
  __syncthreads();
  float scale = rsqrtf((part[0] + part[1] + part[2] + part[3]) / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[at + c] = __float2bfloat16(__bfloat162float(h[at + c]) * scale * __bfloat162float(gamma[c]));
}
]=] },
  solution { "narrow-sum.cu", "adds the squares up in bfloat16", expect = "wrong_answer on wide", [=[
#include <cuda_bf16.h>

__global__ void rms_residual(const __nv_bfloat16* x, const __nv_bfloat16* gamma, __nv_bfloat16* h, __nv_bfloat16* y, int rows, int cols) {
  __shared__ __nv_bfloat16 total;
  size_t at = (size_t)blockIdx.x * cols;
  if (threadIdx.x == 0) {
    __nv_bfloat16 sum = __float2bfloat16(0);
    for (int c = 0; c < cols; ++c) {
      __nv_bfloat16 v = __float2bfloat16(__bfloat162float(h[at + c]) + __bfloat162float(x[at + c]));
      h[at + c] = v;
      sum = __float2bfloat16(__bfloat162float(sum) + __bfloat162float(v) * __bfloat162float(v));
    }
    total = sum;
  }
  __syncthreads();
  float scale = rsqrtf(__bfloat162float(total) / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[at + c] = __float2bfloat16(__bfloat162float(h[at + c]) * scale * __bfloat162float(gamma[c]));
}
]=] },
  solution { "old-row.cu", "normalises the row as it was before the sum", expect = "wrong_answer on edges", [=[
#include <cuda_bf16.h>

__global__ void rms_residual(const __nv_bfloat16* x, const __nv_bfloat16* gamma, __nv_bfloat16* h, __nv_bfloat16* y, int rows, int cols) {
  __shared__ float part[4];
  size_t at = (size_t)blockIdx.x * cols;
  float sum = 0;
  for (int c = threadIdx.x; c < cols; c += 128) {
    float f = __bfloat162float(h[at + c]);
    sum += f * f;
    h[at + c] = __float2bfloat16(f + __bfloat162float(x[at + c]));
  }
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = sum;
  __syncthreads();
  float scale = rsqrtf((part[0] + part[1] + part[2] + part[3]) / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[at + c] = __float2bfloat16(__bfloat162float(h[at + c]) * scale * __bfloat162float(gamma[c]));
}
]=] },
  solution { "no-barrier.cu", "reads the other warps' sums before they are there", expect = "runtime_error on large", [=[
#include <cuda_bf16.h>

__global__ void rms_residual(const __nv_bfloat16* x, const __nv_bfloat16* gamma, __nv_bfloat16* h, __nv_bfloat16* y, int rows, int cols) {
  __shared__ float part[4];
  size_t at = (size_t)blockIdx.x * cols;
  float sum = 0;
  for (int c = threadIdx.x; c < cols; c += 128) {
    __nv_bfloat16 v = __float2bfloat16(__bfloat162float(h[at + c]) + __bfloat162float(x[at + c]));
    h[at + c] = v;
    float f = __bfloat162float(v);
    sum += f * f;
  }
  for (int d = 16; d > 0; d /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = sum;
  float scale = rsqrtf((part[0] + part[1] + part[2] + part[3]) / cols + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 128)
    y[at + c] = __float2bfloat16(__bfloat162float(h[at + c]) * scale * __bfloat162float(gamma[c]));
}
]=] },
  solution { "all-by-one.cu", "one thread does the row", expect = "too_slow on large", [=[
#include <cuda_bf16.h>

__global__ void rms_residual(const __nv_bfloat16* x, const __nv_bfloat16* gamma, __nv_bfloat16* h, __nv_bfloat16* y, int rows, int cols) {
  if (threadIdx.x != 0) return;
  size_t at = (size_t)blockIdx.x * cols;
  float sum = 0;
  for (int c = 0; c < cols; ++c) {
    __nv_bfloat16 v = __float2bfloat16(__bfloat162float(h[at + c]) + __bfloat162float(x[at + c]));
    h[at + c] = v;
    float f = __bfloat162float(v);
    sum += f * f;
  }
  float scale = rsqrtf(sum / cols + 1e-5f);
  for (int c = 0; c < cols; ++c)
    y[at + c] = __float2bfloat16(__bfloat162float(h[at + c]) * scale * __bfloat162float(gamma[c]));
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
