local source = [=[
__global__ void attend(const float* q, const float* k, const float* v, float* o, int n) {
  __shared__ float qs[16][64], ks[32][65], vs[32][64];
  int t = threadIdx.x, lane = t % 32, mine = t / 32 * 4, first = blockIdx.x * 16;
  for (int j = t; j < 16 * 64; j += 128) qs[j / 64][j % 64] = first + j / 64 < n ? q[(size_t)first * 64 + j] : 0;
  float most[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY}, sum[4] = {}, low[4] = {}, high[4] = {};
  for (int at = 0; at < min(first + 16, n); at += 32) {
    __syncthreads();
    for (int j = t; j < 32 * 64; j += 128) {
      bool in = at + j / 64 < n;
      ks[j / 64][j % 64] = in ? k[(size_t)at * 64 + j] : 0;
      vs[j / 64][j % 64] = in ? v[(size_t)at * 64 + j] : 0;
    }
    __syncthreads();
    for (int r = 0; r < 4; ++r) {
      float score = 0;
      for (int d = 0; d < 64; ++d) score += qs[mine + r][d] * ks[lane][d];
      score = at + lane <= first + mine + r ? score / 8 : -INFINITY;
      float top = score;
      for (int d = 16; d > 0; d /= 2) top = fmaxf(top, __shfl_xor_sync(0xffffffffu, top, d));
      top = fmaxf(top, most[r]);
      float p = __expf(score - top), scale = __expf(most[r] - top), part = p;
      for (int d = 16; d > 0; d /= 2) part += __shfl_xor_sync(0xffffffffu, part, d);
      most[r] = top;
      sum[r] = sum[r] * scale + part;
      low[r] *= scale;
      high[r] *= scale;
      for (int l = 0; l < 32; ++l) {
        float share = __shfl_sync(0xffffffffu, p, l);
        low[r] += share * vs[l][lane];
        high[r] += share * vs[l][lane + 32];
      }
    }
  }
  for (int r = 0; r < 4; ++r) {
    size_t row = first + mine + r;
    if (row >= n) break;
    o[row * 64 + lane] = low[r] / sum[r];
    o[row * 64 + lane + 32] = high[r] / sum[r];
  }
}
]=]

local function changed(from, to)
  local first, last = source:find(from, 1, true)
  return source:sub(1, first - 1) .. to .. source:sub(last + 1)
end

return problem "streamed-attention" {
  title = "Attention in one pass", round = "cuda", difficulty = 5, minutes = 60, tags = "cuda, attention, shared-memory, numerics",
  skills = { gpu = 0.7, attention = 0.5, numerics = 0.3 },
  statement = [[
Write the kernel of causal attention for one head of width 64, without ever storing the `n` by `n` scores. Row `i` of the result is the mean of the rows
`v[0]` to `v[i]`, weighted by `exp(s[j] - max s)` where `s[j] = (q[i] . k[j]) / 8`, for `j` from 0 to `i`.

It is launched with one block of 128 threads for every 16 rows of `q`. Bring tiles of `k` and `v` into shared memory, and keep for each row the largest
score so far, the sum of the weights and the weighted rows: when a larger score comes, both sums are scaled down to it. Scores may be as large as 1e3.

For example, with `n = 2` the first row of the result is `v[0]`, whatever `q` and `k` are.
]],
  kernel = "attend(q: in f32[n, 64], k: in f32[n, 64], v: in f32[n, 64], o: out f32[n, 64], n: i32 in 1..65536)",
  launch = { grid = "(n + 15) / 16", block = 128 },

  tensors { "edges", 7, n = {1, 2, 15, 17, 31, 33, 70} },
  tensors { "far", 2, n = "40..80", q = normal(0, 30), k = normal(0, 5) },
  tensors { "large", 1, n = 192 },
  tensors { "shown", 1, visible = true, n = 192 },
  reference = [[
    std::vector<double> s(n);
    for (int i = 0; i < n; ++i) {
      double most = -INFINITY, sum = 0;
      for (int j = 0; j <= i; ++j) {
        s[j] = 0;
        for (int d = 0; d < 64; ++d) s[j] += static_cast<double>(q[i * 64 + d]) * k[j * 64 + d] / 8;
        most = std::max(most, s[j]);
      }
      for (int j = 0; j <= i; ++j) sum += s[j] = std::exp(s[j] - most);
      for (int d = 0; d < 64; ++d) {
        double mean = 0;
        for (int j = 0; j <= i; ++j) mean += s[j] / sum * v[j * 64 + d];
        o[i * 64 + d] = static_cast<float>(mean);
      }
    }
  ]],
  check = tensor { rtol = 2e-3, atol = 2e-4, finite = true },

  perf { n = 4096, flops = "128*n*n", versus = "three kernels that store the scores", pass = "2x", good = "4x", full = "8x", uncalibrated = true },
  counters { on = "large", per = "n*n", sectors_per_ideal = "<= 1.1", wavefronts_per_ideal = "<= 1.2", bytes_per_compulsory = "<= 6",
    instructions_per_element = {"<= 700", "<= 450"} },

  solution { "tiles.cu", source },
  solution { "no-maximum.cu", "exp of the scores as they are: they overflow", expect = "wrong_answer on far",
    changed("top = fmaxf(top, most[r]);", "top = 0;") },
  solution { "kept-sums.cu", "the weighted rows are not scaled down when the maximum grows", expect = "wrong_answer on large",
    changed("low[r] *= scale;", "") },
  solution { "sees-next.cu", "row i also sees row i + 1", expect = "wrong_answer on edges; wrong_answer on large",
    changed("at + lane <= first + mine + r", "at + lane <= first + mine + r + 1") },
  solution { "no-tail.cu", "the last tile is read past the end", expect = "runtime_error on edges", changed("bool in = at + j / 64 < n;", "bool in = true;") },
  solution { "one-barrier.cu", "the next tile overwrites the one that others still use", expect = "runtime_error on large",
    changed("at += 32) {\n    __syncthreads();", "at += 32) {") },
  solution { "in-step.cu", "every lane reads another row of a tile of 64 columns", expect = "too_slow on large", changed("ks[32][65]", "ks[32][64]") },
  solution { "no-tiles.cu", "a thread for each row, which reads all keys and values itself", expect = "too_slow on large", [=[
__global__ void attend(const float* q, const float* k, const float* v, float* o, int n) {
  int i = blockIdx.x * 16 + threadIdx.x;
  if (threadIdx.x >= 16 || i >= n) return;
  float most = -INFINITY, sum = 0, row[64] = {};
  for (int j = 0; j <= i; ++j) {
    float score = 0;
    for (int d = 0; d < 64; ++d) score += q[i * 64 + d] * k[j * 64 + d];
    float top = fmaxf(most, score / 8), p = __expf(score / 8 - top), scale = __expf(most - top);
    most = top;
    sum = sum * scale + p;
    for (int d = 0; d < 64; ++d) row[d] = row[d] * scale + p * v[j * 64 + d];
  }
  for (int d = 0; d < 64; ++d) o[i * 64 + d] = row[d] / sum;
}
]=] },

  sources = { "Original. The method is the online softmax of Milakov and Gimelshein (2018), as FlashAttention uses it." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
