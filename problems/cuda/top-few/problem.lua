local source = [=[
__device__ unsigned ordered(float v) {
  unsigned bits = __float_as_uint(v);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

__global__ void top(const float* x, float* values, int* indices, int rows, int n, int k) {
  __shared__ unsigned count[256], prefix, want, found, ties[8];
  __shared__ unsigned best[64];
  __shared__ int at[64];
  int t = threadIdx.x, lane = t % 32, warp = t / 32;
  const float* row = x + (size_t)blockIdx.x * n;
  if (t == 0) {
    prefix = found = 0;
    want = k;
  }
  for (int shift = 24; shift >= 0; shift -= 8) {
    count[t] = 0;
    __syncthreads();
    for (int i = t; i < n; i += 256) {
      unsigned bits = ordered(row[i]);
      if (shift == 24 || (bits ^ prefix) >> shift >> 8 == 0) atomicAdd(&count[bits >> shift & 255], 1);
    }
    __syncthreads();
    if (t == 0) {
      int bin = 255;
      for (; count[bin] < want; --bin) want -= count[bin];
      prefix |= (unsigned)bin << shift;
    }
    __syncthreads();
  }
  unsigned least = prefix, equal = want, before = 0;
  for (int base = 0; base < n; base += 256) {
    unsigned bits = base + t < n ? ordered(row[base + t]) : 0;
    if (bits > least) {
      unsigned slot = atomicAdd(&found, 1);
      best[slot] = bits;
      at[slot] = base + t;
    }
    bool tie = base + t < n && bits == least;
    unsigned votes = __ballot_sync(0xffffffffu, tie);
    if (__syncthreads_or(votes) == 0) continue;
    if (lane == 0) ties[warp] = __popc(votes);
    __syncthreads();
    unsigned place = before + __popc(votes & ((1u << lane) - 1));
    for (int w = 0; w < 8; ++w) {
      if (w < warp) place += ties[w];
      before += ties[w];
    }
    if (tie && place < equal) {
      best[k - equal + place] = bits;
      at[k - equal + place] = base + t;
    }
  }
  __syncthreads();
  if (t >= k) return;
  int rank = 0;
  for (int j = 0; j < k; ++j) rank += best[j] > best[t] || (best[j] == best[t] && at[j] < at[t]);
  values[(size_t)blockIdx.x * k + rank] = row[at[t]];
  indices[(size_t)blockIdx.x * k + rank] = at[t];
}
]=]

local function changed(...)
  local pairs_of, text = {...}, source
  for k = 1, #pairs_of, 2 do
    local first, last = text:find(pairs_of[k], 1, true)
    text = text:sub(1, first - 1) .. pairs_of[k + 1] .. text:sub(last + 1)
  end
  return text
end

return problem "top-few" {
  title = "The largest few of many scores", round = "cuda", difficulty = 4, minutes = 50, tags = "cuda, selection, atomics",
  skills = { gpu = 0.7, algorithms = 0.4 },
  statement = [[
A sampler keeps only the `k` largest of the `n` scores in each row. Write the kernel that finds them: `values[r]` are the `k` largest elements of `x[r]`,
the largest first, and `indices[r]` are their places in the row, from 0. Of equal elements the one with the smaller index comes first, and is kept first.
The answer must not depend on the order in which blocks and warps run.

It is launched with one block of 256 threads for each row. `k` is at most 64 and at most `n`; there are no NaNs. Read each row at most six times: the
bits of a float, a little changed, are in the order of the floats.
]],
  kernel = "top(x: in f32[rows, n], values: out f32[rows, k], indices: out i32[rows, k], rows: i32 in 1..65535, n: i32 in 64..1048576, k: i32 in 1..64)",
  launch = { grid = "rows", block = 256 },

  tensors { "edges", 6, rows = {1, 3}, n = {64, 65, 255, 257, 700}, k = {1, 2, 50, 64} },
  tensors { "ties", 3, rows = 2, n = "300..900", k = {7, 50}, x = {-1, 0.5, 2, 3} },
  tensors { "below zero", 2, rows = 2, n = "100..500", k = 20, x = uniform(-9, -1) },
  tensors { "large", 1, rows = 4, n = 8192, k = 50, x = normal(0, 3) },
  tensors { "shown", 1, visible = true, rows = 4, n = 8192, k = 50, x = normal(0, 3) },
  reference = [=[
    std::vector<int> order(n);
    for (int r = 0; r < rows; ++r) {
      const float* row = x + static_cast<std::size_t>(r) * n;
      for (int i = 0; i < n; ++i) order[i] = i;
      std::stable_sort(order.begin(), order.end(), [row](int i, int j) { return row[i] > row[j]; });
      for (int j = 0; j < k; ++j) {
        values[r * k + j] = row[order[j]];
        indices[r * k + j] = order[j];
      }
    }
  ]=],
  check = tensor { rtol = 0, atol = 0 },

  perf { rows = 64, n = 131072, k = 50, bytes = "4*rows*n", pass = "20% of peak", good = "35% of peak", full = "55% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = "<= 1.1", bytes_per_compulsory = "<= 6.2", instructions_per_element = {"<= 300", "<= 150"} },

  solution { "digits.cu", "eight bits of the threshold at a time", source },
  solution { "one-by-one.cu", "looks for the largest k times", expect = "too_slow on large", [=[
__global__ void top(const float* x, float* values, int* indices, int rows, int n, int k) {
  __shared__ float vs[8];
  __shared__ int is[8];
  const float* row = x + (size_t)blockIdx.x * n;
  float last = INFINITY;
  int last_at = -1;
  for (int j = 0; j < k; ++j) {
    float v = -INFINITY;
    int at = n;
    for (int i = threadIdx.x; i < n; i += 256) {
      float w = row[i];
      bool left = w < last || (w == last && i > last_at);
      if (left && (w > v || (w == v && i < at))) {
        v = w;
        at = i;
      }
    }
    for (int d = 16; d > 0; d /= 2) {
      float w = __shfl_xor_sync(0xffffffffu, v, d);
      int i = __shfl_xor_sync(0xffffffffu, at, d);
      if (w > v || (w == v && i < at)) {
        v = w;
        at = i;
      }
    }
    if (threadIdx.x % 32 == 0) {
      vs[threadIdx.x / 32] = v;
      is[threadIdx.x / 32] = at;
    }
    __syncthreads();
    for (int w = 0; w < 8; ++w)
      if (vs[w] > v || (vs[w] == v && is[w] < at)) {
        v = vs[w];
        at = is[w];
      }
    last = v;
    last_at = at;
    if (threadIdx.x == 0) {
      values[(size_t)blockIdx.x * k + j] = v;
      indices[(size_t)blockIdx.x * k + j] = at;
    }
    __syncthreads();
  }
}
]=] },
  solution { "raw-bits.cu", "compares the bits of floats as they are", expect = "wrong_answer on below zero",
    changed("return bits & 0x80000000u ? ~bits : bits | 0x80000000u;", "return bits;") },
  solution { "first-come.cu", "keeps equal elements in the order in which warps come", expect = "wrong_answer on ties",
    changed("want, found,", "want, found, came,", "prefix = found = 0;", "prefix = found = came = 0;",
      "if (w < warp) place += ties[w];", "place = 0;", "if (tie && place < equal) {", "place = tie ? atomicAdd(&came, 1) : 0;\n    if (tie && place < equal) {") },
  solution { "equal-ranks.cu", "gives equal elements one rank", expect = "wrong_answer on ties",
    changed(" || (best[j] == best[t] && at[j] < at[t])", "") },
  solution { "no-barrier.cu", "reads the ties of other warps before they are counted", expect = "runtime_error on ties",
    changed("ties[warp] = __popc(votes);\n    __syncthreads();", "ties[warp] = __popc(votes);") },
  solution { "in-slices.cu", "each thread counts a slice of its own", expect = "too_slow on large",
    changed("for (int i = t; i < n; i += 256) {", "for (int i = t * ((n + 255) / 256), e = min(n, i + (n + 255) / 256); i < e; ++i) {") },

  sources = { "Original. Selection by digits is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
