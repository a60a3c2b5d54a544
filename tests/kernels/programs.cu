// Whole programs as interviews ask for them: queues of work, memory of every kind, errors that are
// handled, and what newer devices add where they are compiled for.
#include <cooperative_groups.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <thrust/device_vector.h>
#include <thrust/reduce.h>
#include <thrust/scan.h>
#include <thrust/set_operations.h>
#include <thrust/sort.h>
#include <cassert>
#include <cub/cub.cuh>
#include <cuda/atomic>
#include <cuda/barrier>
#include <cuda/std/array>
#include <cuda/std/complex>
#include <cuda/std/span>
#include <cuda/std/tuple>
#include <memory>
#include <numeric>
#include <thread>
#include "check.cuh"
namespace cg = cooperative_groups;

__global__ void scale(float* x, float by, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
    x[i] *= by;
}
__global__ void add(float* x, const float* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] += y[i];
}

// Copies in, kernels and copies out of two streams, in turns over two buffers.
void overlapped() {
  const int n = 4096, chunk = 512;
  float *host, *room[2];
  cudaMallocHost(&host, n * sizeof(float));
  for (int k = 0; k < n; ++k) host[k] = k;
  cudaStream_t streams[2];
  cudaEvent_t done[2];
  for (int s = 0; s < 2; ++s) {
    cudaStreamCreateWithFlags(&streams[s], cudaStreamNonBlocking);
    cudaEventCreateWithFlags(&done[s], cudaEventDisableTiming);
    cudaMalloc(&room[s], chunk * sizeof(float));
  }
  for (int c = 0; c < n / chunk; ++c) {
    const int s = c % 2;
    cudaEventSynchronize(done[s]);
    cudaMemcpyAsync(room[s], host + c * chunk, chunk * sizeof(float), cudaMemcpyHostToDevice,
                    streams[s]);
    scale<<<2, 128, 0, streams[s]>>>(room[s], 3, chunk);
    cudaMemcpyAsync(host + c * chunk, room[s], chunk * sizeof(float), cudaMemcpyDeviceToHost,
                    streams[s]);
    cudaEventRecord(done[s], streams[s]);
  }
  for (int s = 0; s < 2; ++s) cudaStreamSynchronize(streams[s]);
  std::vector<float> got(host, host + n), want(n);
  for (int k = 0; k < n; ++k) want[k] = 3 * k;
  expect("overlapped", got, want);
  for (int s = 0; s < 2; ++s) {
    cudaStreamDestroy(streams[s]);
    cudaEventDestroy(done[s]);
    cudaFree(room[s]);
  }
  cudaFreeHost(host);
}

// A fork and a join, captured; launched again with another argument.
void captured() {
  const int n = 1000;
  Device<float> a(std::vector<float>(n, 1)), b(std::vector<float>(n, 10));
  cudaStream_t main, side;
  cudaStreamCreate(&main);
  cudaStreamCreate(&side);
  cudaEvent_t fork, join;
  cudaEventCreate(&fork);
  cudaEventCreate(&join);
  cudaGraphExec_t exec = nullptr;
  for (int round = 0; round < 3; ++round) {
    cudaGraph_t graph;
    cudaStreamBeginCapture(main, cudaStreamCaptureModeGlobal);
    cudaEventRecord(fork, main);
    cudaStreamWaitEvent(side, fork, 0);
    scale<<<4, 256, 0, main>>>(a, 2, n);
    scale<<<4, 256, 0, side>>>(b, round + 1, n);
    cudaEventRecord(join, side);
    cudaStreamWaitEvent(main, join, 0);
    add<<<4, 256, 0, main>>>(a, b, n);
    cudaStreamEndCapture(main, &graph);
    cudaGraphExecUpdateResultInfo info;
    if (exec == nullptr || cudaGraphExecUpdate(exec, graph, &info) != cudaSuccess) {
      if (exec) cudaGraphExecDestroy(exec);
      cudaGraphInstantiate(&exec, graph, 0);
    }
    cudaGraphDestroy(graph);
    cudaGraphLaunch(exec, main);
  }
  cudaStreamSynchronize(main);
  // ((1*2+10)*2+20)*2+60
  expect("captured", a.host(), std::vector<float>(n, 148));
  cudaGraphExecDestroy(exec);
  cudaEventDestroy(fork);
  cudaEventDestroy(join);
  cudaStreamDestroy(main);
  cudaStreamDestroy(side);
}

struct Node {
  int value;
  Node* next;
};
__global__ void add_up_list(Node* first, int* sum) {
  for (Node* n = first; n; n = n->next) *sum += n->value;
}
void managed() {
  Node* nodes;
  int* sum;
  cudaMallocManaged(&nodes, 50 * sizeof(Node));
  cudaMallocManaged(&sum, sizeof(int));
  for (int k = 0; k < 50; ++k) nodes[k] = {k, k == 0 ? nullptr : &nodes[k - 1]};
  *sum = 0;
  cudaMemLocation device = {cudaMemLocationTypeDevice, 0}, host = {cudaMemLocationTypeHost, 0};
  cudaMemAdvise(nodes, 50 * sizeof(Node), cudaMemAdviseSetReadMostly, device);
  cudaMemPrefetchAsync(nodes, 50 * sizeof(Node), device, 0, nullptr);
  add_up_list<<<1, 1>>>(nodes + 49, sum);
  cudaMemPrefetchAsync(sum, sizeof(int), host, 0, nullptr);
  cudaDeviceSynchronize();
  nodes[49].value = *sum;
  expect("managed", std::vector<int>{nodes[49].value}, std::vector<int>{1225});
  cudaFree(nodes);
  cudaFree(sum);
}

__global__ void from_pitched(const char* base, size_t pitch, int w, int h, int* sums) {
  const int y = blockIdx.x * blockDim.x + threadIdx.x;
  if (y >= h) return;
  const int* row = reinterpret_cast<const int*>(base + y * pitch);
  int s = 0;
  for (int x = 0; x < w; ++x) s += row[x];
  sums[y] = s;
}
__global__ void from_mapped(const int* x, int* y) { y[threadIdx.x] = 2 * x[threadIdx.x]; }
__device__ int d_counter;
__constant__ int c_table[4];
__global__ void counts_up(int* y) {
  y[threadIdx.x] = atomicAdd(&d_counter, c_table[threadIdx.x % 4]);
}
void kinds_of_memory() {
  const int w = 37, h = 9;
  std::vector<int> image(w * h), sums(h);
  for (int k = 0; k < w * h; ++k) image[k] = k * k % 101, sums[k / w] += image[k];
  char* base;
  size_t pitch;
  cudaMallocPitch(&base, &pitch, w * sizeof(int), h);
  cudaMemcpy2D(base, pitch, image.data(), w * sizeof(int), w * sizeof(int), h,
               cudaMemcpyHostToDevice);
  Device<int> s(h);
  from_pitched<<<1, 32>>>(base, pitch, w, h, s);
  expect("pitched", s.host(), sums);
  cudaFree(base);
  int *host, *mapped;
  cudaHostAlloc(&host, 64 * sizeof(int), cudaHostAllocMapped);
  for (int k = 0; k < 64; ++k) host[k] = k;
  cudaHostGetDevicePointer(&mapped, host, 0);
  from_mapped<<<1, 32>>>(mapped, mapped + 32);
  cudaDeviceSynchronize();
  int twice[32];
  for (int k = 0; k < 32; ++k) twice[k] = 2 * k;
  expect("mapped", std::vector<int>(host + 32, host + 64), std::vector<int>(twice, twice + 32));
  cudaFreeHost(host);
  std::vector<int> own(32, 5);
  cudaHostRegister(own.data(), 32 * sizeof(int), cudaHostRegisterDefault);
  Device<int> d(32), e(32);
  cudaMemcpyAsync(d, own.data(), 32 * sizeof(int), cudaMemcpyHostToDevice);
  from_mapped<<<1, 32>>>(d, e);
  cudaMemcpyAsync(own.data(), e, 32 * sizeof(int), cudaMemcpyDeviceToHost);
  cudaStreamSynchronize(nullptr);
  expect("registered", own, std::vector<int>(32, 10));
  cudaHostUnregister(own.data());
  const int table[4] = {1, 1, 1, 1}, start = 100;
  cudaMemcpyToSymbol(c_table, table, sizeof table);
  cudaMemcpyToSymbol(d_counter, &start, sizeof start);
  counts_up<<<1, 32>>>(d);
  std::vector<int> seen = d.host();
  std::sort(seen.begin(), seen.end());
  std::vector<int> hundred(32);
  std::iota(hundred.begin(), hundred.end(), 100);
  expect("counter", seen, hundred);
  void* pooled;
  cudaMallocAsync(&pooled, 256, nullptr);
  cudaMemsetAsync(pooled, 0, 256, nullptr);
  cudaFreeAsync(pooled, nullptr);
}

template <class T>
struct Released {
  void operator()(T* p) const { cudaFree(p); }
};
__global__ void three_arrays(const double* x, double* y, int n) {
  extern __shared__ __align__(16) unsigned char raw[];
  double* const a = reinterpret_cast<double*>(raw);
  float4* const b = reinterpret_cast<float4*>(a + n);
  unsigned short* const c = reinterpret_cast<unsigned short*>(b + n);
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    a[i] = x[i];
    b[i] = make_float4(i, 2, 3, 4);
    c[n - 1 - i] = static_cast<unsigned short>(i);
  }
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += blockDim.x) y[i] = a[c[i]] + b[c[i]].x + b[i].w;
}
void large_shared() {
  const int n = 3000;
  const size_t bytes = n * (8 + 16 + 2);
  std::vector<double> x(n), want(n);
  for (int i = 0; i < n; ++i) x[i] = i * 0.5;
  for (int i = 0; i < n; ++i) want[i] = x[n - 1 - i] + (n - 1 - i) + 4;
  double* raw;
  cudaMalloc(&raw, n * sizeof(double));
  const std::unique_ptr<double, Released<double>> y(raw);
  Device<double> X(x);
  three_arrays<<<1, 256, bytes>>>(X, y.get(), n);  // too much, unless it is asked for
  expect("refused", std::vector<int>{cudaGetLastError()}, std::vector<int>{cudaErrorInvalidValue});
  cudaFuncSetAttribute(three_arrays, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
  int blocks = 0;
  cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, three_arrays, 256, bytes);
  three_arrays<<<1, 256, bytes>>>(X, y.get(), n);
  std::vector<double> got(n);
  cudaMemcpy(got.data(), y.get(), n * sizeof(double), cudaMemcpyDeviceToHost);
  expect("three_arrays", got, want);
  expect("occupancy", std::vector<int>{blocks}, std::vector<int>{2});
}

// What a careful program asks and handles is no finding.
void handled_errors() {
  void* p = nullptr;
  std::vector<int> got, want;
  got.push_back(cudaMalloc(&p, size_t(1) << 50));
  want.push_back(cudaErrorMemoryAllocation);
  got.push_back(cudaGetLastError());
  want.push_back(cudaErrorMemoryAllocation);
  scale<<<1, 4096>>>(nullptr, 1, 0);
  got.push_back(cudaPeekAtLastError());
  want.push_back(cudaErrorInvalidConfiguration);
  got.push_back(cudaGetLastError());
  want.push_back(cudaErrorInvalidConfiguration);
  got.push_back(cudaFree(nullptr));
  want.push_back(cudaSuccess);
  got.push_back(cudaMemcpy(nullptr, nullptr, 0, cudaMemcpyDefault));
  want.push_back(cudaSuccess);
  int device = -1;
  got.push_back(cudaSetDevice(99));
  want.push_back(cudaErrorInvalidDevice);
  cudaGetLastError();
  got.push_back(cudaGetDevice(&device) + device);
  want.push_back(0);
  scale<<<1, 32>>>(nullptr, 1, 0);
  got.push_back(cudaDeviceSynchronize());
  want.push_back(0);
  expect("handled_errors", got, want);
}

// Threads of the host, each with a stream of its own.
void host_threads() {
  std::vector<std::vector<float>> results(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&results, t] {
      cudaStream_t stream;
      cudaStreamCreate(&stream);
      float* x;
      cudaMallocAsync(&x, 300 * sizeof(float), stream);
      const std::vector<float> from(300, t + 1.0f);
      cudaMemcpyAsync(x, from.data(), 300 * sizeof(float), cudaMemcpyHostToDevice, stream);
      scale<<<3, 100, 0, stream>>>(x, 10, 300);
      results[t].resize(300);
      cudaMemcpyAsync(results[t].data(), x, 300 * sizeof(float), cudaMemcpyDeviceToHost, stream);
      cudaFreeAsync(x, stream);
      cudaStreamSynchronize(stream);
      cudaStreamDestroy(stream);
    });
  for (std::thread& t : threads) t.join();
  for (int t = 0; t < 4; ++t)
    expect("host_threads", results[t], std::vector<float>(300, 10 * (t + 1)));
}

void libraries() {
  std::vector<int> h = Random(6).ints(3000, 400), keys(3000);
  for (int k = 0; k < 3000; ++k) keys[k] = k / 13;
  thrust::device_vector<int> d = h, k = keys, out(3000);
  thrust::inclusive_scan_by_key(k.begin(), k.end(), d.begin(), out.begin());
  std::vector<int> want(3000), got(3000);
  for (int i = 0; i < 3000; ++i) want[i] = h[i] + (i % 13 ? want[i - 1] : 0);
  thrust::copy(out.begin(), out.end(), got.begin());
  expect("scan_by_key", got, want);
  thrust::sort(d.begin(), d.end(), thrust::greater<int>());
  std::sort(h.rbegin(), h.rend());
  thrust::copy(d.begin(), d.end(), got.begin());
  expect("sort greater", got, h);
  thrust::device_vector<int> evens(500), threes(500), both(500);
  thrust::sequence(evens.begin(), evens.end(), 0, 2);
  thrust::sequence(threes.begin(), threes.end(), 0, 3);
  const auto end = thrust::set_intersection(evens.begin(), evens.end(), threes.begin(),
                                            threes.end(), both.begin());
  expect("intersection", std::vector<long>{end - both.begin()}, std::vector<long>{167});
  // A sort of segments, with memory asked for first.
  Device<float> in(Random(7).floats(1000)), sorted(1000);
  std::vector<int> offsets{0, 10, 10, 500, 1000};
  Device<int> begin(offsets);
  size_t bytes = 0;
  cub::DeviceSegmentedSort::SortKeys(nullptr, bytes, in.get(), sorted.get(), 1000, 4, begin.get(),
                                     begin.get() + 1);
  Device<char> spare(bytes);
  cub::DeviceSegmentedSort::SortKeys(spare.get(), bytes, in.get(), sorted.get(), 1000, 4,
                                     begin.get(), begin.get() + 1);
  std::vector<float> w = in.host();
  for (int s = 0; s < 4; ++s) std::sort(w.begin() + offsets[s], w.begin() + offsets[s + 1]);
  expect("segmented sort", sorted.host(), w);
}

struct Options {
  float by;
  int n;
  const float* from;
};
__global__ void with_options(const __grid_constant__ Options o, float* y) {
  const cuda::std::span<const float> x(o.from, o.n);
  cuda::std::array<cuda::std::complex<float>, 2> z{{{1, 2}, {3, o.by}}};
  const auto [re, im] = cuda::std::make_tuple((z[0] * z[1]).real(), (z[0] * z[1]).imag());
  assert(x.size() > threadIdx.x);
  y[threadIdx.x] = x[threadIdx.x] * re + im;
}
// A byte for a number: what is lost is at most a sixteenth.
__global__ void eight_bits(const float* x, __nv_fp8_e4m3* q, float* scale, float* back, int n) {
  using Reduce = cub::BlockReduce<float, 128>;
  __shared__ typename Reduce::TempStorage room;
  __shared__ float by;
  float most = 0;
  for (int i = threadIdx.x; i < n; i += 128) most = fmaxf(most, fabsf(x[i]));
  most = Reduce(room).Reduce(most, [](float a, float b) { return a > b ? a : b; });
  if (threadIdx.x == 0) *scale = by = most / 448;
  __syncthreads();
  for (int i = threadIdx.x; i < n; i += 128) {
    q[i] = __nv_fp8_e4m3(x[i] / by);
    back[i] = float(q[i]) * by;
  }
}
__global__ void tells(int n) {
  if (threadIdx.x == 0) printf("%d %5.2f %s %c %llu %%\n", n, 1.5, "words", 'c', 1ull << 40);
}
__global__ void first_kernel(int* x) {
#if __CUDA_ARCH__ >= 900
  cudaTriggerProgrammaticLaunchCompletion();
#endif
  x[threadIdx.x] = threadIdx.x;
}
__global__ void second_kernel(const int* x, int* y) {
#if __CUDA_ARCH__ >= 900
  cudaGridDependencySynchronize();
#endif
  y[threadIdx.x] = x[threadIdx.x] + 1;
}
__global__ void vector_atomics(float4* sum) {
#if __CUDA_ARCH__ >= 900
  atomicAdd(sum, make_float4(1, 2, 3, 4));
#else
  atomicAdd(&sum->x, 1), atomicAdd(&sum->y, 2), atomicAdd(&sum->z, 3), atomicAdd(&sum->w, 4);
#endif
}
void newer() {
  Device<float> x(Random(1).floats(64)), y(64);
  with_options<<<1, 64>>>({2, 64, x}, y);
  std::vector<float> want = x.host();
  for (float& v : want) v = v * (3 - 4) + (6 + 2);
  expect("with_options", y.host(), want);
  const int n = 777;
  const auto f = Random(3).floats(n);
  Device<float> F(f), S(1), back(n);
  Device<__nv_fp8_e4m3> q(n);
  eight_bits<<<1, 128>>>(F, q, S, back, n);
  expect("eight_bits", back.host(), f, 1.0 / 16);
  tells<<<1, 32>>>(7);
  Device<int> a(64), b(64);
  cudaLaunchAttribute attribute = {};
  attribute.id = cudaLaunchAttributeProgrammaticStreamSerialization;
  attribute.val.programmaticStreamSerializationAllowed = 1;
  cudaLaunchConfig_t config = {};
  config.gridDim = 1, config.blockDim = 64, config.attrs = &attribute, config.numAttrs = 1;
  first_kernel<<<1, 64>>>(a);
  cudaLaunchKernelEx(&config, second_kernel, (const int*)a.get(), b.get());
  std::vector<int> up(64);
  std::iota(up.begin(), up.end(), 1);
  expect("programmatic", b.host(), up);
  Device<float4> sums(1);
  sums.zero();
  vector_atomics<<<2, 64>>>(sums);
  const float4 s = sums.host()[0];
  expect("vector_atomics", std::vector<float>{s.x, s.y, s.z, s.w},
         std::vector<float>{128, 256, 384, 512});
}

int main() {
  overlapped();
  captured();
  managed();
  kinds_of_memory();
  large_shared();
  handled_errors();
  host_threads();
  libraries();
  newer();
  return finish();
}
