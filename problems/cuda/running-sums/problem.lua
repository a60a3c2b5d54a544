return problem "running-sums" {
  title = "Running sums over many blocks", round = "cuda", difficulty = 4, minutes = 45, tags = "cuda, scan, host-code",
  skills = { gpu = 0.7, correctness = 0.3 },
  statement = [[
Write `running_sums`, a host function that computes `y[i] = x[0] + ... + x[i]` for all `i < n`.

You own the launches and whatever device memory you need beside the arrays; free what you allocate.
`x` and `y` are device pointers that host code may not look at. Values are whole numbers, so the
order of additions makes no difference. Work in proportion to `n`: at most 6 launches for a million
elements, and each array crosses global memory at most a few times.
]],
  kernel = "running_sums(x: in i32[n], y: out i32[n], n: i32 in 1..1<<20)",
  form = "solve",
  example { x = {3, 1, 4, 1, 5}, n = 5, returns = {3, 4, 8, 9, 14} },

  tensors { "edges", 8, n = {1, 2, 31, 33, 255, 257, 1023, 1025}, x = uniform(-9, 9) },
  tensors { "middle", 2, n = "3000..9000", x = uniform(-9, 9) },
  tensors { "large", 1, n = 300000, x = uniform(-9, 9) },
  tensors { "shown", 1, visible = true, n = 300000, x = uniform(-9, 9) },
  reference = [[
    long long sum = 0;
    for (int i = 0; i < n; ++i) y[i] = static_cast<int>(sum += x[i]);
  ]],
  check = tensor { rtol = 0, atol = 0 },

  perf { n = 1 << 20, bytes = "8*n", pass = "35% of peak", good = "55% of peak", full = "75% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = "<= 1.1", bytes_per_compulsory = {"<= 4", "<= 2.5"}, launches = "<= 6" },

  solution { "three-launches.cu", [=[
__global__ void sum_blocks(const int* x, int* sums, int n) {
  __shared__ int part[8];
  int i = blockIdx.x * 1024 + threadIdx.x, sum = 0;
  for (int k = 0; k < 1024; k += 256)
    if (i + k < n) sum += x[i + k];
  for (int d = 16; d > 0; d /= 2) sum += __shfl_down_sync(0xffffffffu, sum, d);
  if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int w = 1; w < 8; ++w) sum += part[w];
    sums[blockIdx.x] = sum;
  }
}

// Inclusive, of one value a thread of 256.
__device__ int scan_block(int value) {
  __shared__ int part[8];
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  for (int d = 1; d < 32; d *= 2) {
    int other = __shfl_up_sync(0xffffffffu, value, d);
    if (lane >= d) value += other;
  }
  __syncthreads();
  if (lane == 31) part[warp] = value;
  __syncthreads();
  for (int w = 0; w < warp; ++w) value += part[w];
  return value;
}

__global__ void scan_sums(int* sums, int blocks) {
  int before = 0;
  __shared__ int total;
  for (int at = 0; at < blocks; at += 256) {
    int i = at + threadIdx.x, own = i < blocks ? sums[i] : 0;
    int value = scan_block(own);
    if (i < blocks) sums[i] = before + value - own;
    if (threadIdx.x == 255) total = value;
    __syncthreads();
    before += total;
    __syncthreads();
  }
}

__global__ void scan_blocks(const int* x, const int* sums, int* y, int n) {
  __shared__ int total;
  int before = sums[blockIdx.x];
  for (int k = 0; k < 1024; k += 256) {
    int i = blockIdx.x * 1024 + k + threadIdx.x;
    int value = scan_block(i < n ? x[i] : 0);
    if (i < n) y[i] = before + value;
    if (threadIdx.x == 255) total = value;
    __syncthreads();
    before += total;
    __syncthreads();
  }
}

extern "C" void running_sums(const int* x, int* y, int n) {
  int blocks = (n + 1023) / 1024;
  int* sums = nullptr;
  cudaMalloc(&sums, blocks * sizeof(int));
  sum_blocks<<<blocks, 256>>>(x, sums, n);
  scan_sums<<<1, 256>>>(sums, blocks);
  scan_blocks<<<blocks, 256>>>(x, sums, y, n);
  cudaDeviceSynchronize();
  cudaFree(sums);
}
]=] },
  solution { "doubling.cu", "adds what stands 1, 2, 4, ... places before: n log n work, a launch each", expect = "too_slow on large", [=[
__global__ void add(const int* from, int* to, int d, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) to[i] = from[i] + (i >= d ? from[i - d] : 0);
}

extern "C" void running_sums(const int* x, int* y, int n) {
  int* other = nullptr;
  cudaMalloc(&other, n * sizeof(int));
  cudaMemcpy(y, x, n * sizeof(int), cudaMemcpyDeviceToDevice);
  int* from = y;
  int* to = other;
  for (int d = 1; d < n; d *= 2) {
    add<<<(n + 255) / 256, 256>>>(from, to, d, n);
    int* swap = from;
    from = to;
    to = swap;
  }
  if (from != y) cudaMemcpy(y, from, n * sizeof(int), cudaMemcpyDeviceToDevice);
  cudaFree(other);
}
]=] },
  solution { "one-block.cu", "sums of blocks are never carried over", expect = "wrong_answer on middle; wrong_answer on large", [=[
__global__ void scan(const int* x, int* y, int n) {
  __shared__ int part[256];
  int i = blockIdx.x * 256 + threadIdx.x, t = threadIdx.x;
  part[t] = i < n ? x[i] : 0;
  __syncthreads();
  for (int d = 1; d < 256; d *= 2) {
    int other = t >= d ? part[t - d] : 0;
    __syncthreads();
    part[t] += other;
    __syncthreads();
  }
  if (i < n) y[i] = part[t];
}

extern "C" void running_sums(const int* x, int* y, int n) { scan<<<(n + 255) / 256, 256>>>(x, y, n); }
]=] },
  solution { "leaky.cu", "never frees what it allocates", expect = "runtime_error", [=[
__global__ void scan(const int* x, int* y, int n) {
  if (threadIdx.x != 0) return;
  int sum = 0;
  for (int i = 0; i < n; ++i) y[i] = sum += x[i];
}

extern "C" void running_sums(const int* x, int* y, int n) {
  int* unused = nullptr;
  cudaMalloc(&unused, 64);
  scan<<<1, 32>>>(x, y, n);
}
]=] },
  solution { "shared-race.cu", "adds in place with one barrier too few", expect = "runtime_error on edges", [=[
__global__ void scan(const int* x, int* y, int n) {
  __shared__ int part[256];
  int t = threadIdx.x, before = 0;
  for (int at = 0; at < n; at += 256) {
    part[t] = at + t < n ? x[at + t] : 0;
    __syncthreads();
    for (int d = 1; d < 256; d *= 2) {
      if (t >= d) part[t] += part[t - d];
      __syncthreads();
    }
    if (at + t < n) y[at + t] = before + part[t];
    before += part[255];
    __syncthreads();
  }
}

extern "C" void running_sums(const int* x, int* y, int n) { scan<<<1, 256>>>(x, y, n); }
]=] },
  solution { "host-loop.cu", "copies to the host and adds there", expect = "runtime_error", [=[
#include <vector>

extern "C" void running_sums(const int* x, int* y, int n) {
  std::vector<int> all(n);
  cudaMemcpy(all.data(), x, n * sizeof(int), cudaMemcpyDeviceToHost);
  for (int i = 1; i < n; ++i) all[i] += all[i - 1];
  cudaMemcpy(y, all.data(), n * sizeof(int), cudaMemcpyHostToDevice);
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
