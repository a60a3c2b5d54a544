// Built with -G: nothing is optimised, functions of the toolkit are called or inlined without a
// word of where, and local variables are copied with their padding.  Without an argument all is
// right; with one, each line that ends in `expect: KIND` gets exactly that finding.

#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>

#include <cuda/std/optional>

#include "check.cuh"

namespace cg = cooperative_groups;

// --- right

struct Padded {
  char small;
  double large;
  short last;
};
__device__ Padded changed(Padded by_value, int k) {
  by_value.small = static_cast<char>(k);
  return by_value;
}
__global__ void groups(const int* x, int* y) {
  auto tile = cg::tiled_partition<16>(cg::this_thread_block());
  auto alike = cg::labeled_partition(tile, x[threadIdx.x] & 3);
  y[threadIdx.x] = cg::reduce(alike, x[threadIdx.x], cg::plus<int>()) + 1000 * cg::inclusive_scan(tile, 1);
  if (threadIdx.x % 3 == 0) y[threadIdx.x] += 100'000 * static_cast<int>(cg::coalesced_threads().size());
}
__global__ void copies(int* y) {
  cuda::std::optional<int> maybe;
  if (threadIdx.x & 1) maybe = static_cast<int>(threadIdx.x);
  const cuda::std::optional<int> copy = maybe;
  Padded one;
  one.large = 2;
  const Padded other = changed(one, static_cast<int>(threadIdx.x));
  y[threadIdx.x] = copy.value_or(-1) + other.small + static_cast<int>(other.large);
}

// --- wrong

__global__ void shuffles_after_return(int* y, int n) {
  if (threadIdx.x >= n) return;
  y[threadIdx.x] = __shfl_down_sync(0xffffffff, y[threadIdx.x], 4);  // expect: inactive_source
  y[threadIdx.x] +=
      __shfl_xor_sync(0xffffffff, y[threadIdx.x], 31);  // expect: inactive_source
}
__global__ void half_of_a_tile(int* y) {
  auto tile = cg::tiled_partition<32>(cg::this_thread_block());
  if (threadIdx.x < 20)
    y[threadIdx.x] = tile.shfl(static_cast<int>(threadIdx.x), 25);  // expect: inactive_source
}
__global__ void past_the_end(int* y, int n) {
  if (threadIdx.x <= n) atomicAdd(&y[threadIdx.x], 1);  // expect: out_of_bounds
}
__global__ void too_early(int* y) {
  __shared__ int room[64];
  room[threadIdx.x] = y[threadIdx.x];
  y[threadIdx.x] = room[63 - threadIdx.x];  // expect: shared_race
}

int main(int argc, char**) {
  Device<int> y(std::vector<int>(64, 1));
  if (argc > 1) {
    shuffles_after_return<<<1, 32>>>(y, 20);
    half_of_a_tile<<<1, 32>>>(y);
    past_the_end<<<1, 96>>>(y, 64);
    too_early<<<1, 64>>>(y);
    return cudaDeviceSynchronize() != cudaSuccess;
  }
  Random random;
  const std::vector<int> x = random.ints(64, 100);
  Device<int> given(x);
  groups<<<1, 64>>>(given, y);
  std::vector<int> want(64);
  for (int t = 0; t < 64; ++t) {
    const int first = t / 16 * 16, warp = t / 32 * 32;
    for (int k = first; k < first + 16; ++k) {
      if ((x[k] & 3) == (x[t] & 3)) want[t] += x[k];
    }
    want[t] += 1000 * (t - first + 1);
    int active = 0;
    for (int k = warp; k < warp + 32; ++k) active += k % 3 == 0;
    if (t % 3 == 0) want[t] += 100'000 * active;
  }
  expect("groups", y.host(), want);
  copies<<<1, 64>>>(y);
  for (int t = 0; t < 64; ++t) want[t] = (t & 1 ? t : -1) + t + 2;
  expect("copies", y.host(), want);
  return finish();
}
