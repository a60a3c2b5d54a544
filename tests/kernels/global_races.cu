// Races in global memory: with --checks races.  A line that ends in `expect: KIND` must get exactly
// that finding; kernels without one are right.

#include <cooperative_groups.h>
#include <cuda/atomic>

namespace cg = cooperative_groups;

// --- right

__global__ void each_its_own(int* x) { x[blockIdx.x * blockDim.x + threadIdx.x] += 1; }
__global__ void bytes_of_one_word(unsigned char* x) {
  x[blockIdx.x * blockDim.x + threadIdx.x] = threadIdx.x;
}
__global__ void all_write_the_same(int* flag) { *flag = 1; }
__global__ void counts(int* total) { atomicAdd(total, 1); }
__global__ void barrier_between(int* x) {
  int* const mine = x + blockIdx.x * blockDim.x;
  mine[threadIdx.x] = threadIdx.x;
  __syncthreads();
  const int next = mine[(threadIdx.x + 1) % blockDim.x];
  __syncthreads();
  mine[threadIdx.x] = next;
}
__global__ void syncwarp_between(int* x) {
  x[threadIdx.x] = threadIdx.x;
  __syncwarp();
  const int next = x[threadIdx.x ^ 1];
  __syncwarp();
  x[threadIdx.x] = next;
}
__global__ void last_block_sums(const int* x, int* parts, int* out, unsigned* done) {
  __shared__ bool last;
  if (threadIdx.x == 0) {
    parts[blockIdx.x] = x[blockIdx.x];
    __threadfence();
    last = atomicAdd(done, 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    int sum = 0;
    for (unsigned k = 0; k < gridDim.x; ++k) sum += parts[k];
    *out = sum;
  }
}
__global__ void grid_barrier(int* a, int* b) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x, n = gridDim.x * blockDim.x;
  a[i] = i;
  cg::this_grid().sync();
  b[i] = a[n - 1 - i];
}
__device__ cuda::atomic<int, cuda::thread_scope_device> g_ready;
__global__ void acquire_and_release(int* data, int* out) {
  if (threadIdx.x != 0) return;
  if (blockIdx.x == 0) {
    data[0] = 7;
    g_ready.store(1, cuda::memory_order_release);
  } else {
    while (g_ready.load(cuda::memory_order_acquire) == 0) {
    }
    out[0] = data[0];
  }
}
__device__ int g_lock;
__global__ void locked(int* total) {
  if (threadIdx.x != 0) return;
  while (atomicCAS(&g_lock, 0, 1) != 0) {
  }
  __threadfence();
  *total += 1;
  __threadfence();
  atomicExch(&g_lock, 0);
}

// --- wrong

__global__ void shared_counter(int* total) {
  *total += 1;  // expect: global_race
}
__global__ void overlapping_tiles(int* x) {
  const int i = blockIdx.x * (blockDim.x - 1) + threadIdx.x;
  x[i] = blockIdx.x;  // expect: global_race
}
__global__ void in_place_stencil(int* x, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i + 1 < n) x[i] = x[i + 1] + 1;  // expect: global_race
}
__global__ void missing_barrier(int* x) {
  x[threadIdx.x] = threadIdx.x;               // expect: global_race
  x[threadIdx.x + 64] = x[63 - threadIdx.x];  // expect: global_race
}
__global__ void missing_fence(const int* x, int* parts, int* out, unsigned* done) {
  if (threadIdx.x != 0) return;
  parts[blockIdx.x] = x[blockIdx.x];
  if (atomicAdd(done, 1) != gridDim.x - 1) return;
  int sum = 0;
  for (unsigned k = 0; k < gridDim.x; ++k) sum += parts[k];  // expect: global_race
  *out = sum;
}
__global__ void barrier_of_one_block_only(int* x) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  x[i] = i;  // expect: global_race
  __syncthreads();
  x[i + 128] = x[127 - i];  // expect: global_race
}
__global__ void relaxed_flag(int* data, volatile int* flag, int* out) {
  if (threadIdx.x != 0) return;
  if (blockIdx.x == 0) {
    *data = 7;
    *flag = 1;
  } else {
    while (*flag == 0) {
    }
    *out = *data;  // expect: global_race
  }
}
__global__ void index_of_many(const int* to, int* x) {
  x[to[threadIdx.x]] = threadIdx.x;  // expect: global_race
}

int main() {
  int *x = nullptr, *y = nullptr;
  cudaMalloc(&x, 4096);
  cudaMalloc(&y, 4096);
  const auto clear = [&] {
    cudaMemset(x, 0, 4096);
    cudaMemset(y, 0, 4096);
  };
  clear();
  each_its_own<<<4, 64>>>(x);
  bytes_of_one_word<<<4, 64>>>(reinterpret_cast<unsigned char*>(x));
  all_write_the_same<<<4, 64>>>(x);
  counts<<<4, 64>>>(x);
  barrier_between<<<4, 64>>>(x);
  syncwarp_between<<<1, 32>>>(x);
  clear();
  last_block_sums<<<8, 32>>>(x, x + 64, y, reinterpret_cast<unsigned*>(y + 1));
  void* arguments[] = {&x, &y};
  cudaLaunchCooperativeKernel(grid_barrier, dim3(4), dim3(64), arguments);
  acquire_and_release<<<2, 32>>>(x, y);
  clear();
  locked<<<8, 32>>>(x);
  clear();
  shared_counter<<<2, 32>>>(x);
  overlapping_tiles<<<2, 64>>>(x);
  in_place_stencil<<<2, 64>>>(x, 128);
  missing_barrier<<<1, 64>>>(x);
  clear();
  missing_fence<<<8, 32>>>(x, x + 64, y, reinterpret_cast<unsigned*>(y + 1));
  barrier_of_one_block_only<<<2, 64>>>(x);
  clear();
  relaxed_flag<<<2, 32>>>(x, x + 1, y);
  clear();
  index_of_many<<<1, 64>>>(y, x);
  cudaDeviceSynchronize();
  cudaFree(x);
  cudaFree(y);
}
