local source = [=[
__global__ void decode(const float* q, const float* keys, const float* values, const int* table, const int* lengths,
                       float* o, int seqs, int pages, int width) {
  __shared__ float ks[32][65], vs[32][64];
  int t = threadIdx.x, lane = t % 32, head = t / 32, seq = blockIdx.x, length = lengths[seq];
  size_t at_q = ((size_t)seq * 4 + head) * 64;
  float q_low = q[at_q + lane], q_high = q[at_q + lane + 32];
  float most = -INFINITY, sum = 0, low = 0, high = 0;
  for (int at = 0; at < length; at += 32) {
    __syncthreads();
    for (int j = t; j < 32 * 64; j += 128) {
      int token = at + j / 64;
      bool in = token < length;
      size_t from = in ? ((size_t)table[seq * width + token / 16] * 16 + token % 16) * 64 + j % 64 : 0;
      ks[j / 64][j % 64] = in ? keys[from] : 0;
      vs[j / 64][j % 64] = in ? values[from] : 0;
    }
    __syncthreads();
    float score = 0;
    for (int d = 0; d < 32; ++d) {
      score += __shfl_sync(0xffffffffu, q_low, d) * ks[lane][d];
      score += __shfl_sync(0xffffffffu, q_high, d) * ks[lane][d + 32];
    }
    score = at + lane < length ? score / 8 : -INFINITY;
    float top = score;
    for (int d = 16; d > 0; d /= 2) top = fmaxf(top, __shfl_xor_sync(0xffffffffu, top, d));
    top = fmaxf(top, most);
    float p = __expf(score - top), scale = __expf(most - top), part = p;
    for (int d = 16; d > 0; d /= 2) part += __shfl_xor_sync(0xffffffffu, part, d);
    most = top;
    sum = sum * scale + part;
    low *= scale;
    high *= scale;
    for (int l = 0; l < 32; ++l) {
      float share = __shfl_sync(0xffffffffu, p, l);
      low += share * vs[l][lane];
      high += share * vs[l][lane + 32];
    }
  }
  o[at_q + lane] = low / sum;
  o[at_q + lane + 32] = high / sum;
}
]=]

local function changed(from, to)
  local first, last = source:find(from, 1, true)
  return source:sub(1, first - 1) .. to .. source:sub(last + 1)
end

return problem "paged-decode" {
  title = "The next token from a paged cache", round = "cuda", difficulty = 5, minutes = 60, tags = "cuda, attention, kv-cache, indirection",
  skills = { gpu = 0.7, attention = 0.4 },
  statement = [[
A server keeps the keys and values of its conversations in pages of 16 tokens. Token `j` of sequence `s` lies in page `table[s][j / 16]`, at place `j % 16`
of it; `keys` and `values` are the pages. Sequence `s` has `lengths[s]` tokens, at least one. What a page holds beyond them is left over from others, and
entries of `table` beyond them are -1.

Write the kernel that attends to all of them with the newest token's 4 queries. For each sequence and each of its 4 heads: `o[s][h]` is the mean of its
values, weighted by `exp(x[j] - max x)` where `x[j] = (q[s][h] . keys of token j) / 8`. The heads share keys and values.

It is launched with one block of 128 threads for each sequence. Read every page that is needed once.

For example, a sequence of one token gives the values of that token for every head.
]],
  kernel = "decode(q: in f32[seqs, 4, 64], keys: in f32[pages, 16, 64], values: in f32[pages, 16, 64], table: in i32[seqs, width] in -1..pages-1, lengths: in i32[seqs] in 1..16*width, o: out f32[seqs, 4, 64], seqs: i32 in 1..4096, pages: i32 in 1..65536, width: i32 in 1..4096)",
  launch = { grid = "seqs", block = 128 },

  tensors { "edges", 6, seqs = {1, 3}, lengths = {1, 15, 16, 17, 31, 33, 48} },
  tensors { "mixed", 2, seqs = "3..5", lengths = "1..150" },
  tensors { "large", 1, seqs = 6, lengths = "200..256" },
  tensors { "shown", 1, visible = true, seqs = 6, lengths = "200..256" },
  make = function(r, row)
    local seqs, lengths, longest, used = r:int(row.seqs), {}, 1, 0
    for s = 1, seqs do
      lengths[s] = r:int(row.lengths)
      longest = math.max(longest, lengths[s])
      used = used + (lengths[s] + 15) // 16
    end
    local width, free, table = (longest + 15) // 16, r:permutation(used + 2), {}
    for s = 1, seqs do
      table[s] = {}
      for p = 1, width do
        table[s][p] = -1
        if (p - 1) * 16 < lengths[s] then
          table[s][p] = free[used] - 1
          used = used - 1
        end
      end
    end
    return { q = r:tensor("f32", {seqs, 4, 64}, normal(0, 2)), keys = r:tensor("f32", {#free, 16, 64}, normal(0, 1)),
      values = r:tensor("f32", {#free, 16, 64}, normal(0, 1)), table = table, lengths = lengths, seqs = seqs, pages = #free, width = width }
  end,
  reference = [[
    for (int s = 0; s < seqs; ++s)
      for (int h = 0; h < 4; ++h) {
        const float* query = q + (s * 4 + h) * 64;
        std::vector<double> x(lengths[s]), mean(64);
        double most = -INFINITY, sum = 0;
        for (int j = 0; j < lengths[s]; ++j) {
          const float* key = keys + (table[s * width + j / 16] * 16 + j % 16) * 64;
          for (int d = 0; d < 64; ++d) x[j] += static_cast<double>(query[d]) * key[d] / 8;
          most = std::max(most, x[j]);
        }
        for (int j = 0; j < lengths[s]; ++j) {
          const float* value = values + (table[s * width + j / 16] * 16 + j % 16) * 64;
          const double weight = std::exp(x[j] - most);
          sum += weight;
          for (int d = 0; d < 64; ++d) mean[d] += weight * value[d];
        }
        for (int d = 0; d < 64; ++d) o[(s * 4 + h) * 64 + d] = static_cast<float>(mean[d] / sum);
      }
  ]],
  check = tensor { rtol = 2e-3, atol = 2e-4, finite = true },

  perf { seqs = 64, pages = 16384, width = 256, bytes = "8192*seqs*width", pass = "35% of peak", good = "55% of peak", full = "75% of peak", uncalibrated = true },
  counters { on = "large", per = "seqs*width*1024", sectors_per_ideal = "<= 1.1", wavefronts_per_ideal = "<= 1.2", bytes_per_compulsory = "<= 1.4",
    instructions_per_element = {"<= 150", "<= 95"} },

  solution { "pages.cu", source },
  solution { "in-order.cu", "takes the pages as they lie, not as the table says", expect = "wrong_answer on mixed",
    changed("(size_t)table[seq * width + token / 16]", "(size_t)(token / 16)") },
  solution { "whole-pages.cu", "also counts what the last page holds beyond the length", expect = "wrong_answer on mixed",
    (changed("length = lengths[seq];", "length = (lengths[seq] + 15) / 16 * 16;")) },
  solution { "no-tail.cu", "looks up pages that the sequence does not have", expect = "runtime_error on edges",
    changed("bool in = token < length;", "bool in = token / 16 < width;") },
  solution { "kept-sums.cu", "the weighted values are not scaled down when the maximum grows", expect = "wrong_answer on large",
    changed("low *= scale;", "") },
  solution { "one-barrier.cu", "the next tokens overwrite those that other heads still use", expect = "runtime_error on large",
    changed("at += 32) {\n    __syncthreads();", "at += 32) {") },
  solution { "every-head.cu", "each head reads all pages for itself", expect = "too_slow on large", [=[
__global__ void decode(const float* q, const float* keys, const float* values, const int* table, const int* lengths,
                       float* o, int seqs, int pages, int width) {
  int lane = threadIdx.x % 32, seq = blockIdx.x, length = lengths[seq];
  size_t at_q = ((size_t)seq * 4 + threadIdx.x / 32) * 64;
  float q_low = q[at_q + lane], q_high = q[at_q + lane + 32], most = -INFINITY, sum = 0, low = 0, high = 0;
  for (int token = 0; token < length; ++token) {
    size_t from = ((size_t)table[seq * width + token / 16] * 16 + token % 16) * 64 + lane;
    float score = (q_low * keys[from] + q_high * keys[from + 32]) / 8;
    for (int d = 16; d > 0; d /= 2) score += __shfl_xor_sync(0xffffffffu, score, d);
    float top = fmaxf(most, score), p = __expf(score - top), scale = __expf(most - top);
    most = top;
    sum = sum * scale + p;
    low = low * scale + p * values[from];
    high = high * scale + p * values[from + 32];
  }
  o[at_q + lane] = low / sum;
  o[at_q + lane + 32] = high / sum;
}
]=] },

  sources = { "Original. Pages of a key and value cache are those of vLLM (Kwon and others, 2023)." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
