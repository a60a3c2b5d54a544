return problem "same-sum" {
  title = "A sum with the same bits every time", round = "cuda", difficulty = 3, minutes = 30, tags = "cuda, reduction, determinism",
  skills = { gpu = 0.6, numerics = 0.4 },
  statement = [[
Write the first step of a sum over an array of floats: `partial[b]` is the sum of the elements that
block `b` takes. Block `b` takes elements `b * 1024` to `b * 1024 + 1023`, as far as they exist.

It is launched with blocks of 256 threads, one for each 1024 elements. Running it again must give
the same bits, in whatever order the blocks and the warps of a block run. At most one in 32
additions may go through an atomic operation.
]],
  kernel = "partial_sums(x: in f32[n], partial: out f32[(n + 1023) / 1024], n: i32 in 1..1<<26)",
  launch = { grid = "(n + 1023) / 1024", block = 256 },
  same_bits = 4,
  example { x = {1, 2, 3, 4.5}, n = 4, returns = {10.5} },

  tensors { "edges", 8, n = {1, 2, 31, 33, 255, 257, 1023, 1025} },
  tensors { "mixed", 3, n = "2000..9000", x = uniform(-1e3, 1e3) },
  tensors { "large", 1, n = 100000, x = uniform(0, 1) },
  tensors { "shown", 1, visible = true, n = 100000, x = uniform(0, 1) },
  reference = [[
    for (int b = 0; b * 1024 < n; ++b) {
      double sum = 0;
      for (int i = b * 1024; i < n && i < b * 1024 + 1024; ++i) sum += x[i];
      partial[b] = static_cast<float>(sum);
    }
  ]],
  check = tensor { rtol = 1e-5, atol = 2e-2 },

  perf { n = 1 << 25, bytes = "4*n", pass = "60% of peak", good = "80% of peak", full = "90% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = "<= 1.05", atomics_per_element = "<= 0.03125",
    wavefronts_per_ideal = "<= 1.1", instructions_per_element = {"<= 60", "<= 25"} },

  solution { "shuffles.cu", [=[
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[8];
  int base = blockIdx.x * 1024;
  float sum = 0;
  for (int k = threadIdx.x; k < 1024; k += 256)
    if (base + k < n) sum += x[base + k];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    float total = 0;
    for (int w = 0; w < 8; ++w) total += sums[w];
    partial[blockIdx.x] = total;
  }
}
]=] },
  solution { "tree.cu", "a tree in shared memory", expect = "score >= 0.8", [=[
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[256];
  int base = blockIdx.x * 1024, t = threadIdx.x;
  float sum = 0;
  for (int k = t; k < 1024; k += 256)
    if (base + k < n) sum += x[base + k];
  sums[t] = sum;
  __syncthreads();
  for (int d = 128; d > 0; d /= 2) {
    if (t < d) sums[t] += sums[t + d];
    __syncthreads();
  }
  if (t == 0) partial[blockIdx.x] = sums[0];
}
]=] },
  solution { "atomics.cu", "warps add in the order in which they come", expect = "wrong_answer on mixed", [=[
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float total;
  if (threadIdx.x == 0) total = 0;
  __syncthreads();
  int base = blockIdx.x * 1024;
  float sum = 0;
  for (int k = threadIdx.x; k < 1024; k += 256)
    if (base + k < n) sum += x[base + k];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) atomicAdd(&total, sum);
  __syncthreads();
  if (threadIdx.x == 0) partial[blockIdx.x] = total;
}
]=] },
  solution { "no-tail.cu", "reads past the end of the last block", expect = "runtime_error on edges", [=[
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[256];
  int base = blockIdx.x * 1024, t = threadIdx.x;
  float sum = 0;
  for (int k = t; k < 1024; k += 256) sum += x[base + k];
  sums[t] = sum;
  __syncthreads();
  for (int d = 128; d > 0; d /= 2) {
    if (t < d) sums[t] += sums[t + d];
    __syncthreads();
  }
  if (t == 0) partial[blockIdx.x] = sums[0];
}
]=] },
  solution { "no-barrier.cu", "the last warp is trusted to be in step", expect = "runtime_error on large", [=[
__global__ void partial_sums(const float* x, float* partial, int n) {
  __shared__ float sums[256];
  int base = blockIdx.x * 1024, t = threadIdx.x;
  float sum = 0;
  for (int k = t; k < 1024; k += 256)
    if (base + k < n) sum += x[base + k];
  sums[t] = sum;
  __syncthreads();
  for (int d = 128; d > 16; d /= 2) {
    if (t < d) sums[t] += sums[t + d];
    __syncthreads();
  }
  if (t < 16)
    for (int d = 16; d > 0; d /= 2) sums[t] += sums[t + d];
  if (t == 0) partial[blockIdx.x] = sums[0];
}
]=] },
  solution { "one-thread.cu", "one thread of a block does all of it", expect = "too_slow on large", [=[
__global__ void partial_sums(const float* x, float* partial, int n) {
  if (threadIdx.x != 0) return;
  int base = blockIdx.x * 1024;
  float sum = 0;
  for (int i = base; i < n && i < base + 1024; ++i) sum += x[i];
  partial[blockIdx.x] = sum;
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
