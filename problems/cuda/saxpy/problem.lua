return problem "saxpy" {
  title = "SAXPY", round = "cuda", difficulty = 1, minutes = 15, tags = "cuda, memory-bound",
  skills = { gpu = 0.6, correctness = 0.4 },
  statement = [[
Write the kernel that computes `y[i] = a * x[i] + y[i]` for all `i < n`, in place.

It is launched with blocks of 256 threads, and with too few of them for one element each: at most
1024 blocks, whatever `n` is. Each thread has to walk the array with the stride of the whole grid.
]],
  kernel = "saxpy(a: f32, x: in f32[n], y: inout f32[n], n: i32 in 1..1<<26)",
  form = "kernel",
  launch = { grid = 16, block = 256 },
  example { a = 2, x = {1, 2, 3}, y = {10, 20, 30}, n = 3, returns = {12, 24, 36} },

  tensors { "edges", 8, n = {1, 2, 3, 31, 32, 33, 255, 257} },
  tensors { "random", 4, n = "1..1<<14", a = "-10..10", x = uniform(-1e3, 1e3), y = normal(0, 1) },
  tensors { "large", 1, n = 1 << 17, a = "-10..10" },
  tensors { "shown", 1, visible = true, n = 1 << 17, a = "-10..10" },
  reference = [[ for (int i = 0; i < n; ++i) y[i] = a * x[i] + y[i]; ]],
  check = tensor { rtol = 1e-5, atol = 1e-3 }, guard = "canaries",

  perf { n = 1 << 24, bytes = "12*n", pass = "60% of peak", good = "80% of peak", full = "90% of peak", uncalibrated = true },
  counters { on = "large", sectors_per_ideal = "<= 1.05", instructions_per_element = {"<= 40", "<= 16"} },

  solution { "grid-stride.cu", [=[
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    y[i] = a * x[i] + y[i];
  }
}
]=] },
  solution { "one-element.cu", "a thread does one element, so the far ones are never done", expect = "wrong_answer on large",
    [=[
__global__ void saxpy(float a, const float* x, float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = a * x[i] + y[i];
}
]=] },
  solution { "no-tail.cu", "no check of n", expect = "runtime_error on edges", [=[
__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n + 32; i += gridDim.x * blockDim.x) {
    y[i] = a * x[i] + y[i];
  }
}
]=] },
  solution { "own-piece.cu", "neighbouring threads work far apart", expect = "too_slow on large", [=[
__global__ void saxpy(float a, const float* x, float* y, int n) {
  int threads = gridDim.x * blockDim.x, piece = (n + threads - 1) / threads;
  int from = (blockIdx.x * blockDim.x + threadIdx.x) * piece;
  for (int i = from; i < n && i < from + piece; ++i) y[i] = a * x[i] + y[i];
}
]=] },

  sources = { "Original. The method is textbook." },
  written = "2026-11-22", review_by = "2028-11-22", license = "Apache-2.0", ai = "forbidden",
}
