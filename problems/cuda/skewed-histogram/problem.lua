return problem "skewed-histogram" {
  title = "A histogram of skewed bytes", round = "cuda", difficulty = 3, minutes = 30, tags = "cuda, atomics, shared-memory",
  skills = { gpu = 0.7, correctness = 0.3 },
  statement = [[
Write the kernel that counts bytes: add to `counts[v]` the number of `i < n` with `x[i] == v`.
`counts` is zero before the launch.

It is launched with blocks of 256 threads, one for each 4096 bytes. Most bytes are of a few values,
so atomic additions to global memory for every byte would queue up: a block counts in shared memory
and adds its 256 sums once. Neighbouring threads read neighbouring bytes.
]],
  kernel = "histogram(x: in u8[n], counts: inout u32[256], n: i32 in 1..1<<28)",
  launch = { grid = "(n + 4095) / 4096", block = 256 },
  make = function(r, row)
    local n = r:int(row.n or "1..3000")
    local x = r:tensor("u8", {n}, row.values or "0..255")
    return { x = x, counts = r:tensor("u32", {256}, "0..0"), n = n }
  end,

  tensors { "edges", 7, n = {1, 2, 31, 33, 255, 257, 4095, 4097} },
  tensors { "skewed", 3, n = "5000..20000", values = "7..8" },
  tensors { "large", 1, n = 60000, values = "0..15" },
  tensors { "shown", 1, visible = true, n = 60000, values = "0..15" },
  reference = [=[ for (int i = 0; i < n; ++i) ++counts[x[i]]; ]=],
  check = tensor { rtol = 0, atol = 0 },

  perf { n = 1 << 27, bytes = "n", pass = "25% of peak", good = "45% of peak", full = "65% of peak", uncalibrated = true },
  counters { on = "large", per = "n", sectors_per_ideal = "<= 1.2", atomics_per_element = "<= 1.2",
    bytes_per_compulsory = {"<= 2", "<= 1.2"}, instructions_per_element = {"<= 60", "<= 30"} },

  solution { "shared.cu", [=[
__global__ void histogram(const unsigned char* x, unsigned* counts, int n) {
  __shared__ unsigned own[256];
  own[threadIdx.x] = 0;
  __syncthreads();
  int from = blockIdx.x * 4096;
  for (int k = threadIdx.x; k < 4096 && from + k < n; k += 256) atomicAdd(&own[x[from + k]], 1u);
  __syncthreads();
  if (own[threadIdx.x] != 0) atomicAdd(&counts[threadIdx.x], own[threadIdx.x]);
}
]=] },
  solution { "global.cu", "every byte is an atomic addition to global memory", expect = "too_slow on large", [=[
__global__ void histogram(const unsigned char* x, unsigned* counts, int n) {
  int from = blockIdx.x * 4096;
  for (int k = threadIdx.x; k < 4096 && from + k < n; k += 256) atomicAdd(&counts[x[from + k]], 1u);
}
]=] },
  solution { "not-cleared.cu", "shared memory is not zero at the start", expect = "runtime_error on edges", [=[
__global__ void histogram(const unsigned char* x, unsigned* counts, int n) {
  __shared__ unsigned own[256];
  int from = blockIdx.x * 4096;
  for (int k = threadIdx.x; k < 4096 && from + k < n; k += 256) atomicAdd(&own[x[from + k]], 1u);
  __syncthreads();
  atomicAdd(&counts[threadIdx.x], own[threadIdx.x]);
}
]=] },
  solution { "no-atomics.cu", "two threads add to one counter", expect = "runtime_error on skewed", [=[
__global__ void histogram(const unsigned char* x, unsigned* counts, int n) {
  __shared__ unsigned own[256];
  own[threadIdx.x] = 0;
  __syncthreads();
  int from = blockIdx.x * 4096;
  for (int k = threadIdx.x; k < 4096 && from + k < n; k += 256) ++own[x[from + k]];
  __syncthreads();
  if (own[threadIdx.x] != 0) atomicAdd(&counts[threadIdx.x], own[threadIdx.x]);
}
]=] },
  solution { "last-block-wins.cu", "stores the sums of a block instead of adding them", expect = "wrong_answer on large", [=[
__global__ void histogram(const unsigned char* x, unsigned* counts, int n) {
  __shared__ unsigned own[256];
  own[threadIdx.x] = 0;
  __syncthreads();
  int from = blockIdx.x * 4096;
  for (int k = threadIdx.x; k < 4096 && from + k < n; k += 256) atomicAdd(&own[x[from + k]], 1u);
  __syncthreads();
  if (own[threadIdx.x] != 0) counts[threadIdx.x] = own[threadIdx.x];
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
