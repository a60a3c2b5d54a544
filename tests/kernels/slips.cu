// What candidates overlook: slips.cu [WHICH].  See faults.cu.
#include <cooperative_groups.h>
#include <cuda_fp16.h>
#include <cuda_pipeline.h>
#include <mma.h>

#include <cstdlib>
#include <cuda/barrier>
#include <cuda/pipeline>
#include <vector>
namespace cg = cooperative_groups;
#pragma nv_diag_suppress static_var_with_dynamic_init

// --- divisions

__global__ void mean_of_none(const int* sums, const int* counts, int* means) {
  means[threadIdx.x] = sums[threadIdx.x] / counts[threadIdx.x];  // expect: division_by_zero
}
__global__ void slot_of_no_table(const unsigned* keys, unsigned* slots, unsigned size) {
  if (threadIdx.x < 20) slots[threadIdx.x] = keys[threadIdx.x] % size;  // expect: division_by_zero
}
__global__ void wide_quotient(const long long* a, const long long* b, long long* q) {
  q[threadIdx.x] = (a[threadIdx.x] + (1ll << 40)) / b[threadIdx.x];  // expect: division_by_zero
}
__global__ void narrow_remainder(const short* a, short* b) {
  b[threadIdx.x] = 100 % a[threadIdx.x];  // expect: division_by_zero
}

// --- tails, stages, barriers and masks

__global__ void product_without_tail(const float* a, const float* b, float* c, int n) {
  __shared__ float ta[16][16], tb[16][16];
  const int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  float sum = 0;
  for (int k = 0; k < n; k += 16) {
    ta[y][x] = row < n ? a[row * n + k + x] : 0;  // expect: out_of_bounds
    tb[y][x] = col < n && k + y < n ? b[(k + y) * n + col] : 0;
    __syncthreads();
    for (int i = 0; i < 16; ++i) sum += ta[y][i] * tb[i][x];
    __syncthreads();
  }
  if (row < n && col < n) c[row * n + col] = sum;
}
__global__ void counts_down(int* x, unsigned n) {
  for (unsigned i = n - 1; i != 0xfffffff0u; --i) x[i] = i;  // expect: out_of_bounds
}
__global__ void overflows(const int* x, int* y, int stride) {
  const int i = threadIdx.x * stride;
  y[threadIdx.x] = x[i];  // expect: out_of_bounds
}
__global__ void last_stage_not_waited(const float4* x, float4* y, int tiles) {
  __shared__ float4 room[2][32];
  const int t = threadIdx.x;
  __pipeline_memcpy_async(&room[0][t], &x[t], 16);
  __pipeline_commit();
  for (int k = 0; k < tiles; ++k) {
    if (k + 1 < tiles) {
      __pipeline_memcpy_async(&room[(k + 1) & 1][t], &x[(k + 1) * 32 + t], 16);
      __pipeline_commit();
    }
    __pipeline_wait_prior(1);
    y[k * 32 + t] = room[k & 1][t];  // expect: missing_wait
  }
}
__global__ void read_before_its_wait(const int* x, int* y, int tiles) {
  __shared__ int room[64];
  __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 1> state;
  auto block = cg::this_thread_block();
  auto pipe = cuda::make_pipeline(block, &state);
  for (int k = 0; k < tiles; ++k) {
    pipe.producer_acquire();
    cuda::memcpy_async(&room[threadIdx.x], &x[k * 64 + threadIdx.x], sizeof(int), pipe);
    pipe.producer_commit();
    y[k * 64 + threadIdx.x] = room[threadIdx.x];  // expect: missing_wait
    pipe.consumer_wait();
    pipe.consumer_release();
  }
}
__global__ void arrives_but_does_not_wait(const int* x, int* y) {
  __shared__ int room[64];
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  if (threadIdx.x == 0) init(&bar, 64);
  __syncthreads();
  room[threadIdx.x] = x[threadIdx.x];
  auto token = bar.arrive();
  y[threadIdx.x] = room[63 - threadIdx.x];  // expect: shared_race
  bar.wait(std::move(token));
}
__global__ void arrays_that_overlap(const float* x, float* y, int n) {
  extern __shared__ float room[];
  float *a = room, *b = room + n / 2;  // meant n
  a[threadIdx.x] = x[threadIdx.x];
  b[threadIdx.x] = 2;  // expect: shared_race
  __syncthreads();
  y[threadIdx.x] = a[threadIdx.x] + b[threadIdx.x];
}
__global__ void too_little_shared(const float* x, float* y) {
  extern __shared__ float both[];
  both[threadIdx.x] = x[threadIdx.x];
  both[threadIdx.x + blockDim.x] = 1;  // expect: out_of_bounds
  __syncthreads();
  y[threadIdx.x] = both[threadIdx.x];
}
__global__ void bitonic_last_steps(int* x) {
  __shared__ int s[128];
  const int t = threadIdx.x;
  s[t] = x[t];
  __syncthreads();
  for (int k = 2; k <= 128; k *= 2)
    for (int j = k / 2; j > 0; j /= 2) {
      const int o = t ^ j;
      if (o > t && (s[t] > s[o]) == ((t & k) == 0)) {  // expect: shared_race
        const int h = s[t];
        s[t] = s[o];  // expect: shared_race
        s[o] = h;     // expect: shared_race
      }
      if (j > 32)
        __syncthreads();
      else
        __syncwarp();
    }
  __syncthreads();
  x[t] = s[t];
}

// A running sum that overwrites what its neighbours have yet to read.
__global__ void running_in_place(int* y) {
  __shared__ int tile[128];
  const int t = threadIdx.x;
  tile[t] = y[t];
  __syncthreads();
  for (int d = 1; d < 128; d *= 2) {
    const int left = t >= d ? tile[t - d] : 0;  // expect: shared_race
    tile[t] += left;                            // expect: shared_race
    __syncthreads();
  }
  y[t] = tile[t];
}

__global__ void loops_over_a_rest(const float* x, float* y, int n) {
  for (int i = threadIdx.x; i < n; i += 32) {
    float v = x[i];
    v += __shfl_xor_sync(0xffffffff, v, 1);  // expect: deadlock
    y[i] = v;
  }
  if (threadIdx.x == 0) y[0] = 1;
  __syncwarp();  // expect: deadlock
}
__global__ void wrong_row_length(const __half* a, float* c) {
  using namespace nvcuda;
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::col_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
  wmma::fill_fragment(fc, 0.0f);
  wmma::load_matrix_sync(fa, a, 24);  // expect: out_of_bounds
  wmma::load_matrix_sync(fb, a, 16);
  wmma::mma_sync(fc, fa, fb, fc);
  wmma::store_matrix_sync(c, fc, 16, wmma::mem_row_major);
}
__global__ void rows_of_a_matrix_misplaced(const unsigned short* a, unsigned* y) {
  __shared__ unsigned short room[8 * 9];
  for (int i = threadIdx.x; i < 72; i += 32) room[i] = a[i];
  __syncwarp();
  unsigned at = static_cast<unsigned>(__cvta_generic_to_shared(&room[threadIdx.x % 8 * 9])), v;
  asm volatile("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];"
               : "=r"(v)
               : "r"(at));  // expect: misaligned
  y[threadIdx.x] = v;
}
__global__ void copied_by_count(const int* x, int* y) {
  y[threadIdx.x] = x[threadIdx.x];  // expect: uninitialised_read
}
__global__ void heap_of_another(int** slots, int* y) {
  if (threadIdx.x == 0) {
    slots[0] = static_cast<int*>(malloc(32 * sizeof(int)));
    free(slots[0]);
  }
  __syncthreads();
  slots[0][threadIdx.x] = 1;  // expect: use_after_free
  y[threadIdx.x] = 0;
}
__global__ void last_block_reads(const int* x, int* sum, int* done) {
  __shared__ int part[32];
  part[threadIdx.x] = x[threadIdx.x];
  if (threadIdx.x == 31) {
    int s = 0;
    for (int k = 0; k < 32; ++k) s += part[k];  // expect: shared_race
    *sum = s;
  }
}
__global__ void max_of_some(const float* x, float* y, int n) {
  __shared__ float most[8];
  float v = threadIdx.x < n ? x[threadIdx.x] : -1e30f;
  for (int d = 16; d; d /= 2) v = fmaxf(v, __shfl_down_sync(~0u, v, d));
  if (threadIdx.x % 32 == 0) most[threadIdx.x / 32] = v;
  __syncthreads();
  if (threadIdx.x < 32) {
    v = most[threadIdx.x % 8];  // expect: uninitialised_read
    for (int d = 16; d; d /= 2) v = fmaxf(v, __shfl_down_sync(~0u, v, d));
    if (threadIdx.x == 0) *y = v;
  }
}
__global__ void barrier_for_some(const int* x, int* y, int n) {
  __shared__ int s[64];
  for (int base = 0; base < n; base += 64) {
    if (base + threadIdx.x >= n) break;
    s[threadIdx.x] = x[base + threadIdx.x];
    __syncthreads();  // expect: barrier_divergence
    y[base + threadIdx.x] = s[threadIdx.x];
    __syncthreads();  // expect: barrier_divergence
  }
}
__global__ void tile_of_a_branch(int* y) {
  auto tile = cg::tiled_partition<16>(cg::this_thread_block());
  int v = threadIdx.x;
  if (threadIdx.x % 16 < 8) v = tile.shfl_down(v, 8);  // expect: inactive_source
  y[threadIdx.x] = v;
}
__global__ void reads_named_wrong(int* y) {
  int v = threadIdx.x;
  if (v % 2) {
    v = __reduce_add_sync(0xffffffff, v);  // expect: deadlock
  }
  __syncthreads();
  y[threadIdx.x] = v;
}
__global__ void queue_of_too_few(int* items, int* count, int n) {
  if (threadIdx.x < n) items[atomicAdd(count, 1)] = threadIdx.x;  // expect: out_of_bounds
}
__global__ void transposed_extents(const float* in, float* out, int w, int h) {
  __shared__ float t[32][33];
  int x = blockIdx.x * 32 + threadIdx.x, y = blockIdx.y * 32 + threadIdx.y;
  if (x < w && y < h) t[threadIdx.y][threadIdx.x] = in[y * w + x];
  __syncthreads();
  x = blockIdx.y * 32 + threadIdx.x, y = blockIdx.x * 32 + threadIdx.y;
  if (x < w && y < h) out[y * h + x] = t[threadIdx.x][threadIdx.y];  // expect: uninitialised_read
}
__global__ void named_for_too_many(int* y) {
  if (threadIdx.x < 32) asm volatile("bar.sync 1, 64;" ::: "memory");  // expect: deadlock 11
  y[threadIdx.x] = 1;
}
__global__ void wrong_phase(int* y) {
  __shared__ cuda::barrier<cuda::thread_scope_block> bar;
  if (threadIdx.x == 0) init(&bar, 33);  // 32 come
  __syncthreads();
  bar.arrive_and_wait();  // expect: deadlock 12
  y[threadIdx.x] = 1;
}
__global__ void waits_for_the_grid(int* y) {
  y[threadIdx.x] = 1;
  cg::this_grid().sync();  // expect: trap 13
  y[threadIdx.x] = 2;
}
__global__ void ones(int* y) { y[threadIdx.x] = 1; }
__global__ void turned(int* y) {
  extern __shared__ int ring[];
  ring[(threadIdx.x + 1) % blockDim.x] = y[threadIdx.x];
}
__global__ void __launch_bounds__(64) few_ones(int* y) { y[threadIdx.x] = 1; }
__global__ void doubled(const int* x, int* y) { y[threadIdx.x] = 2 * x[threadIdx.x]; }

namespace {

// A pointer to memory of the device with these values.
template <class T>
T* given(const std::vector<T>& values) {
  T* data = nullptr;
  cudaMalloc(&data, values.size() * sizeof(T));
  cudaMemcpy(data, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice);
  return data;
}
template <class T>
T* room(std::size_t count, T value = T()) {
  return given(std::vector<T>(count, value));
}

void divisions() {
  int *sums = room<int>(64, 7), *counts = room<int>(64, 2), *means = room<int>(64);
  cudaMemset(counts + 40, 0, sizeof(int));
  mean_of_none<<<1, 64>>>(sums, counts, means);
  unsigned *keys = room<unsigned>(32, 5), *slots = room<unsigned>(32);
  slot_of_no_table<<<1, 32>>>(keys, slots, 0);
  long long *a = room<long long>(32, 9), *b = room<long long>(32), *q = room<long long>(32);
  wide_quotient<<<1, 32>>>(a, b, q);
  short *few = room<short>(32), *left = room<short>(32);
  narrow_remainder<<<1, 32>>>(few, left);
  cudaDeviceSynchronize();
  for (void* p : {(void*)sums, (void*)counts, (void*)means, (void*)keys, (void*)slots, (void*)a,
                  (void*)b, (void*)q, (void*)few, (void*)left})
    cudaFree(p);
}

void kernels() {
  int* y = room<int>(4096);
  float *fx = room<float>(400, 1), *fy = room<float>(400);
  product_without_tail<<<dim3(2, 2), dim3(16, 16)>>>(fx, fx, fy, 20);
  int* ten = room<int>(10);
  counts_down<<<1, 1>>>(ten, 10);
  overflows<<<1, 8>>>(y, y + 100, 1 << 29);
  float4 *vx = room<float4>(128), *vy = room<float4>(128);
  last_stage_not_waited<<<1, 32>>>(vx, vy, 4);
  read_before_its_wait<<<1, 64>>>(y, y + 1000, 3);
  arrives_but_does_not_wait<<<1, 64>>>(y, y + 64);
  arrays_that_overlap<<<1, 32, 64 * 4>>>(fx, fy, 32);
  too_little_shared<<<1, 128, 128 * 4>>>(fx, fy);
  bitonic_last_steps<<<1, 128>>>(y);
  running_in_place<<<1, 128>>>(y);
  loops_over_a_rest<<<1, 32>>>(fx, fy, 40);
  __half* ha = room<__half>(256);
  wrong_row_length<<<1, 32>>>(ha, fy);
  unsigned short* us = room<unsigned short>(72);
  rows_of_a_matrix_misplaced<<<1, 32>>>(us, (unsigned*)y);
  int* part;
  cudaMalloc(&part, 64 * sizeof(int));
  int h[64] = {};
  cudaMemcpy(part, h, 64, cudaMemcpyHostToDevice);
  copied_by_count<<<1, 64>>>(part, y);
  int** slots = room<int*>(1);
  heap_of_another<<<1, 32>>>(slots, y);
  last_block_reads<<<1, 32>>>(y, y + 100, y + 101);
  max_of_some<<<1, 96>>>(fx, fy, 90);
  barrier_for_some<<<1, 64>>>(y, y + 500, 100);
  tile_of_a_branch<<<1, 32>>>(y);
  reads_named_wrong<<<1, 32>>>(y);
  int* few = room<int>(8);
  int* count = room<int>(1);
  queue_of_too_few<<<1, 32>>>(few, count, 9);
  transposed_extents<<<dim3(2, 1), dim3(32, 32)>>>(fx, fy, 40, 10);
  cudaDeviceSynchronize();
  for (void* p : {(void*)y, (void*)fx, (void*)fy, (void*)ten, (void*)vx, (void*)vy, (void*)ha,
                  (void*)us, (void*)part, (void*)slots, (void*)few, (void*)count})
    cudaFree(p);
}

// One mistake each, of the host or in a kernel that ends the program.
void one(int which) {
  int* y = room<int>(64);
  std::vector<int> h(100);
  void* p = nullptr;
  size_t pitch;
  if (which == 11) named_for_too_many<<<1, 64>>>(y);
  if (which == 12) wrong_phase<<<1, 32>>>(y);
  if (which == 13) waits_for_the_grid<<<2, 32>>>(y);
  if (which == 14) ones<<<0, 32>>>(y);
  if (which == 15) ones<<<1, 32, 100 << 10>>>(y);
  if (which == 16) cudaMemcpy(h.data(), y, 65 * sizeof(int), cudaMemcpyDeviceToHost);
  if (which == 17) {
    cudaMallocPitch(&p, &pitch, 4, 4);
    cudaMemcpy2D(p, pitch, h.data(), 4, 4, 5, cudaMemcpyHostToDevice);
    cudaFree(p);
  }
  if (which == 18) {
    cudaMallocAsync(&p, 64, nullptr);
    cudaFreeAsync(p, nullptr);
    cudaFreeAsync(p, nullptr);
  }
  if (which == 19) cudaFree(y + 4);
  if (which == 20) ones<<<1, 4>>>(h.data());
  if (which == 21) cudaMemset(&y, 0, 8);
  if (which == 22) turned<<<1, 32>>>(y);
  if (which == 23) cudaMemcpy(y, h.data(), 256, cudaMemcpyDeviceToHost);
  if (which == 24) y[3] = 1;
  if (which == 25) ones<<<1, 1056>>>(y);
  if (which == 26) few_ones<<<1, 65>>>(y);
  if (which == 27) {
    cudaMallocHost(&p, 64);
    cudaFree(p);
    cudaFreeHost(p);
  }
  if (which == 28) {
    cudaMalloc(&p, 64 * sizeof(int));
    cudaMemcpy(p, h.data(), 64, cudaMemcpyHostToDevice);
    doubled<<<1, 64>>>(static_cast<int*>(p), y);
    cudaDeviceSynchronize();
    cudaFree(p);
  }
  cudaDeviceSynchronize();
  cudaFree(y);
}

// A graph of one fill.
cudaGraph_t graph_of_a_fill(int* x) {
  cudaGraph_t graph;
  cudaGraphCreate(&graph, 0);
  cudaGraphNode_t node;
  cudaMemsetParams fill = {};
  fill.dst = x;
  fill.elementSize = 4;
  fill.width = 8;
  fill.height = 1;
  cudaGraphAddMemsetNode(&node, graph, nullptr, 0, &fill);
  return graph;
}

// What is done with a graph that is gone: refused, and told.
int graphs(int which) {
  int* x = room<int>(8, 5);
  cudaGraph_t graph = graph_of_a_fill(x), other;
  cudaGraphExec_t exec = nullptr, never = nullptr;
  cudaGraphNode_t node;
  cudaGraphInstantiate(&exec, graph, 0);
  cudaError_t error = cudaSuccess;
  if (which < 3) cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  if (which == 1) error = cudaGraphLaunch(exec, nullptr);
  if (which == 2) error = cudaGraphExecDestroy(exec);
  if (which == 3) error = cudaGraphInstantiate(&never, graph, 0);
  if (which == 4) error = cudaGraphAddEmptyNode(&node, graph, nullptr, 0);
  if (which == 5) error = cudaGraphClone(&other, graph);
  if (which == 6) error = cudaGraphDestroy(graph);
  if (which == 7) error = cudaGraphLaunch(never, nullptr);  // no finding: the error says it
  if (which >= 3) cudaGraphExecDestroy(exec);
  cudaFree(x);
  return error == cudaErrorInvalidValue ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) {
  const int which = argc > 1 ? std::atoi(argv[1]) : 0;
  if (which > 10) {
    one(which);
  } else if (which > 0) {
    return graphs(which);
  } else {
    divisions();
    kernels();
  }
  return 0;
}
