// Streams, events, graphs, managed, pinned, symbols, occupancy, errors, attributes.
#include <cooperative_groups.h>
#include <cuda_runtime.h>
#include <cstring>
#include <numeric>
#include <string>
#include "check.cuh"
__global__ void add(int* x, int n, int by) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] += by;
}
__global__ void scale(float* x, float f, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) x[i] *= f;
}
__managed__ int m_count[4];
__device__ int d_symbol[8];
__constant__ int c_symbol[8];
__global__ void managed_add() {
  atomicAdd(&m_count[threadIdx.x % 4], 1);
  d_symbol[threadIdx.x % 8] = c_symbol[threadIdx.x % 8] * 2;
}
struct Node {
  int value;
  Node* next;
};
__global__ void walk(Node* n, int* sum) {
  int s = 0;
  for (; n; n = n->next) s += n->value;
  *sum = s;
}
struct Big {
  int a[500];
  double d;
};
__global__ void big(Big b, int* y) { y[threadIdx.x] = b.a[threadIdx.x] + int(b.d); }
template <int N>
__global__ void unrolled(int* y) {
  int s = 0;
#pragma unroll
  for (int i = 0; i < N; ++i) s += i * threadIdx.x;
  y[threadIdx.x] = s;
}
extern __shared__ int dyn[];
__global__ void large_shared(int* y, int n) {
  for (int i = threadIdx.x; i < n; i += blockDim.x) dyn[i] = i;
  __syncthreads();
  y[threadIdx.x] = dyn[n - 1 - threadIdx.x];
}
__global__ void static_and_dynamic(int* y) {
  __shared__ int fixed[10 * 1024];
  for (int i = threadIdx.x; i < 10 * 1024; i += blockDim.x) fixed[i] = i;
  dyn[threadIdx.x] = threadIdx.x;
  __syncthreads();
  y[threadIdx.x] = fixed[dyn[255 - threadIdx.x] * 40];
}
__global__ void pitched(float* p, size_t pitch, int w, int h) {
  const int x = threadIdx.x, y = blockIdx.x;
  if (x < w) reinterpret_cast<float*>(reinterpret_cast<char*>(p) + y * pitch)[x] += y * 100 + x;
}
__global__ void volume(cudaPitchedPtr v, int w, int h, int d) {
  const int x = threadIdx.x, y = blockIdx.x, z = blockIdx.y;
  char* s = static_cast<char*>(v.ptr) + z * v.pitch * h;
  reinterpret_cast<int*>(s + y * v.pitch)[x] = x + 10 * y + 100 * z;
}
int main() {
  const int n = 1000;
  std::vector<int> x(n);
  std::iota(x.begin(), x.end(), 0);
  {
    int* h;
    cudaMallocHost(&h, n * 4);
    std::memcpy(h, x.data(), n * 4);
    int* d[2];
    cudaStream_t s[2];
    cudaEvent_t e, f;
    cudaEventCreate(&e);
    cudaEventCreateWithFlags(&f, cudaEventDisableTiming);
    for (int k = 0; k < 2; ++k) {
      cudaMalloc(&d[k], n * 4);
      cudaStreamCreateWithFlags(&s[k], cudaStreamNonBlocking);
    }
    cudaMemcpyAsync(d[0], h, n * 4, cudaMemcpyHostToDevice, s[0]);
    add<<<4, 256, 0, s[0]>>>(d[0], n, 1);
    cudaEventRecord(e, s[0]);
    cudaStreamWaitEvent(s[1], e, 0);
    cudaMemcpyAsync(d[1], d[0], n * 4, cudaMemcpyDeviceToDevice, s[1]);
    add<<<4, 256, 0, s[1]>>>(d[1], n, 10);
    cudaEventRecord(f, s[1]);
    cudaMemcpyAsync(h, d[1], n * 4, cudaMemcpyDeviceToHost, s[1]);
    cudaStreamSynchronize(s[1]);
    expect("streams", std::vector<int>(h, h + n), [&] {
      auto w = x;
      for (int& v : w) v += 11;
      return w;
    }());
    expect("query",
           std::vector<int>{cudaEventQuery(f) == cudaSuccess, cudaStreamQuery(s[0]) == cudaSuccess},
           std::vector<int>{1, 1});
    int hits = 0;
    cudaLaunchHostFunc(
        s[0], [](void* p) { ++*static_cast<int*>(p); }, &hits);
    cudaStreamSynchronize(s[0]);
    expect("host func", std::vector<int>{hits}, std::vector<int>{1});
    cudaEvent_t b, c;
    cudaEventCreate(&b);
    cudaEventCreate(&c);
    cudaEventRecord(b);
    add<<<4, 256>>>(d[0], n, 1);
    cudaEventRecord(c);
    cudaEventSynchronize(c);
    float ms = -1;
    cudaEventElapsedTime(&ms, b, c);
    expect("elapsed", std::vector<int>{ms >= 0}, std::vector<int>{1});
    cudaGraph_t g;
    cudaGraphExec_t ge;
    cudaStreamBeginCapture(s[0], cudaStreamCaptureModeGlobal);
    cudaMemsetAsync(d[0], 0, n * 4, s[0]);
    for (int k = 0; k < 3; ++k) add<<<4, 256, 0, s[0]>>>(d[0], n, 2);
    cudaStreamEndCapture(s[0], &g);
    cudaGraphInstantiate(&ge, g, 0);
    cudaGraphLaunch(ge, s[0]);
    cudaGraphLaunch(ge, s[0]);
    cudaStreamSynchronize(s[0]);
    std::vector<int> o(n);
    cudaMemcpy(o.data(), d[0], n * 4, cudaMemcpyDeviceToHost);
    expect("graph", o, std::vector<int>(n, 6));
    size_t nodes = 0;
    cudaGraphGetNodes(g, nullptr, &nodes);
    expect("nodes", std::vector<int>{int(nodes)}, std::vector<int>{4});
    cudaGraphExecDestroy(ge);
    cudaGraphDestroy(g);
    cudaGraphCreate(&g, 0);
    cudaGraphNode_t n1, n2;
    cudaKernelNodeParams kp = {};
    int by = 5, nn = n;
    void* args[] = {&d[1], &nn, &by};
    kp.func = (void*)add;
    kp.gridDim = dim3(4);
    kp.blockDim = dim3(256);
    kp.kernelParams = args;
    cudaMemsetParams mp = {};
    mp.dst = d[1];
    mp.elementSize = 4;
    mp.width = n;
    mp.height = 1;
    mp.value = 7;
    cudaGraphAddMemsetNode(&n1, g, nullptr, 0, &mp);
    cudaGraphAddKernelNode(&n2, g, &n1, 1, &kp);
    cudaGraphInstantiate(&ge, g, 0);
    cudaGraphLaunch(ge, s[1]);
    by = 9;
    cudaGraphExecKernelNodeSetParams(ge, n2, &kp);
    cudaStreamSynchronize(s[1]);
    cudaMemcpy(o.data(), d[1], n * 4, cudaMemcpyDeviceToHost);
    expect("graph nodes", o, std::vector<int>(n, 12));
    cudaGraphLaunch(ge, s[1]);
    cudaDeviceSynchronize();
    cudaMemcpy(o.data(), d[1], n * 4, cudaMemcpyDeviceToHost);
    expect("graph params", o, std::vector<int>(n, 16));
    cudaGraphExecDestroy(ge);
    cudaGraphDestroy(g);
    int* p;
    cudaMallocAsync(&p, n * 4, s[0]);
    cudaMemcpyAsync(p, x.data(), n * 4, cudaMemcpyHostToDevice, s[0]);
    add<<<4, 256, 0, s[0]>>>(p, n, 3);
    cudaMemcpyAsync(o.data(), p, n * 4, cudaMemcpyDeviceToHost, s[0]);
    cudaFreeAsync(p, s[0]);
    cudaStreamSynchronize(s[0]);
    auto w = x;
    for (int& v : w) v += 3;
    expect("stream ordered", o, w);
    for (int k = 0; k < 2; ++k) {
      cudaFree(d[k]);
      cudaStreamDestroy(s[k]);
    }
    for (auto v : {e, f, b, c}) cudaEventDestroy(v);
    cudaFreeHost(h);
  }
  {
    for (int k = 0; k < 4; ++k) m_count[k] = k;
    int c[8];
    for (int k = 0; k < 8; ++k) c[k] = k + 1;
    cudaMemcpyToSymbol(c_symbol, c, 32);
    managed_add<<<1, 64>>>();
    cudaDeviceSynchronize();
    expect("managed variable", std::vector<int>(m_count, m_count + 4),
           std::vector<int>{16, 17, 18, 19});
    int o[4];
    cudaMemcpyFromSymbol(o, d_symbol, 16, 8);
    expect("symbols", std::vector<int>(o, o + 4), std::vector<int>{6, 8, 10, 12});
    void* a;
    cudaGetSymbolAddress(&a, d_symbol);
    size_t z;
    cudaGetSymbolSize(&z, d_symbol);
    expect("symbol size", std::vector<int>{a != nullptr, int(z)}, std::vector<int>{1, 32});
  }
  {
    Node* nodes;
    cudaMallocManaged(&nodes, 10 * sizeof(Node));
    for (int k = 0; k < 10; ++k) nodes[k] = {k * k, k < 9 ? &nodes[k + 1] : nullptr};
    int* s;
    cudaMallocManaged(&s, 4);
    cudaMemPrefetchAsync(nodes, 10 * sizeof(Node), cudaMemLocation{cudaMemLocationTypeDevice, 0}, 0,
                         0);
    cudaMemAdvise(nodes, 160, cudaMemAdviseSetReadMostly,
                  cudaMemLocation{cudaMemLocationTypeDevice, 0});
    walk<<<1, 1>>>(nodes, s);
    cudaDeviceSynchronize();
    expect("managed list", std::vector<int>{*s}, std::vector<int>{285});
    cudaFree(nodes);
    cudaFree(s);
  }
  {
    Big b;
    for (int k = 0; k < 500; ++k) b.a[k] = k * 3;
    b.d = 4.5;
    Device<int> y(500);
    big<<<1, 500>>>(b, y);
    std::vector<int> w(500);
    for (int k = 0; k < 500; ++k) w[k] = 3 * k + 4;
    expect("big parameter", y.host(), w);
    unrolled<7><<<1, 500>>>(y);
    for (int k = 0; k < 500; ++k) w[k] = 21 * k;
    expect("unrolled", y.host(), w);
  }
  {
    cudaFuncSetAttribute(large_shared, cudaFuncAttributeMaxDynamicSharedMemorySize, 96 * 1024);
    Device<int> y(256);
    large_shared<<<1, 256, 96 * 1024>>>(y, 24 * 1024);
    std::vector<int> w(256);
    for (int k = 0; k < 256; ++k) w[k] = 24 * 1024 - 1 - k;
    expect("large shared", y.host(), w);
    // The attribute is of dynamic shared memory alone.
    cudaFuncAttributes both;
    cudaFuncGetAttributes(&both, static_and_dynamic);
    const int before = both.maxDynamicSharedSizeBytes;
    static_and_dynamic<<<1, 256, 9 * 1024>>>(y);
    const int refused = cudaGetLastError();
    const int too_much = cudaFuncSetAttribute(
        static_and_dynamic, cudaFuncAttributeMaxDynamicSharedMemorySize, 124 * 1024);
    cudaGetLastError();
    cudaFuncSetAttribute(static_and_dynamic, cudaFuncAttributeMaxDynamicSharedMemorySize, 9 * 1024);
    cudaFuncGetAttributes(&both, static_and_dynamic);
    expect("attribute", std::vector<int>{before, refused, too_much, both.maxDynamicSharedSizeBytes},
           std::vector<int>{8 * 1024, cudaErrorInvalidValue, cudaErrorInvalidValue, 9 * 1024});
    static_and_dynamic<<<1, 256, 9 * 1024>>>(y);
    for (int k = 0; k < 256; ++k) w[k] = (255 - k) * 40;
    expect("static and dynamic", y.host(), w);
    int blocks;
    cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, large_shared, 256, 96 * 1024);
    int grid, block;
    cudaOccupancyMaxPotentialBlockSize(&grid, &block, add, 0, 0);
    cudaFuncAttributes fa;
    cudaFuncGetAttributes(&fa, add);
    expect("occupancy",
           std::vector<int>{blocks == 1, grid > 0 && block % 32 == 0, fa.maxThreadsPerBlock,
                            fa.numRegs > 0},
           std::vector<int>{1, 1, 1024, 1});
  }
  {
    float* p;
    size_t pitch;
    cudaMallocPitch(&p, &pitch, 50 * 4, 7);
    std::vector<float> h(350, 1), o(350);
    cudaMemcpy2D(p, pitch, h.data(), 200, 200, 7, cudaMemcpyHostToDevice);
    pitched<<<7, 64>>>(p, pitch, 50, 7);
    cudaMemcpy2D(o.data(), 200, p, pitch, 200, 7, cudaMemcpyDeviceToHost);
    std::vector<float> w;
    for (int y = 0; y < 7; ++y)
      for (int x2 = 0; x2 < 50; ++x2) w.push_back(1 + y * 100 + x2);
    expect("pitched", o, w);
    cudaFree(p);
    cudaExtent ex = make_cudaExtent(8 * 4, 5, 3);
    cudaPitchedPtr v;
    cudaMalloc3D(&v, ex);
    volume<<<dim3(5, 3), 8>>>(v, 8, 5, 3);
    std::vector<int> o3(120), w3;
    cudaMemcpy3DParms q = {};
    q.srcPtr = v;
    q.dstPtr = make_cudaPitchedPtr(o3.data(), 32, 8, 5);
    q.extent = ex;
    q.kind = cudaMemcpyDeviceToHost;
    cudaMemcpy3D(&q);
    for (int z = 0; z < 3; ++z)
      for (int y = 0; y < 5; ++y)
        for (int x2 = 0; x2 < 8; ++x2) w3.push_back(x2 + 10 * y + 100 * z);
    expect("volume", o3, w3);
    cudaFree(v.ptr);
  }
  {
    add<<<1, 2000>>>(nullptr, 0, 0);
    expect("launch error", std::vector<int>{cudaGetLastError(), cudaGetLastError()},
           std::vector<int>{cudaErrorInvalidConfiguration, 0});
    void* p = nullptr;
    expect("too large", std::vector<int>{cudaMalloc(&p, 1ull << 50)},
           std::vector<int>{cudaErrorMemoryAllocation});
    cudaGetLastError();
    expect("name",
           std::vector<int>{std::string(cudaGetErrorName(cudaErrorInvalidValue)) ==
                            "cudaErrorInvalidValue"},
           std::vector<int>{1});
    int count;
    cudaGetDeviceCount(&count);
    cudaDeviceProp prop;
    cudaGetDeviceProperties(&prop, 0);
    int sms;
    cudaDeviceGetAttribute(&sms, cudaDevAttrMultiProcessorCount, 0);
    size_t fr, to;
    cudaMemGetInfo(&fr, &to);
    expect("device",
           std::vector<int>{count, prop.warpSize, sms == prop.multiProcessorCount, fr <= to},
           std::vector<int>{1, 32, 1, 1});
    int* h = static_cast<int*>(std::malloc(400));
    cudaHostRegister(h, 400, cudaHostRegisterMapped);
    for (int k = 0; k < 100; ++k) h[k] = k;
    int* d;
    cudaHostGetDevicePointer(&d, h, 0);
    add<<<1, 128>>>(d, 100, 7);
    cudaDeviceSynchronize();
    std::vector<int> w(100);
    for (int k = 0; k < 100; ++k) w[k] = k + 7;
    expect("mapped", std::vector<int>(h, h + 100), w);
    cudaHostUnregister(h);
    std::free(h);
    cudaPointerAttributes pa;
    int* dd;
    cudaMalloc(&dd, 4);
    cudaPointerGetAttributes(&pa, dd);
    expect("pointer", std::vector<int>{pa.type}, std::vector<int>{cudaMemoryTypeDevice});
    cudaFree(dd);
  }
  {
    cudaLaunchConfig_t c = {};
    c.gridDim = dim3(4);
    c.blockDim = dim3(64);
    cudaLaunchAttribute at[1];
    at[0].id = cudaLaunchAttributePriority;
    at[0].val.priority = 0;
    c.attrs = at;
    c.numAttrs = 1;
    Device<float> f(std::vector<float>(500, 2));
    cudaLaunchKernelEx(&c, scale, f.get(), 1.5f, 500);
    expect("launch ex", f.host(), std::vector<float>(500, 3));
  }
  return finish();
}
