// Calls of the runtime beyond copies and launches, and kernels that are right in unusual ways.

#include <cuda_awbarrier_primitives.h>

#include <thread>

#include "check.cuh"

namespace {

__global__ void add(int* x, int by) { x[threadIdx.x] += by; }
__global__ void times(int* x, int by) { x[threadIdx.x] *= by; }
__global__ void sum_into(const int* a, const int* b, int* c) { c[threadIdx.x] = a[threadIdx.x] + b[threadIdx.x]; }

std::vector<int> count_up(int n) {
  std::vector<int> values(n);
  for (int k = 0; k < n; ++k) values[k] = k;
  return values;
}

// (x + 1) * 3 in one stream, x + 10 in another that joins it: captured once, launched twice.
void captured() {
  const std::vector<int> start = count_up(64);
  Device<int> a(start), b(start), c(64);
  c.zero();
  cudaStream_t one, two;
  cudaEvent_t forked, joined;
  cudaStreamCreate(&one);
  cudaStreamCreate(&two);
  cudaEventCreate(&forked);
  cudaEventCreate(&joined);
  cudaStreamBeginCapture(one, cudaStreamCaptureModeGlobal);
  cudaEventRecord(forked, one);
  cudaStreamWaitEvent(two, forked, 0);
  add<<<1, 64, 0, one>>>(a, 1);
  times<<<1, 64, 0, one>>>(a, 3);
  add<<<1, 64, 0, two>>>(b, 10);
  cudaEventRecord(joined, two);
  cudaStreamWaitEvent(one, joined, 0);
  sum_into<<<1, 64, 0, one>>>(a, b, c);
  cudaGraph_t graph;
  cudaStreamEndCapture(one, &graph);
  expect("capturing runs nothing", c.host(), std::vector<int>(64));
  size_t nodes = 0;
  cudaGraphGetNodes(graph, nullptr, &nodes);
  expect("nodes of the capture", std::vector<size_t>{nodes}, std::vector<int>{4});
  cudaGraphExec_t exec;
  cudaGraphInstantiate(&exec, graph, 0);
  cudaGraphLaunch(exec, one);
  cudaGraphLaunch(exec, one);
  std::vector<int> want;
  for (const int x : start) want.push_back(((x + 1) * 3 + 1) * 3 + x + 20);
  expect("a captured graph", c.host(), want);
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  for (cudaEvent_t event : {forked, joined}) cudaEventDestroy(event);
  for (cudaStream_t stream : {one, two}) cudaStreamDestroy(stream);
}

// Memory of the graph is filled, changed, copied out and given back; then another factor.
void built() {
  cudaGraph_t graph;
  cudaGraphCreate(&graph, 0);
  cudaMemAllocNodeParams memory = {};
  memory.poolProps.allocType = cudaMemAllocationTypePinned;
  memory.poolProps.location = {cudaMemLocationTypeDevice, 0};
  memory.bytesize = 32 * sizeof(int);
  cudaGraphNode_t take, fill, change, copy, give;
  cudaGraphAddMemAllocNode(&take, graph, nullptr, 0, &memory);
  cudaMemsetParams pattern = {};
  pattern.dst = memory.dptr;
  pattern.value = 7;
  pattern.elementSize = 4;
  pattern.width = 32;
  pattern.height = 1;
  pattern.pitch = 128;
  int by = 5;
  void* arguments[] = {&memory.dptr, &by};
  cudaKernelNodeParams kernel = {};
  kernel.func = reinterpret_cast<void*>(times);
  kernel.gridDim = 1;
  kernel.blockDim = 32;
  kernel.kernelParams = arguments;
  std::vector<int> out(32);
  // Added in an order that only the edges put right.
  cudaGraphAddKernelNode(&change, graph, nullptr, 0, &kernel);
  cudaGraphAddMemsetNode(&fill, graph, &take, 1, &pattern);
  cudaGraphAddDependencies(graph, &fill, &change, nullptr, 1);
  cudaGraphAddMemcpyNode1D(&copy, graph, &change, 1, out.data(), memory.dptr, 128, cudaMemcpyDeviceToHost);
  cudaGraphAddMemFreeNode(&give, graph, &copy, 1, memory.dptr);
  cudaGraphExec_t exec;
  cudaGraphInstantiate(&exec, graph, 0);
  cudaGraphLaunch(exec, nullptr);
  expect("a graph built by hand", out, std::vector<int>(32, 35));
  by = 6;
  cudaGraphExecKernelNodeSetParams(exec, change, &kernel);
  cudaGraphLaunch(exec, nullptr);
  expect("a node's new arguments", out, std::vector<int>(32, 42));
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
}

// Every thread writes, arrives, waits, and reads what its neighbour wrote, twice.
__global__ void barrier_in_memory(int* x) {
  __shared__ __mbarrier_t barrier;
  __shared__ int room[2][64];
  if (threadIdx.x == 0) __mbarrier_init(&barrier, blockDim.x);
  __syncthreads();
  int value = x[threadIdx.x];
  for (int turn = 0; turn < 2; ++turn) {
    room[turn][threadIdx.x] = value;
    const __mbarrier_token_t token = __mbarrier_arrive(&barrier);
    while (!__mbarrier_test_wait(&barrier, token)) {
    }
    value += room[turn][63 - threadIdx.x];
  }
  x[threadIdx.x] = value;
}

struct Shape {
  __device__ virtual int area() const = 0;
};
struct Square : Shape {
  int side;
  __device__ explicit Square(int s) : side(s) {}
  __device__ int area() const override { return side * side; }
};
struct Bar : Shape {
  int length;
  __device__ explicit Bar(int n) : length(n) {}
  __device__ int area() const override { return length; }
};
__global__ void make_shapes(Shape** shapes) {
  if (threadIdx.x % 2) {
    shapes[threadIdx.x] = new Square(threadIdx.x);
  } else {
    shapes[threadIdx.x] = new Bar(threadIdx.x);
  }
}
// Calls through tables that another kernel filled.
__global__ void measure_shapes(Shape** shapes, int* areas) { areas[threadIdx.x] = shapes[threadIdx.x]->area(); }
__global__ void drop_shapes(Shape** shapes) { delete shapes[threadIdx.x]; }

__device__ __noinline__ bool find(const int* x, int wanted, int* place) {
  for (int k = 0; k < 8; ++k) {
    if (x[k] != wanted) continue;
    *place = k;
    return true;
  }
  return false;
}
// The compiler reads `place` whether or not it was written, and then forgets what it read.
__global__ void maybe_written(const int* x, int* y) {
  int place;
  y[threadIdx.x] = find(x, threadIdx.x, &place) ? place : -1;
}

struct Edge {
  int weight;
  bool taken;  // and three bytes that nobody writes
};
__global__ void write_edges(Edge* edges) {
  edges[threadIdx.x].weight = 3 * threadIdx.x;
  edges[threadIdx.x].taken = threadIdx.x % 2;
}
__global__ void copy_edges(const Edge* from, Edge* to) { to[threadIdx.x] = from[threadIdx.x]; }
__global__ void read_edges(const Edge* edges, int* y) { y[threadIdx.x] = edges[threadIdx.x].weight + edges[threadIdx.x].taken; }

// Copies and constants in loops: no register may stand for another that changes.
__global__ void rotate(int* x, int turns) {
  int a = x[threadIdx.x], b = 1, c = 2;
  for (int k = 0; k < turns; ++k) {
    const int old = a;
    a = b;
    b = c;
    c = old;
    if (k % 3 == static_cast<int>(threadIdx.x) % 3) c = 100;
  }
  x[threadIdx.x] = a * 10000 + b * 100 + c;
}

__global__ void lets_time_pass(int* y) {
  const long long begin = clock64();
  while (clock64() - begin < 100000) {
  }
  y[threadIdx.x] = clock64() - begin >= 100000;
}

}  // namespace

// 256 bytes of stack for each call, and one more for each n.
__device__ __noinline__ int deep(int n) {
  volatile int room[60];
  room[n % 60] = n;
  return n == 0 ? 0 : deep(n - 1) + room[n % 60] - n + 1;
}
__global__ void descends(int* y, int n) { y[threadIdx.x] = deep(n + threadIdx.x); }

// Nothing but the loop writes `kept`, which keeps what an earlier round put there.
__global__ void kept_in_a_loop(int* y) {
  asm volatile(
      "{\n\t"
      ".reg .u32 i, value, kept;\n\t"
      ".reg .pred early, more;\n\t"
      "mov.u32 i, 0;\n\t"
      "next: mul.lo.u32 value, i, 10;\n\t"
      "setp.lt.u32 early, i, 3;\n\t"
      "@!early bra over;\n\t"
      "mov.u32 kept, value;\n\t"
      "over: add.u32 i, i, 1;\n\t"
      "setp.lt.u32 more, i, 10;\n\t"
      "@more bra next;\n\t"
      "st.global.u32 [%0], kept;\n\t"
      "}" ::"l"(y)
      : "memory");
}

int main() {
  Device<int> kept(1);
  kept_in_a_loop<<<1, 1>>>(kept);
  expect("kept in a loop", kept.host(), std::vector<int>{20});
  size_t stack = 0;
  cudaDeviceGetLimit(&stack, cudaLimitStackSize);
  cudaDeviceSetLimit(cudaLimitStackSize, 128 << 10);
  Device<int> depth(2);
  descends<<<1, 2>>>(depth, 300);
  expect("a deep recursion", depth.host(), std::vector<int>{300, 301});
  cudaDeviceSetLimit(cudaLimitStackSize, stack);
  captured();
  built();

  Device<int> x(count_up(64));
  barrier_in_memory<<<1, 64>>>(x);
  expect("mbarrier", x.host(), std::vector<int>(64, 126));

  Device<Shape*> shapes(16);
  Device<int> areas(16);
  make_shapes<<<1, 16>>>(shapes);
  measure_shapes<<<1, 16>>>(shapes, areas);
  drop_shapes<<<1, 16>>>(shapes);
  std::vector<int> want;
  for (int k = 0; k < 16; ++k) want.push_back(k % 2 ? k * k : k);
  expect("virtual functions of another kernel", areas.host(), want);

  Device<int> keys(std::vector<int>{3, 1, 4, 15, 9, 2, 6, 5}), places(16);
  maybe_written<<<1, 16>>>(keys, places);
  expect("a local that may be unwritten", places.host(),
         std::vector<int>{-1, 1, 5, 0, 2, 7, 6, -1, -1, 4, -1, -1, -1, -1, -1, 3});

  Device<Edge> edges(16), copies(16);
  Device<int> weights(16);
  write_edges<<<1, 16>>>(edges);
  copy_edges<<<1, 16>>>(edges, copies);
  read_edges<<<1, 16>>>(copies, weights);
  want.clear();
  for (int k = 0; k < 16; ++k) want.push_back(3 * k + k % 2);
  expect("structures with gaps", weights.host(), want);

  Device<int> turned(std::vector<int>{7, 8, 9});
  rotate<<<1, 3>>>(turned, 4);
  want.clear();
  for (int t = 0; t < 3; ++t) {
    int r[] = {7 + t, 1, 2};
    for (int k = 0; k < 4; ++k) {
      const int old = r[0];
      r[0] = r[1];
      r[1] = r[2];
      r[2] = k % 3 == t ? 100 : old;
    }
    want.push_back(r[0] * 10000 + r[1] * 100 + r[2]);
  }
  expect("rotated registers", turned.host(), want);

  Device<int> passed(32);
  lets_time_pass<<<1, 32>>>(passed);
  expect("a clock that runs", passed.host(), std::vector<int>(32, 1));

  std::vector<int> refused(4);
  std::vector<std::thread> threads;
  for (int& errors : refused) {
    threads.emplace_back([&errors] {
      for (int k = 0; k < 2000; ++k) {
        cudaStream_t stream;
        errors += cudaStreamCreate(&stream) != cudaSuccess;
        errors += cudaStreamDestroy(stream) != cudaSuccess;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  expect("streams of several threads", refused, std::vector<int>(4));

  cudaMemPool_t pool;
  void* from_pool = nullptr;
  cudaDeviceGetDefaultMemPool(&pool, 0);
  cudaMallocFromPoolAsync(&from_pool, 64, pool, nullptr);
  cudaMemsetAsync(from_pool, 1, 64, nullptr);
  std::vector<int> ones(16);
  cudaMemcpy(ones.data(), from_pool, 64, cudaMemcpyDeviceToHost);
  cudaFreeAsync(from_pool, nullptr);
  expect("memory of a pool", ones, std::vector<int>(16, 0x01010101));
  return finish();
}
