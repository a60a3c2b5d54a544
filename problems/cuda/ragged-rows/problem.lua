local source = [=[
__global__ void product(const float* x, const float* w, const int* ends, float* y, int rows, int depth, int cols, int groups) {
  __shared__ float tile[32][33];
  int lane = threadIdx.x, warp = threadIdx.y, col = blockIdx.x * 32 + lane;
  int end = ends[blockIdx.y], begin = blockIdx.y == 0 ? 0 : ends[blockIdx.y - 1];
  for (int first = begin; first < end; first += 32) {
    float sum[8] = {};
    for (int at = 0; at < depth; at += 32) {
      for (int j = warp; j < 32; j += 4) tile[j][lane] = at + j < depth && col < cols ? w[(size_t)(at + j) * cols + col] : 0;
      __syncthreads();
      for (int r = 0; r < 8; ++r) {
        int row = first + warp + 4 * r;
        if (row >= end) break;
        float mine = at + lane < depth ? x[(size_t)row * depth + at + lane] : 0;
        for (int i = 0; i < 32; ++i) sum[r] += __shfl_sync(0xffffffffu, mine, i) * tile[i][lane];
      }
      __syncthreads();
    }
    for (int r = 0; r < 8; ++r) {
      int row = first + warp + 4 * r;
      if (row < end && col < cols) y[(size_t)row * cols + col] = sum[r];
    }
  }
}
]=]

local function changed(from, to)
  local first, last = source:find(from, 1, true)
  return source:sub(1, first - 1) .. to .. source:sub(last + 1)
end

-- The rows of x by what is in them.
local function twins(x, rows, depth)
  local first, of = {}, {}
  for r = 1, rows do
    local row = {}
    for c = 1, depth do row[c] = x:at(r, c) end
    local key = table.concat(row, " ")
    first[key] = first[key] or r
    of[r] = first[key]
  end
  return of
end

return problem "ragged-rows" {
  title = "The same row, whatever its company", round = "cuda", difficulty = 4, minutes = 45, tags = "cuda, gemm, determinism",
  skills = { gpu = 0.6, numerics = 0.5 },
  statement = [[
A server answers requests in batches of whatever comes in. Somebody asked the same thing twice and got two answers: how a product was added up depended on
the size of the batch.

Write the kernel that multiplies every row of `x` with the matrix `w`: `y = x * w`. Batch `g` is the rows from `ends[g - 1]`
(0 for the first batch) to `ends[g] - 1`, 1 to 64 of them. **Rows of `x` that are equal must give rows of `y` with the same bits**, in batches of any size and at any place in them.

It is launched with blocks of 32 x 4 threads; `blockIdx.y` is a batch, `blockIdx.x` counts 32 columns of `w` each. Read `w` once for up to 32 rows of a
batch.

For example, a row that is a batch of its own and also the last one of a batch of 64 has the same result twice.
]],
  kernel = "product(x: in f32[rows, depth], w: in f32[depth, cols], ends: in i32[groups] in 1..rows, y: out f32[rows, cols], rows: i32 in 1..4096, depth: i32 in 1..16384, cols: i32 in 1..16384, groups: i32 in 1..4096)",
  launch = { grid = {"(cols + 31) / 32", "groups"}, block = {32, 4} },

  tensors { "edges", 6, sizes = {1, 2, 5}, groups = {1, 2}, depth = {1, 31, 33, 65}, cols = {1, 31, 33} },
  tensors { "company", 3, sizes = {1, 3, 4, 7, 33}, groups = 5, depth = "100..140", cols = 32 },
  tensors { "large", 1, sizes = {1, 32, 64}, groups = 3, each = true, depth = 160, cols = 128 },
  tensors { "shown", 1, visible = true, sizes = {1, 32, 64}, groups = 3, each = true, depth = 160, cols = 128 },
  make = function(r, row)
    local groups, depth, cols, ends, rows = r:int(row.groups), r:int(row.depth), r:int(row.cols), {}, 0
    for g = 1, groups do
      rows = rows + (row.each and row.sizes[g] or r:pick(row.sizes))
      ends[g] = rows
    end
    local known, x = {}, {}
    for k = 1, 4 do
      known[k] = {}
      for c = 1, depth do known[k][c] = r:int(-4000, 4000) / 1024 end
    end
    for k = 1, rows do x[k] = known[r:int(1, 4)] end
    return { x = x, w = r:tensor("f32", {depth, cols}, normal(0, 1)), ends = ends, rows = rows, depth = depth, cols = cols, groups = groups }
  end,
  reference = [[
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < cols; ++c) {
        double sum = 0;
        for (int i = 0; i < depth; ++i) sum += static_cast<double>(x[static_cast<std::size_t>(r) * depth + i]) * w[static_cast<std::size_t>(i) * cols + c];
        y[static_cast<std::size_t>(r) * cols + c] = static_cast<float>(sum);
      }
  ]],
  check = function(a, out, want)
    if #out ~= #want then return false, "y has another shape" end
    for k = 1, #want do
      if not (math.abs(out[k] - want[k]) <= 1e-3 + 1e-4 * math.abs(want[k])) then return false, "an element of y is not the product" end
    end
    local first = twins(a.x, a.rows, a.depth)
    for r = 1, a.rows do
      for c = 1, a.cols do
        if out:at(r, c) ~= out:at(first[r], c) then return false, "equal rows of x gave rows of y with different bits" end
      end
    end
    return true
  end,

  perf { rows = 2048, depth = 4096, cols = 4096, groups = 64, flops = "2*rows*depth*cols", versus = "a product that may depend on the batch", pass = "30%", good = "50%", full = "70%", uncalibrated = true },
  counters { on = "large", per = "rows*depth*cols", sectors_per_ideal = "<= 1.1", wavefronts_per_ideal = "<= 1.1", bytes_per_compulsory = "<= 4.5",
    instructions_per_element = {"<= 12", "<= 7.5"} },

  solution { "in-order.cu", "every element is added up in the order of the depth", source },
  solution { "split-when-few.cu", "a batch that has too few rows for its warps shares out the depth", expect = "wrong_answer on company", [=[
__global__ void product(const float* x, const float* w, const int* ends, float* y, int rows, int depth, int cols, int groups) {
  __shared__ float part[4][32];
  int lane = threadIdx.x, warp = threadIdx.y, col = blockIdx.x * 32 + lane, first = blockIdx.y == 0 ? 0 : ends[blockIdx.y - 1], end = ends[blockIdx.y];
  if (end - first >= 4) {
    for (int row = first + warp; row < end; row += 4) {
      float sum = 0;
      for (int i = 0; i < depth; ++i) sum += x[(size_t)row * depth + i] * (col < cols ? w[(size_t)i * cols + col] : 0);
      if (col < cols) y[(size_t)row * cols + col] = sum;
    }
    return;
  }
  for (int row = first; row < end; ++row) {
    float sum = 0;
    for (int i = warp; i < depth; i += 4) sum += x[(size_t)row * depth + i] * (col < cols ? w[(size_t)i * cols + col] : 0);
    part[warp][lane] = sum;
    __syncthreads();
    if (warp == 0 && col < cols) y[(size_t)row * cols + col] = part[0][lane] + part[1][lane] + part[2][lane] + part[3][lane];
    __syncthreads();
  }
}
]=] },
  solution { "turned.cu", "each row of a batch begins at another place of the depth, so that warps spread out", expect = "wrong_answer on company",
    changed("sum[r] += __shfl_sync(0xffffffffu, mine, i) * tile[i][lane];",
      "sum[r] += __shfl_sync(0xffffffffu, mine, (i + row) % 32) * tile[(i + row) % 32][lane];") },
  solution { "row-by-row.cu", "reads all of w again for every row", expect = "too_slow on large", [=[
__global__ void product(const float* x, const float* w, const int* ends, float* y, int rows, int depth, int cols, int groups) {
  int col = blockIdx.x * 32 + threadIdx.x, end = ends[blockIdx.y], begin = blockIdx.y == 0 ? 0 : ends[blockIdx.y - 1];
  if (col >= cols) return;
  for (int row = begin + threadIdx.y; row < end; row += 4) {
    float sum = 0;
    for (int i = 0; i < depth; ++i) sum += x[(size_t)row * depth + i] * w[(size_t)i * cols + col];
    y[(size_t)row * cols + col] = sum;
  }
}
]=] },
  solution { "one-barrier.cu", "the next tile overwrites the one that others still use", expect = "runtime_error on large",
    changed("      }\n      __syncthreads();", "      }") },
  solution { "no-tail.cu", "reads past the last column", expect = "runtime_error on edges", changed("at + j < depth && col < cols ?", "at + j < depth ?") },
  solution { "half-sums.cu", "adds up in 16 bits", expect = "wrong_answer on company",
    "#include <cuda_fp16.h>\n" .. changed("sum[r] += __shfl_sync(0xffffffffu, mine, i) * tile[i][lane];",
      "sum[r] = __half2float(__float2half(sum[r] + __shfl_sync(0xffffffffu, mine, i) * tile[i][lane]));") },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
