// What compute_90 adds to ordinary kernels.
#include <cuda/barrier>
#include <cuda/ptx>
#include <cooperative_groups.h>
#include "check.cuh"

// Four 8x8 matrices from registers to shared memory, as they are and transposed.
template <bool Transposed>
__global__ void store_matrices(std::uint16_t* y) {
  __shared__ alignas(16) std::uint16_t room[4][8][8];
  const unsigned lane = threadIdx.x;
  unsigned r[4];
  for (unsigned k = 0; k < 4; ++k) {
    r[k] = (k * 64 + lane * 2) | (k * 64 + lane * 2 + 1) << 16;  // element = its number
  }
  const auto at = static_cast<unsigned>(__cvta_generic_to_shared(&room[lane / 8][lane % 8][0]));
  if (Transposed) {
    asm volatile("stmatrix.sync.aligned.m8n8.x4.trans.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(at),
                 "r"(r[0]), "r"(r[1]), "r"(r[2]), "r"(r[3])
                 : "memory");
  } else {
    asm volatile("stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(at),
                 "r"(r[0]), "r"(r[1]), "r"(r[2]), "r"(r[3])
                 : "memory");
  }
  __syncwarp();
  for (unsigned k = lane; k < 256; k += 32) y[k] = room[k / 64][k / 8 % 8][k % 8];
}
__global__ void store_one_matrix(std::uint16_t* y) {
  __shared__ alignas(16) std::uint16_t room[8][8];
  const auto at = static_cast<unsigned>(__cvta_generic_to_shared(&room[threadIdx.x % 8][0]));
  const unsigned pair = (threadIdx.x * 2) | (threadIdx.x * 2 + 1) << 16;
  asm volatile("stmatrix.sync.aligned.m8n8.x1.shared.b16 [%0], {%1};" ::"r"(at), "r"(pair)
               : "memory");
  __syncwarp();
  y[threadIdx.x * 2] = room[threadIdx.x / 4][threadIdx.x % 4 * 2];
  y[threadIdx.x * 2 + 1] = room[threadIdx.x / 4][threadIdx.x % 4 * 2 + 1];
}
// Bulk copies to shared memory and back, each on a barrier that counts bytes.
__global__ void bulk_copies(const float* x, float* y, int tiles) {
  namespace ptx = cuda::ptx;
  __shared__ alignas(128) float room[2][128];
  __shared__ std::uint64_t full[2];
  if (threadIdx.x == 0) {
    for (auto& each : full) ptx::mbarrier_init(&each, 1);
    ptx::fence_proxy_async(ptx::space_shared);
  }
  __syncthreads();
  const auto begin = [&](int t) {
    ptx::mbarrier_arrive_expect_tx(ptx::sem_release, ptx::scope_cta, ptx::space_shared,
                                   &full[t % 2], sizeof room[0]);
    ptx::cp_async_bulk(ptx::space_cluster, ptx::space_global, room[t % 2], x + t * 128,
                       sizeof room[0], &full[t % 2]);
  };
  if (threadIdx.x == 0) begin(0);
  for (int t = 0; t < tiles; ++t) {
    if (threadIdx.x == 0 && t + 1 < tiles) begin(t + 1);
    while (!ptx::mbarrier_try_wait_parity(&full[t % 2], t / 2 % 2)) {
    }
    y[t * 128 + threadIdx.x] = room[t % 2][127 - threadIdx.x];
    __syncthreads();
  }
}

// A cluster of one block is a block.
__global__ void __cluster_dims__(1, 1, 1) alone(int* y) {
  namespace cg = cooperative_groups;
  const auto cluster = cg::this_cluster();
  __shared__ int room[64];
  room[threadIdx.x] = threadIdx.x;
  cluster.sync();
  const int* const there = cluster.map_shared_rank(room, 0);
  y[blockIdx.x * 64 + threadIdx.x] = there[63 - threadIdx.x] + 100 * cluster.num_blocks() +
                                     1000 * cluster.block_rank() + 10000 * cluster.query_shared_rank(there);
  cluster.sync();
}

__global__ void __cluster_dims__(2, 1, 1) together(int* y) { y[blockIdx.x] = 1; }

int main(int count, char**) {
  if (count > 1) {
    together<<<2, 32>>>(nullptr);
    return cudaGetLastError() != cudaErrorNotSupported;
  }
  Device<std::uint16_t> y(256);
  std::vector<int> number(256), turned(256);
  for (int k = 0; k < 256; ++k) {
    number[k] = k;
    turned[k] = k / 64 * 64 + k % 8 * 8 + k / 8 % 8;
  }
  store_matrices<false><<<1, 32>>>(y);
  expect("stmatrix", y.host(), number);
  store_matrices<true><<<1, 32>>>(y);
  expect("stmatrix.trans", y.host(), turned);
  y.zero();
  store_one_matrix<<<1, 32>>>(y);
  number.resize(64);
  std::vector<std::uint16_t> one = y.host();
  one.resize(64);
  expect("one matrix", one, number);
  Random random;
  const std::vector<float> x = random.floats(6 * 128);
  std::vector<float> want(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) want[k] = x[k / 128 * 128 + 127 - k % 128];
  Device<float> from(x), to(x.size());
  bulk_copies<<<1, 128>>>(from, to, 6);
  expect("bulk copies", to.host(), want);
  Device<int> mapped(128);
  alone<<<2, 64>>>(mapped);
  std::vector<int> turned_ranks(128);
  for (int k = 0; k < 128; ++k) turned_ranks[k] = 163 - k % 64;
  expect("a cluster of one", mapped.host(), turned_ranks);
  return finish();
}
