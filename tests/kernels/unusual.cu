// What kernels of people who know the device well do now and then.

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <mma.h>

#include <cuda/barrier>

#include "check.cuh"

using namespace nvcuda;

// Warps that load and warps that compute, with two barriers of memory between them.
__global__ void producer_and_consumer(const float* x, float* y, int rounds) {
  using Barrier = cuda::barrier<cuda::thread_scope_block>;
  __shared__ float room[2][32];
  __shared__ alignas(8) unsigned char memory[4 * sizeof(Barrier)];
  auto* const full = reinterpret_cast<Barrier*>(memory);
  Barrier* const empty = full + 2;
  if (threadIdx.x == 0) {
    for (int k = 0; k < 2; ++k) {
      init(full + k, 64);
      init(empty + k, 64);
    }
  }
  __syncthreads();
  const int lane = threadIdx.x % 32;
  if (threadIdx.x < 32) {
    for (int k = 0; k < rounds; ++k) {
      if (k >= 2) empty[k % 2].arrive_and_wait();
      room[k % 2][lane] = x[k * 32 + lane];
      (void)full[k % 2].arrive();
    }
  } else {
    float sum = 0;
    for (int k = 0; k < rounds; ++k) {
      full[k % 2].arrive_and_wait();
      sum += room[k % 2][31 - lane];
      if (k + 2 < rounds) (void)empty[k % 2].arrive();
    }
    y[lane] = sum;
  }
}

__global__ void hinted(const float* x, float* y) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  unsigned long long policy;
  float kept;
  asm("createpolicy.fractional.L2::evict_last.L2::evict_unchanged.b64 %0, 0.5;" : "=l"(policy));
  asm("ld.global.L2::cache_hint.f32 %0, [%1], %2;" : "=f"(kept) : "l"(x + i), "l"(policy));
  const float sum = kept + __ldcs(x + i) + __ldcg(x + i) + __ldca(x + i) + __ldlu(x + i) + __ldcv(x + i) + __ldg(x + i);
  if (i % 4 == 0) __stwt(y + i, sum);
  if (i % 4 == 1) __stcs(y + i, sum);
  if (i % 4 == 2) __stcg(y + i, sum);
  if (i % 4 == 3) __stwb(y + i, sum);
}

__global__ void inline_assembly(const unsigned* x, unsigned* y) {
  const unsigned i = threadIdx.x;
  unsigned lane, product, carry_low, carry_high, picked;
  asm("mov.u32 %0, %%laneid;" : "=r"(lane));
  asm("mad.hi.u32 %0, %1, %2, %3;" : "=r"(product) : "r"(x[i]), "r"(x[i + 1]), "r"(lane));
  asm("add.cc.u32 %0, %2, %3;\n\taddc.u32 %1, 0, 0;" : "=r"(carry_low), "=r"(carry_high) : "r"(x[i]), "r"(x[i + 1]));
  asm("{ .reg .pred p; setp.gt.u32 p, %1, %2; selp.u32 %0, %1, %2, p; }" : "=r"(picked) : "r"(x[i]), "r"(x[i + 1]));
  y[i] = product ^ carry_low ^ (carry_high << 7) ^ (picked >> 3);
}

// Masks at the edges: one lane, the last lane, every second lane.
__global__ void masks(unsigned* y) {
  const unsigned lane = threadIdx.x;
  unsigned got = 0;
  if (lane == 31) got = __ballot_sync(0x80000000u, 1);
  if (lane == 0) got = __ballot_sync(1, 0) + 5;
  if (lane % 2 == 1 && lane != 31) got = __match_any_sync(0x2aaaaaaau, lane / 8) + __popc(__activemask() & 0x55555555u);
  if (lane % 2 == 0 && lane != 0) {
    int all = 0;
    got = __match_all_sync(0x55555554u, lane > 40, &all) + static_cast<unsigned>(all);
  }
  y[lane] = got;
}

__global__ void brain_pairs(const float* x, float* y) {
  const int i = threadIdx.x;
  const __nv_bfloat162 a = __floats2bfloat162_rn(x[2 * i], x[2 * i + 1]);
  const __nv_bfloat162 b = __floats2bfloat162_rn(x[2 * i + 1], 0.5f);
  const __nv_bfloat162 sum = __hadd2(a, __hmul2(a, b)), most = __hmax2(a, b);
  y[4 * i] = __low2float(sum);
  y[4 * i + 1] = __high2float(sum);
  y[4 * i + 2] = __low2float(most);
  y[4 * i + 3] = __low2float(__lowhigh2highlow(a));
}

template <class Map>
__global__ void mapped(const int* x, int* y, int n, Map map) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = map(x[i], i);
}

__constant__ int c_table[64];
__global__ void looked_up(int* y) { y[threadIdx.x] = c_table[threadIdx.x]; }

__global__ void bytes_on_tensor_cores(const signed char* a, const signed char* b, int* c) {
  wmma::fragment<wmma::matrix_a, 16, 16, 16, signed char, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, signed char, wmma::col_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, int> sum;
  wmma::fill_fragment(sum, 3);
  for (int k = 0; k < 64; k += 16) {
    wmma::load_matrix_sync(fa, a + k, 64);
    wmma::load_matrix_sync(fb, b + k, 64);
    wmma::mma_sync(sum, fa, fb, sum);
  }
  wmma::store_matrix_sync(c, sum, 16, wmma::mem_row_major);
}

// A NaN is left out by __hmin2 and kept by __hmin2_nan.
__global__ void halves_and_nan(unsigned* y) {
  const __half2 a = __halves2half2(__ushort_as_half(0x7e00), __float2half(2)), b = __floats2half2_rn(1, -3);
  const __half2 results[] = {__hmin2(a, b), __hmin2_nan(a, b), __hmax2(a, b), __hadd2_sat(a, b), __hfma2_relu(b, b, b)};
  for (int k = 0; k < 5; ++k) y[k] = __half_as_ushort(__low2half(results[k])) | __half_as_ushort(__high2half(results[k])) << 16;
  y[5] = __hbeq2(a, a) | __hbneu2(a, a) << 1 | static_cast<unsigned>(__hisnan(__low2half(a))) << 2;
}

__global__ void block_sums(const int* x, int* sums) {
  int sum = __reduce_add_sync(~0u, x[blockIdx.x * 32 + threadIdx.x]);
  if (threadIdx.x == 0) sums[blockIdx.x] = sum;
}
__global__ void scan_sums(int* sums) {
  int value = sums[threadIdx.x];
  for (int d = 1; d < 32; d *= 2) {
    const int other = __shfl_up_sync(~0u, value, d);
    if (threadIdx.x >= d) value += other;
  }
  sums[threadIdx.x] = value;
}
__global__ void scan_blocks(const int* x, const int* sums, int* y) {
  int value = x[blockIdx.x * 32 + threadIdx.x];
  for (int d = 1; d < 32; d *= 2) {
    const int other = __shfl_up_sync(~0u, value, d);
    if (threadIdx.x >= d) value += other;
  }
  y[blockIdx.x * 32 + threadIdx.x] = value + (blockIdx.x ? sums[blockIdx.x - 1] : 0);
}

// Three launches in memory of a pool, as a graph of two streams.
void captured_scan(const int* x, int* y) {
  cudaStream_t one, two;
  cudaStreamCreate(&one);
  cudaStreamCreate(&two);
  cudaEvent_t fork, join;
  cudaEventCreate(&fork);
  cudaEventCreate(&join);
  cudaGraph_t graph;
  cudaGraphExec_t exec;
  int* sums = nullptr;
  cudaStreamBeginCapture(one, cudaStreamCaptureModeGlobal);
  cudaMallocAsync(&sums, 32 * sizeof(int), one);
  cudaEventRecord(fork, one);
  cudaStreamWaitEvent(two, fork, 0);
  cudaMemsetAsync(y, 0xff, 1024 * sizeof(int), two);
  block_sums<<<32, 32, 0, one>>>(x, sums);
  scan_sums<<<1, 32, 0, one>>>(sums);
  cudaEventRecord(join, two);
  cudaStreamWaitEvent(one, join, 0);
  scan_blocks<<<32, 32, 0, one>>>(x, sums, y);
  cudaFreeAsync(sums, one);
  cudaStreamEndCapture(one, &graph);
  cudaGraphInstantiate(&exec, graph, 0);
  for (int k = 0; k < 3; ++k) cudaGraphLaunch(exec, one);
  cudaStreamSynchronize(one);
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  cudaEventDestroy(fork);
  cudaEventDestroy(join);
  cudaStreamDestroy(one);
  cudaStreamDestroy(two);
}

float brain(float x) { return __bfloat162float(__float2bfloat16(x)); }

int main() {
  Random random(7);
  {
    const std::vector<float> x = random.floats(32 * 9);
    Device<float> dx(x), dy(32);
    producer_and_consumer<<<1, 64>>>(dx, dy, 9);
    std::vector<float> want(32);
    for (int k = 0; k < 9; ++k)
      for (int i = 0; i < 32; ++i) want[i] += x[k * 32 + 31 - i];
    expect("producer_and_consumer", dy.host(), want, 1e-6);
  }
  {
    const std::vector<float> x = random.floats(256);
    Device<float> dx(x), dy(256);
    hinted<<<2, 128>>>(dx, dy);
    std::vector<float> want;
    for (const float value : x) want.push_back(7 * value);
    expect("hinted", dy.host(), want, 1e-6);
  }
  {
    std::vector<unsigned> x(65), want(64);
    for (unsigned& value : x) value = random.next() * 2654435761u;
    Device<unsigned> dx(x), dy(64);
    inline_assembly<<<1, 64>>>(dx, dy);
    for (unsigned i = 0; i < 64; ++i) {
      const auto high = static_cast<unsigned>(std::uint64_t{x[i]} * x[i + 1] >> 32) + i % 32;
      const std::uint64_t sum = std::uint64_t{x[i]} + x[i + 1];
      want[i] = high ^ static_cast<unsigned>(sum) ^ static_cast<unsigned>(sum >> 32) << 7 ^ std::max(x[i], x[i + 1]) >> 3;
    }
    expect("inline_assembly", dy.host(), want);
  }
  {
    Device<unsigned> dy(32);
    masks<<<1, 32>>>(dy);
    std::vector<unsigned> want(32);
    for (unsigned lane = 0; lane < 32; ++lane) {
      if (lane % 2 == 1) want[lane] = 0xaau << lane / 8 * 8 & 0x2aaaaaaau;
      if (lane % 2 == 0) want[lane] = 0x55555555u;
    }
    want[0] = 5;
    want[31] = 0x80000000u;
    expect("masks", dy.host(), want);
  }
  {
    const std::vector<float> x = random.floats(64);
    Device<float> dx(x), dy(128);
    brain_pairs<<<1, 32>>>(dx, dy);
    std::vector<float> want;
    for (int i = 0; i < 32; ++i) {
      const float a = brain(x[2 * i]), b = brain(x[2 * i + 1]);
      want.push_back(brain(a + brain(a * b)));
      want.push_back(brain(b + brain(b * 0.5f)));
      want.push_back(std::max(a, b));
      want.push_back(b);
    }
    expect("brain_pairs", dy.host(), want, 1e-2);
  }
  {
    const std::vector<int> x = random.ints(1000, 100);
    Device<int> dx(x), dy(1000);
    const int add = 17;
    mapped<<<3, 64>>>(dx.get(), dy.get(), 1000, [=] __device__(int value, int i) { return value * add - i; });
    std::vector<int> want;
    for (int i = 0; i < 1000; ++i) want.push_back(x[i] * add - i);
    expect("mapped", dy.host(), want);
  }
  {
    const std::vector<int> low = random.ints(16, 1000), high = random.ints(48, 1000);
    cudaMemcpyToSymbol(c_table, low.data(), 16 * sizeof(int));
    cudaMemcpyToSymbol(c_table, high.data(), 48 * sizeof(int), 16 * sizeof(int));
    Device<int> dy(64);
    looked_up<<<1, 64>>>(dy);
    std::vector<int> want = low;
    want.insert(want.end(), high.begin(), high.end());
    expect("looked_up", dy.host(), want);
    std::vector<int> back(8);
    cudaMemcpyFromSymbol(back.data(), c_table, 8 * sizeof(int), 12 * sizeof(int));
    expect("constant with an offset", back, std::vector<int>(want.begin() + 12, want.begin() + 20));
  }
  {
    std::vector<signed char> a(16 * 64), b(16 * 64);
    for (signed char& value : a) value = static_cast<signed char>(random.next());
    for (signed char& value : b) value = static_cast<signed char>(random.next());
    Device<signed char> da(a), db(b);
    Device<int> dc(256);
    bytes_on_tensor_cores<<<1, 32>>>(da, db, dc);
    std::vector<int> want(256, 3);
    for (int r = 0; r < 16; ++r)
      for (int c = 0; c < 16; ++c)
        for (int k = 0; k < 64; ++k) want[r * 16 + c] += a[r * 64 + k] * b[c * 64 + k];
    expect("bytes_on_tensor_cores", dc.host(), want);
  }
  {
    Device<unsigned> dy(6);
    halves_and_nan<<<1, 1>>>(dy);
    // 1, -3 | NaN, -3 | 1, 2 | 0 (of NaN), 0 | 2, 6
    expect("halves_and_nan", dy.host(),
           std::vector<unsigned>{0xc2003c00, 0xc2007fff, 0x40003c00, 0x00000000, 0x46004000, 4});
  }
  {
    const std::vector<int> x = random.ints(1024, 100);
    Device<int> dx(x), dy(1024);
    captured_scan(dx, dy);
    std::vector<int> want;
    int sum = 0;
    for (const int value : x) want.push_back(sum += value);
    expect("captured_scan", dy.host(), want);
  }
  return finish();
}
