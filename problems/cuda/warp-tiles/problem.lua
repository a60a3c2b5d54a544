local function kernel(parts)
  local text = [=[
#include <cuda_bf16.h>
#include <mma.h>
using namespace nvcuda;

__global__ void product(const __nv_bfloat16* a, const __nv_bfloat16* b, float* c, int m, int n, int k) {
  __shared__ __align__(32) __nv_bfloat16 ta[32][24], tb[16][40];
  int t = threadIdx.x, row = blockIdx.y * 32, col = blockIdx.x * 32, x = t / 32 % 2 * 16, y = t / 64 * 16;
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __nv_bfloat16, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __nv_bfloat16, wmma::row_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
  wmma::fill_fragment(sum, 0.0f);
  for (int at = 0; at < k; at += 16) {
    FILL_A
    *(uint2*)&tb[t / 8][t % 8 * 4] = *(const uint2*)&b[(size_t)(at + t / 8) * n + col + t % 8 * 4];
    __syncthreads();
    wmma::load_matrix_sync(fa, &ta[y][0], 24);
    wmma::load_matrix_sync(fb, &tb[0][x], 40);
    wmma::mma_sync(sum, fa, fb, sum);
    AFTER
  }
  wmma::store_matrix_sync(c + (size_t)(row + y) * n + col + x, sum, n, wmma::mem_row_major);
}
]=]
  local fill_a = parts.fill_a or "*(uint2*)&ta[t / 4][t % 4 * 4] = *(const uint2*)&a[(size_t)(row + t / 4) * k + at + t % 4 * 4];"
  return (text:gsub("FILL_A", { FILL_A = fill_a }):gsub("AFTER", { AFTER = parts.after or "__syncthreads();" }))
end

return problem "warp-tiles" {
  title = "A bfloat16 product on tensor cores", round = "cuda", difficulty = 4, minutes = 45, tags = "cuda, gemm, tensor-cores, bfloat16",
  skills = { gpu = 0.8, numerics = 0.2 },
  statement = [[
Write the kernel that multiplies two matrices of bfloat16: `c = a * b`, where `a` is `m` by `k`, `b` is `k` by `n`, all lie row by row, and `c` is in
32 bits. Products are added up in 32 bits.

It is launched with one block of 128 threads for each tile of 32 x 32 elements of `c`; `blockIdx.x` counts tiles along the columns. `m` and `n` are
multiples of 32, `k` is a multiple of 16, and every tensor begins at a multiple of 256 bytes.

Let the tensor cores do the work: `nvcuda::wmma` from `<mma.h>`, or `mma.sync` in PTX. Without them the number of instructions that is asked for
cannot be met.
]],
  kernel = "product(a: in bf16[m, k], b: in bf16[k, n], c: out f32[m, n], m: i32 in 32..8192, n: i32 in 32..8192, k: i32 in 16..8192)",
  launch = { grid = {"n / 32", "m / 32"}, block = 128 },

  tensors { "edges", 6, m = {32, 96}, n = {32, 64}, k = {16, 32, 48} },
  tensors { "deep", 1, m = 32, n = 32, k = 1024, a = uniform(0, 1), b = uniform(0, 1) },
  tensors { "large", 1, m = 128, n = 128, k = 128 },
  tensors { "shown", 1, visible = true, m = 128, n = 128, k = 128 },
  reference = [[
    for (int r = 0; r < m; ++r)
      for (int j = 0; j < n; ++j) {
        double sum = 0;
        for (int i = 0; i < k; ++i) sum += static_cast<double>(static_cast<float>(a[r * k + i])) * static_cast<float>(b[i * n + j]);
        c[r * n + j] = static_cast<float>(sum);
      }
  ]],
  check = tensor { rtol = 1e-4, atol = 1e-3 },

  perf { m = 4096, n = 4096, k = 4096, flops = "2*m*n*k", math = "bf16", library = "cublasGemmEx(m, n, k, a, b, c)",
    pass = "15% of library", good = "35% of library", full = "60% of library", uncalibrated = true },
  counters { on = "large", per = "m*n*k", sectors_per_ideal = "<= 1.25", bytes_per_compulsory = "<= 3.5",
    instructions_per_element = {"<= 0.6", "<= 0.3"} },

  solution { "wmma.cu", kernel {} },
  solution { "no-tensor-cores.cu", "every product is an instruction of its own", expect = "too_slow on large", [=[
#include <cuda_bf16.h>

__global__ void product(const __nv_bfloat16* a, const __nv_bfloat16* b, float* c, int m, int n, int k) {
  __shared__ float ta[32][17], tb[16][32];
  int t = threadIdx.x, x = t % 32, y = t / 32, row = blockIdx.y * 32, col = blockIdx.x * 32;
  float sum[8] = {};
  for (int at = 0; at < k; at += 16) {
    for (int j = t; j < 512; j += 128) ta[j / 16][j % 16] = __bfloat162float(a[(size_t)(row + j / 16) * k + at + j % 16]);
    for (int j = t; j < 512; j += 128) tb[j / 32][j % 32] = __bfloat162float(b[(size_t)(at + j / 32) * n + col + j % 32]);
    __syncthreads();
    for (int i = 0; i < 16; ++i)
      for (int j = 0; j < 8; ++j) sum[j] += ta[y + 4 * j][i] * tb[i][x];
    __syncthreads();
  }
  for (int j = 0; j < 8; ++j) c[(size_t)(row + y + 4 * j) * n + col + x] = sum[j];
}
]=] },
  solution { "narrow-sums.cu", "the sums go through bfloat16 after every step", expect = "wrong_answer on deep",
    kernel { after = "for (int e = 0; e < sum.num_elements; ++e) sum.x[e] = __bfloat162float(__float2bfloat16(sum.x[e]));\n    __syncthreads();" } },
  solution { "one-barrier.cu", "the next step overwrites tiles that other warps still use", expect = "runtime_error on large", kernel { after = "" } },
  solution { "gathered.cu", "neighbouring threads walk down a column of a", expect = "too_slow on large",
    kernel { fill_a = "for (int j = t; j < 512; j += 128) ta[j % 32][j / 32] = a[(size_t)(row + j % 32) * k + at + j / 32];" } },
  solution { "long-steps.cu", "takes k to be a multiple of 32", expect = "runtime_error on edges", [=[
#include <cuda_bf16.h>
#include <mma.h>
using namespace nvcuda;

__global__ void product(const __nv_bfloat16* a, const __nv_bfloat16* b, float* c, int m, int n, int k) {
  int w = threadIdx.x / 32, row = blockIdx.y * 32 + w / 2 * 16, col = blockIdx.x * 32 + w % 2 * 16;
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __nv_bfloat16, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __nv_bfloat16, wmma::row_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
  wmma::fill_fragment(sum, 0.0f);
  for (int at = 0; at < k; at += 32)
    for (int half = 0; half < 32; half += 16) {
      wmma::load_matrix_sync(fa, a + (size_t)row * k + at + half, k);
      wmma::load_matrix_sync(fb, b + (size_t)(at + half) * n + col, n);
      wmma::mma_sync(sum, fa, fb, sum);
    }
  wmma::store_matrix_sync(c + (size_t)row * n + col, sum, n, wmma::mem_row_major);
}
]=] },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
