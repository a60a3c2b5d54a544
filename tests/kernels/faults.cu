// Faulty kernels.  A line that ends in `expect: KIND` must get exactly that finding, and no other
// line any.  `faults N` runs only the kernels that end the program (trap, assert, host).

#include <cooperative_groups.h>
#include <cuda_pipeline.h>

#include <cassert>
#include <cstdio>
#include <cstdlib>

namespace cg = cooperative_groups;

// --- bounds

__global__ void missing_tail(const float* x, float* y) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const float value = i < 100 ? x[i] : 0.0f;
  y[i] = value;  // expect: out_of_bounds
}
__global__ void read_past(const float* x, float* y) {
  const int i = threadIdx.x;
  if (i < 100) y[i] = x[i + 1];  // expect: out_of_bounds
}
__global__ void negative_index(const float* x, float* y) {
  const int i = threadIdx.x;
  y[i] = x[i - 1];  // expect: out_of_bounds
}
__global__ void wraps_around(const float* x, float* y, unsigned i) {
  y[0] = x[i - 1];  // expect: out_of_bounds
}
__constant__ float weights[5];
__global__ void constant_past(float* y, int n) {
  float sum = 0;
  for (int i = 0; i <= n; ++i) sum += weights[i];  // expect: out_of_bounds
  y[threadIdx.x] = sum;
}
__global__ void null_pointer(float* x) {
  if (threadIdx.x == 0) *x = 1;  // expect: out_of_bounds
}
__global__ void wide_over_end(const float* x, float* y) {
  const float4 v = reinterpret_cast<const float4*>(x)[threadIdx.x];  // expect: out_of_bounds
  y[threadIdx.x] = v.x;
}
__global__ void shared_past_end(float* y) {
  extern __shared__ float room[];
  room[threadIdx.x * 2] = threadIdx.x;  // expect: out_of_bounds
  __syncthreads();
  y[threadIdx.x] = threadIdx.x < 16 ? room[threadIdx.x * 2] : 0;
}
__global__ void shared_read_past(float* y) {
  extern __shared__ float room[];
  room[threadIdx.x] = threadIdx.x;
  __syncthreads();
  y[threadIdx.x] = room[threadIdx.x + 1];  // expect: out_of_bounds
}
__global__ void shared_negative(float* y) {
  __shared__ float room[32];
  room[threadIdx.x] = 1;
  __syncthreads();
  const float* from = room;
  y[threadIdx.x] = from[static_cast<int>(threadIdx.x) - 40000];  // expect: out_of_bounds
}
__global__ void atomic_past_end(int* bins, const int* x) {
  atomicAdd(&bins[x[threadIdx.x]], 1);  // expect: out_of_bounds
}
__global__ void host_pointer(const float* x, float* y) {
  y[threadIdx.x] = x[threadIdx.x];  // expect: out_of_bounds
}
__global__ void wrong_stride(const float* x, float* y, int rows) {
  float sum = 0;
  for (int r = 0; r < rows; ++r) sum += x[r * 40 + threadIdx.x];  // expect: out_of_bounds
  y[threadIdx.x] = sum;
}

// --- alignment and life time

__global__ void misaligned_vector(const float* x, float* y) {
  const float2 v = *reinterpret_cast<const float2*>(x + 1 + 2 * threadIdx.x);  // expect: misaligned
  y[threadIdx.x] = v.x + v.y;
}
__global__ void misaligned_shared(int* y) {
  __shared__ unsigned char room[256];
  for (int k = 0; k < 8; ++k) room[threadIdx.x * 8 + k] = k;
  __syncthreads();
  y[threadIdx.x] = *reinterpret_cast<int*>(room + threadIdx.x * 4 + 1);  // expect: misaligned
}
__global__ void read_freed(const float* x, float* y) {
  y[threadIdx.x] = x[threadIdx.x];  // expect: use_after_free
}
__global__ void write_freed(float* x) {
  x[threadIdx.x] = 1;  // expect: use_after_free
}

// --- uninitialised

__global__ void read_unwritten(const float* x, float* y) {
  y[threadIdx.x] = x[threadIdx.x];  // expect: uninitialised_read
}
__global__ void accumulate_unwritten(float* sum) {
  atomicAdd(sum, 1.0f);  // expect: uninitialised_read
}
__global__ void shared_unwritten(float* y) {
  __shared__ float room[64];
  if (threadIdx.x < 16) room[threadIdx.x] = 1;
  __syncthreads();
  y[threadIdx.x] = room[threadIdx.x];  // expect: uninitialised_read
}
__global__ void bins_not_zeroed(const int* x, int* bins) {
  __shared__ int local[8];
  atomicAdd(&local[threadIdx.x % 8], x[threadIdx.x]);  // expect: uninitialised_read
  __syncthreads();
  if (threadIdx.x < 8) atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}
__global__ void local_unwritten(const int* x, int* y) {
  int room[8];
  for (int k = 0; k < 8; k += 2) room[(x[threadIdx.x] + k) % 8] = k;
  y[threadIdx.x] = room[(x[threadIdx.x] + 1) % 8];  // expect: uninitialised_read
}

// --- races

__global__ void reverse_unsynchronised(int* x) {
  __shared__ int room[64];
  room[threadIdx.x] = x[threadIdx.x];
  x[threadIdx.x] = room[63 - threadIdx.x];  // expect: shared_race
}
__global__ void reduce_one_barrier_missing(const float* x, float* out) {
  __shared__ float room[128];
  room[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) room[threadIdx.x] += room[threadIdx.x + half];  // expect: shared_race
  }
  if (threadIdx.x == 0) *out = room[0];
}
__global__ void warp_synchronous(float* x) {
  __shared__ float room[64];
  room[threadIdx.x] = x[threadIdx.x];
  room[threadIdx.x + 32] = 1;
  __syncthreads();
  volatile float* v = room;
  const int t = threadIdx.x;
  v[t] = v[t] + v[t + 16];  // expect: shared_race
  x[threadIdx.x] = v[t];
}
__global__ void neighbour_in_warp(int* x) {
  __shared__ int room[32];
  room[threadIdx.x] = x[threadIdx.x];
  x[threadIdx.x] = room[(threadIdx.x + 1) % 32];  // expect: shared_race
}
__global__ void write_after_read(const int* x, int* y) {
  __shared__ int room[64];
  room[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = room[(threadIdx.x + 32) % 64];  // expect: shared_race
  room[threadIdx.x] = 0;                           // expect: shared_race
}
__global__ void all_write_one(int* y) {
  __shared__ int word;
  word = threadIdx.x;  // expect: shared_race
  __syncthreads();
  if (threadIdx.x == 0) *y = word;
}
__global__ void tile_reused(const float* x, float* y, int tiles) {
  __shared__ float tile[64];
  float sum = 0;
  for (int t = 0; t < tiles; ++t) {
    tile[threadIdx.x] = x[t * 64 + threadIdx.x];  // expect: shared_race
    __syncthreads();
    sum += tile[63 - threadIdx.x];  // expect: shared_race
  }
  y[threadIdx.x] = sum;
}
__global__ void histogram_read_early(const int* x, int* bins) {
  __shared__ int local[8];
  if (threadIdx.x < 8) local[threadIdx.x] = 0;
  __syncthreads();
  const int lane = threadIdx.x % 32;
  atomicAdd(&local[x[threadIdx.x] % 8], 1);  // expect: shared_race
  if (lane < 8) bins[lane] = local[lane];    // expect: shared_race
}
__global__ void plain_increment(int* y) {
  __shared__ int count;
  if (threadIdx.x == 0) count = 0;
  __syncthreads();
  count += threadIdx.x;  // expect: shared_race
  __syncthreads();
  if (threadIdx.x == 0) *y = count;
}

// --- barriers and collectives

__global__ void barrier_in_branch(int* y) {
  if (threadIdx.x < 32) {
    y[threadIdx.x] = 1;
    __syncthreads();  // expect: barrier_divergence
  } else {
    y[threadIdx.x] = 2;
    __syncthreads();  // expect: barrier_divergence
  }
}
__global__ void early_return(int* y, int n) {
  if (threadIdx.x >= n) return;
  y[threadIdx.x] = 1;
  __syncthreads();  // expect: barrier_divergence
  y[threadIdx.x] += 1;
}
__global__ void shuffle_against_barrier(int* y) {
  int v = threadIdx.x;
  if (threadIdx.x < 16) {
    v = __shfl_sync(0xffffffff, v, 0);  // expect: deadlock
  } else {
    __syncthreads();
  }
  y[threadIdx.x] = v;
}
__global__ void mask_too_small(int* y) {
  y[threadIdx.x] = __shfl_down_sync(0x0000ffff, threadIdx.x, 1);  // expect: wrong_mask
}
__global__ void source_has_left(int* y, int n) {
  if (threadIdx.x >= n) return;
  int v = threadIdx.x;
  v += __shfl_down_sync(0xffffffff, v, 16);  // expect: inactive_source
  y[threadIdx.x] = v;
}
__global__ void waits_for_ever(volatile int* flag) {
  while (*flag == 0) {  // expect: deadlock
  }
}

// --- asynchronous copies

__global__ void no_wait(const float4* x, float4* y) {
  __shared__ float4 room[32];
  __pipeline_memcpy_async(&room[threadIdx.x], &x[threadIdx.x], 16);
  __pipeline_commit();
  __syncthreads();
  y[threadIdx.x] = room[threadIdx.x];  // expect: missing_wait
}
__global__ void waits_for_too_few(const float4* x, float4* y) {
  __shared__ float4 room[2][32];
  for (int k = 0; k < 2; ++k) {
    __pipeline_memcpy_async(&room[k][threadIdx.x], &x[k * 32 + threadIdx.x], 16);
    __pipeline_commit();
  }
  __pipeline_wait_prior(1);
  y[threadIdx.x] = room[0][threadIdx.x];
  y[threadIdx.x + 32] = room[1][threadIdx.x];  // expect: missing_wait
}
__global__ void wait_without_barrier(const float4* x, float4* y) {
  __shared__ float4 room[64];
  __pipeline_memcpy_async(&room[threadIdx.x], &x[threadIdx.x], 16);
  __pipeline_commit();
  __pipeline_wait_prior(0);
  y[threadIdx.x] = room[63 - threadIdx.x];  // expect: shared_race
}

__global__ void refilled_too_soon(const float4* x, float4* y) {
  __shared__ float4 room[32];
  for (int k = 0; k < 2; ++k) {
    __pipeline_memcpy_async(&room[threadIdx.x], &x[k * 32 + threadIdx.x], 16);  // expect: missing_wait
    __pipeline_commit();
  }
  __pipeline_wait_prior(0);
  y[threadIdx.x] = room[threadIdx.x];
}

// --- more of the kinds that are easily overlooked

__global__ void misaligned_store(float* x) {
  *reinterpret_cast<float4*>(x + 2 + 4 * threadIdx.x) = make_float4(1, 2, 3, 4);  // expect: misaligned
}
__global__ void misaligned_pair(float* y) {
  __shared__ float room[72];
  room[threadIdx.x] = room[threadIdx.x + 36] = 1;
  __syncthreads();
  const float2 v = *reinterpret_cast<const float2*>(&room[1 + 2 * (threadIdx.x % 8)]);  // expect: misaligned
  y[threadIdx.x] = v.x + v.y;
}
__global__ void counts_freed(int* bins) {
  atomicAdd(&bins[threadIdx.x % 4], 1);  // expect: use_after_free
}
__global__ void frees_twice_removed(const int* const* table, int* y) {
  y[threadIdx.x] = table[0][threadIdx.x];  // expect: use_after_free
}
__global__ void partial_sums_unwritten(const float* x, float* y) {
  __shared__ float sums[32];
  float sum = x[threadIdx.x];
  for (int k = 16; k > 0; k /= 2) sum += __shfl_down_sync(0xffffffff, sum, k);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x < 32) y[threadIdx.x] = sums[threadIdx.x];  // expect: uninitialised_read
}
__global__ void last_copied_short(const int* x, int* y) {
  y[threadIdx.x] = x[threadIdx.x];  // expect: uninitialised_read
}
__global__ void scan_in_warp(int* x) {
  __shared__ int room[32];
  room[threadIdx.x] = x[threadIdx.x];
  __syncwarp();
  for (int step = 1; step < 32; step *= 2) {
    const int before = threadIdx.x >= step ? room[threadIdx.x - step] : 0;  // expect: shared_race
    room[threadIdx.x] += before;                                            // expect: shared_race
  }
  x[threadIdx.x] = room[threadIdx.x];
}
__global__ void leader_not_waited_for(const int* x, int* y) {
  __shared__ int base;
  if (threadIdx.x % 32 == 0) base = x[0];  // expect: shared_race
  y[threadIdx.x] = base + 1;  // expect: shared_race
}
__global__ void flag_in_shared(int* y) {
  __shared__ int found;
  if (threadIdx.x == 0) found = 0;
  __syncthreads();
  if (y[threadIdx.x] == 0) found = threadIdx.x;  // expect: shared_race
  __syncthreads();
  y[threadIdx.x] = found;
}
__global__ void loops_of_different_length(int* y) {
  for (int k = 0; k < 1 + static_cast<int>(threadIdx.x) / 32; ++k) {
    __syncthreads();  // expect: barrier_divergence
    y[threadIdx.x] += k;
  }
}
__global__ void ballot_of_others(int* y) {
  y[threadIdx.x] = __ballot_sync(0x00ffffff, threadIdx.x & 1);  // expect: wrong_mask
}
__global__ void mask_of_all_in_branch(int* y) {
  int v = threadIdx.x;
  if (threadIdx.x < 8) {
    v = __reduce_add_sync(0xffffffff, v);  // expect: deadlock
  } else {
    __syncthreads();
  }
  y[threadIdx.x] = v;
}
__global__ void source_outside_branch(int* y) {
  int v = threadIdx.x;
  if (threadIdx.x < 16) v = __shfl_sync(0x0000ffff, v, threadIdx.x + 16);  // expect: inactive_source
  y[threadIdx.x] = v;
}

// --- those that end the program

__global__ void asserts(int n) {
  assert(n < 5);  // expect: assertion 1
}
__global__ void traps() {
  if (threadIdx.x == 3) asm volatile("trap;");  // expect: trap 2
}
__global__ void adds_one(int* x) { ++*x; }

namespace {

template <class T>
T* room(std::size_t count, int value = 0) {
  T* data = nullptr;
  cudaMalloc(&data, count * sizeof(T));  // expect: leak 4
  cudaMemset(data, value, count * sizeof(T));
  return data;
}
template <class T>
T* unwritten(std::size_t count) {
  T* data = nullptr;
  cudaMalloc(&data, count * sizeof(T));
  return data;
}

void bounds() {
  float *x = room<float>(100), *y = room<float>(100), *z = room<float>(128);
  missing_tail<<<1, 128>>>(x, y);
  read_past<<<1, 128>>>(x, y);
  negative_index<<<1, 32>>>(x, y);
  wraps_around<<<1, 1>>>(x, y, 0);
  constant_past<<<1, 32>>>(y, 5);
  null_pointer<<<1, 32>>>(nullptr);
  wide_over_end<<<1, 26>>>(x, y);
  shared_past_end<<<1, 32, 32 * sizeof(float)>>>(y);
  shared_read_past<<<1, 32, 32 * sizeof(float)>>>(y);
  shared_negative<<<1, 32>>>(y);
  int *bins = room<int>(4), *indices = room<int>(32, 1);
  atomic_past_end<<<1, 32>>>(bins, indices);
  float on_host[32] = {};
  host_pointer<<<1, 32>>>(on_host, y);
  wrong_stride<<<1, 32>>>(z, y, 4);
  for (void* data : {(void*)x, (void*)y, (void*)z, (void*)bins, (void*)indices}) cudaFree(data);
}

void life() {
  float *x = room<float>(100), *y = room<float>(100), *gone = room<float>(64);
  misaligned_vector<<<1, 32>>>(x, y);
  misaligned_shared<<<1, 32>>>(reinterpret_cast<int*>(y));
  cudaFree(gone);
  read_freed<<<1, 32>>>(gone, y);
  write_freed<<<1, 32>>>(gone);
  float *fresh = unwritten<float>(64), *sum = unwritten<float>(1);
  read_unwritten<<<1, 32>>>(fresh, y);
  accumulate_unwritten<<<1, 1>>>(sum);
  shared_unwritten<<<1, 64>>>(y);
  int *numbers = room<int>(64), *bins = room<int>(8);
  bins_not_zeroed<<<1, 32>>>(numbers, bins);
  misaligned_store<<<1, 16>>>(x);
  misaligned_pair<<<1, 32>>>(y);
  int *dead = room<int>(32), *inner = room<int>(32);
  int** table = room<int*>(1);
  cudaMemcpy(table, &inner, sizeof inner, cudaMemcpyHostToDevice);
  cudaFree(dead);
  cudaFree(inner);
  counts_freed<<<1, 32>>>(dead);
  frees_twice_removed<<<1, 32>>>(table, numbers);
  partial_sums_unwritten<<<1, 64>>>(x, y);
  int *short_copy = unwritten<int>(32), from[32] = {};
  cudaMemcpy(short_copy, from, 31 * sizeof(int), cudaMemcpyHostToDevice);
  last_copied_short<<<1, 32>>>(short_copy, reinterpret_cast<int*>(y));
  cudaFree(table);
  cudaFree(short_copy);
  local_unwritten<<<1, 32>>>(numbers, reinterpret_cast<int*>(y));
  for (void* data : {(void*)x, (void*)y, (void*)fresh, (void*)sum, (void*)numbers, (void*)bins}) cudaFree(data);
}

void races() {
  int *a = room<int>(256), *b = room<int>(256), *zeros = room<int>(64);
  float *x = room<float>(256), *y = room<float>(256);
  reverse_unsynchronised<<<1, 64>>>(a);
  reduce_one_barrier_missing<<<1, 128>>>(x, y);
  warp_synchronous<<<1, 32>>>(x);
  neighbour_in_warp<<<1, 32>>>(a);
  write_after_read<<<1, 64>>>(a, b);
  all_write_one<<<1, 64>>>(b);
  tile_reused<<<1, 64>>>(x, y, 3);
  histogram_read_early<<<1, 64>>>(zeros, b);
  plain_increment<<<1, 64>>>(b);
  scan_in_warp<<<1, 32>>>(a);
  leader_not_waited_for<<<1, 64>>>(a, b);
  cudaMemset(b, 0, 256 * sizeof(int));
  flag_in_shared<<<1, 64>>>(b);
  for (void* data : {(void*)a, (void*)b, (void*)zeros, (void*)x, (void*)y}) cudaFree(data);
}

void waiting() {
  int *a = room<int>(64), *flag = room<int>(1);
  float4 *x = room<float4>(64), *y = room<float4>(64);
  barrier_in_branch<<<1, 64>>>(a);
  early_return<<<1, 64>>>(a, 40);
  shuffle_against_barrier<<<1, 32>>>(a);
  mask_too_small<<<1, 32>>>(a);
  source_has_left<<<1, 32>>>(a, 20);
  no_wait<<<1, 32>>>(x, y);
  waits_for_too_few<<<1, 32>>>(x, y);
  wait_without_barrier<<<1, 64>>>(x, y);
  refilled_too_soon<<<1, 32>>>(x, y);
  loops_of_different_length<<<1, 64>>>(a);
  ballot_of_others<<<1, 32>>>(a);
  mask_of_all_in_branch<<<1, 32>>>(a);
  source_outside_branch<<<1, 32>>>(a);
  waits_for_ever<<<1, 32>>>(flag);  // ends the program's launches
  for (void* data : {(void*)a, (void*)flag, (void*)x, (void*)y}) cudaFree(data);
}

}  // namespace

int main(int argc, char** argv) {
  switch (argc > 1 ? std::atoi(argv[1]) : 0) {
    case 1: asserts<<<1, 32>>>(7); break;
    case 2: traps<<<1, 32>>>(); break;
    case 3: return *room<int>(1);  // expect: host_dereference 3
    case 4: room<int>(25); break;  // leak, of what room() allocates
    case 5: {
      int* x = room<int>(1);
      adds_one<<<1, 2000>>>(x);  // expect: launch_error 5
      cudaFree(x);
      break;
    }
    case 6: {
      int* x = room<int>(1);
      cudaFree(x);
      cudaFree(x);  // expect: invalid_free 6
      break;
    }
    case 7:
      room<float>(4)[2] = 1.0f;  // expect: host_dereference 7
      break;
    case 8: {
      int* x = nullptr;
      cudaMallocManaged(&x, 100);  // expect: leak 8
      x[0] = 1;
      break;
    }
    case 9:
      adds_one<<<1, 1, 200 * 1024>>>(nullptr);  // expect: launch_error 9
      break;
    case 10: {
      int* x = room<int>(8);
      cudaFree(x + 1);  // expect: invalid_free 10
      cudaFree(x);
      break;
    }
    case 11: {
      cudaArray_t array;
      const auto channel = cudaCreateChannelDesc<float>();
      cudaMallocArray(&array, &channel, 8, 8);  // expect: leak 11
      break;
    }
    default:
      bounds();
      life();
      races();
      waiting();
  }
  cudaDeviceSynchronize();
  return 0;
}
