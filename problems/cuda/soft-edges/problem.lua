local source = [=[
__global__ void smooth(const float* x, float* y, int rows, int cols) {
  __shared__ float tile[34][34];
  int top = blockIdx.y * 32 - 1, left = blockIdx.x * 32 - 1;
  for (int k = threadIdx.y; k < 34; k += 8) {
    int r = min(max(top + k, 0), rows - 1), c = min(left + 1 + (int)threadIdx.x, cols - 1);
    tile[k][threadIdx.x + 1] = x[(size_t)r * cols + c];
  }
  int edge = threadIdx.y * 32 + threadIdx.x;
  if (edge < 64) {
    int k = edge % 32 + 1, r = min(top + k, rows - 1), c = edge < 32 ? max(left, 0) : min(left + 33, cols - 1);
    tile[k][edge < 32 ? 0 : 33] = x[(size_t)r * cols + c];
  }
  __syncthreads();
  for (int k = threadIdx.y + 1; k < 33; k += 8) {
    int r = top + k, c = left + 1 + threadIdx.x, j = threadIdx.x + 1;
    if (r >= rows || c >= cols) continue;
    float around = tile[k - 1][j] + tile[k + 1][j] + tile[k][j - 1] + tile[k][j + 1];
    y[(size_t)r * cols + c] = tile[k][j] / 2 + around / 8;
  }
}
]=]

local function changed(from, to)
  local first, last = source:find(from, 1, true)
  return source:sub(1, first - 1) .. to .. source:sub(last + 1)
end

return problem "soft-edges" {
  title = "Mend a stencil, then make it fast", round = "cuda", difficulty = 3, minutes = 40, tags = "cuda, stencil, races, coalescing",
  skills = { gpu = 0.8, debugging = 0.4 },
  statement = [[
You start from a kernel that smooths an image: each element becomes half of itself and an eighth of each of its four neighbours. Outside of the image an
element is as the nearest one on its edge. The kernel has a race, and its threads walk through memory the wrong way.

First make it right: the same bits in whatever order the warps run. Then make it fast. Full points are for at most 1.4 times the bytes of reading and writing
every element once; the given kernel moves more than ten times as many.

It is launched with blocks of 32 x 8 threads, one for each tile of 32 x 32 elements; `blockIdx.x` counts tiles along the columns.
]],
  kernel = "smooth(x: in f32[rows, cols], y: out f32[rows, cols], rows: i32 in 1..65536, cols: i32 in 1..65536)",
  launch = { grid = {"(cols + 31) / 32", "(rows + 31) / 32"}, block = {32, 8} },
  scaffold = "scaffold.cu",

  example { x = {{8, 0, 0}}, rows = 1, cols = 3, returns = {{7, 1, 0}} },
  tensors { "edges", 9, points = 60, rows = {1, 2, 31, 33, 64}, cols = {1, 2, 32, 33, 65} },
  tensors { "large", 1, points = 40, rows = 192, cols = 256 },
  tensors { "shown", 1, visible = true, rows = 192, cols = 256 },
  reference = [[
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < cols; ++c) {
        const auto at = [=](int i, int j) {
          return static_cast<double>(x[static_cast<std::size_t>(std::clamp(i, 0, rows - 1)) * cols + std::clamp(j, 0, cols - 1)]);
        };
        const double around = at(r - 1, c) + at(r + 1, c) + at(r, c - 1) + at(r, c + 1);
        y[static_cast<std::size_t>(r) * cols + c] = static_cast<float>(at(r, c) / 2 + around / 8);
      }
  ]],
  check = tensor { rtol = 1e-5, atol = 1e-6 },

  perf { rows = 8192, cols = 8192, bytes = "8*rows*cols", versus = "the given kernel", pass = "1.5x", good = "3x", full = "6x", uncalibrated = true },
  counters { on = "large", bytes_per_compulsory = {"<= 3.5", "<= 1.4"}, wavefronts_per_ideal = "<= 1.2", instructions_per_element = {"<= 100", "<= 70"} },

  solution { "rim.cu", "a tile with a rim around it", source },
  solution { "no-tile.cu", "reads its neighbours from global memory", expect = "score >= 0.6; score <= 0.9", [=[
__global__ void smooth(const float* x, float* y, int rows, int cols) {
  int c = blockIdx.x * 32 + threadIdx.x;
  if (c >= cols) return;
  for (int k = threadIdx.y; k < 32; k += 8) {
    int r = blockIdx.y * 32 + k;
    if (r >= rows) return;
    const float* here = x + (size_t)r * cols + c;
    float around = here[r > 0 ? -cols : 0] + here[r < rows - 1 ? cols : 0] + here[c > 0 ? -1 : 0] + here[c < cols - 1 ? 1 : 0];
    y[(size_t)r * cols + c] = *here / 2 + around / 8;
  }
}
]=] },
  solution { "given.cu", file = "scaffold.cu", expect = "runtime_error on large", "What a candidate starts from." },
  solution { "only-mended.cu", "the barrier, and nothing else", expect = "too_slow on large", [=[
__global__ void smooth(const float* x, float* y, int rows, int cols) {
  __shared__ float tile[32][32];
  for (int k = threadIdx.y; k < 32; k += 8) {
    int r = blockIdx.y * 32 + threadIdx.x, c = blockIdx.x * 32 + k;
    if (r < rows && c < cols) tile[threadIdx.x][k] = x[(size_t)r * cols + c];
  }
  __syncthreads();
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
]=] },
  solution { "no-barrier.cu", "fast, and still a race", expect = "runtime_error on large", changed("  __syncthreads();\n", "") },
  solution { "dark-rim.cu", "takes what is outside to be 0", expect = "wrong_answer on edges",
    changed("tile[k][edge < 32 ? 0 : 33] = x[(size_t)r * cols + c];",
      "tile[k][edge < 32 ? 0 : 33] = (edge < 32 ? left >= 0 : left + 33 < cols) ? x[(size_t)r * cols + c] : 0;") },
  solution { "no-tail.cu", "reads past the last row", expect = "runtime_error on edges", changed("r = min(max(top + k, 0), rows - 1), c", "r = max(top + k, 0), c") },

  sources = { "Original." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
