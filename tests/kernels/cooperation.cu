// Scans, sorts, histograms, reductions, cooperative groups, warp intrinsics.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <algorithm>
#include <map>
#include <numeric>
#include "check.cuh"
namespace cg = cooperative_groups;

__global__ void blelloch(int* x,
                         int n) {  // exclusive, one block, dynamic shared with conflict-free offset
  extern __shared__ int temp[];
  auto at = [](int i) { return i + (i >> 5); };
  const int t = threadIdx.x;
  temp[at(t)] = x[t];
  temp[at(t + n / 2)] = x[t + n / 2];
  int offset = 1;
  for (int d = n >> 1; d > 0; d >>= 1) {
    __syncthreads();
    if (t < d) temp[at(offset * (2 * t + 2) - 1)] += temp[at(offset * (2 * t + 1) - 1)];
    offset <<= 1;
  }
  if (t == 0) temp[at(n - 1)] = 0;
  for (int d = 1; d < n; d <<= 1) {
    offset >>= 1;
    __syncthreads();
    if (t < d) {
      const int ai = at(offset * (2 * t + 1) - 1), bi = at(offset * (2 * t + 2) - 1);
      const int v = temp[ai];
      temp[ai] = temp[bi];
      temp[bi] += v;
    }
  }
  __syncthreads();
  x[t] = temp[at(t)];
  x[t + n / 2] = temp[at(t + n / 2)];
}
// decoupled look-back with one packed 64-bit word, a warp looks back 32 at a time
__device__ unsigned g_ticket;
__global__ void lookback(const unsigned* x, unsigned* y, unsigned long long* state) {
  __shared__ unsigned sums[8], s_block, s_prefix;
  if (threadIdx.x == 0) s_block = atomicAdd(&g_ticket, 1);
  __syncthreads();
  const int b = s_block, i = b * 256 + threadIdx.x, lane = threadIdx.x % 32,
            warp = threadIdx.x / 32;
  unsigned v = x[i];
  for (int d = 1; d < 32; d *= 2) {
    unsigned u = __shfl_up_sync(~0u, v, d);
    if (lane >= d) v += u;
  }
  if (lane == 31) sums[warp] = v;
  __syncthreads();
  if (warp == 0) {
    unsigned s = lane < 8 ? sums[lane] : 0;
    for (int d = 1; d < 8; d *= 2) {
      unsigned u = __shfl_up_sync(~0u, s, d);
      if (lane >= d) s += u;
    }
    if (lane < 8) sums[lane] = s;
    const unsigned total = __shfl_sync(~0u, s, 7);
    volatile unsigned long long* vs = state;
    if (b == 0) {
      if (lane == 0) {
        vs[0] = (2ull << 32) | total;
        s_prefix = 0;
      }
    } else {
      if (lane == 0) vs[b] = (1ull << 32) | total;
      unsigned prefix = 0;
      int look = b - 1 - lane;
      while (true) {
        unsigned long long w;
        do {
          w = look >= 0 ? vs[look] : (2ull << 32);
        } while (__any_sync(~0u, (w >> 32) == 0));
        const unsigned done = __ballot_sync(~0u, (w >> 32) == 2);
        const int stop = done ? __ffs(done) - 1 : 31;
        prefix += __reduce_add_sync(~0u, lane <= stop ? static_cast<unsigned>(w) : 0u);
        if (done) break;
        look -= 32;
      }
      if (lane == 0) {
        vs[b] = (2ull << 32) | (prefix + total);
        s_prefix = prefix;
      }
    }
  }
  __syncthreads();
  y[i] = v + (warp ? sums[warp - 1] : 0) + s_prefix;
}
__global__ void aggregated(const int* x, int* counts, int* slots) {  // match_any
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned mask = __match_any_sync(~0u, x[i]);
  const int leader = __ffs(mask) - 1, lane = threadIdx.x % 32;
  int base = 0;
  if (lane == leader) base = atomicAdd(&counts[x[i]], __popc(mask));
  base = __shfl_sync(mask, base, leader);
  slots[i] = base + __popc(mask & ((1u << lane) - 1));
}
__global__ void match_all(const int* x, int* y) {
  int pred;
  const unsigned m = __match_all_sync(~0u, x[threadIdx.x], &pred);
  y[threadIdx.x] = pred ? static_cast<int>(m != 0) : -1;
}
template <int Copies>
__global__ void privatised(const unsigned char* x, int* bins, int n) {
  __shared__ int room[Copies][257];
  for (int i = threadIdx.x; i < Copies * 257; i += blockDim.x) (&room[0][0])[i] = 0;
  __syncthreads();
  int* mine = room[threadIdx.x / 32 % Copies];
  for (int i = (blockIdx.x * blockDim.x + threadIdx.x) * 4; i + 3 < n;
       i += gridDim.x * blockDim.x * 4) {
    const uchar4 v = *reinterpret_cast<const uchar4*>(x + i);
    atomicAdd(&mine[v.x], 1);
    atomicAdd(&mine[v.y], 1);
    atomicAdd(&mine[v.z], 1);
    atomicAdd(&mine[v.w], 1);
  }
  __syncthreads();
  for (int b = threadIdx.x; b < 256; b += blockDim.x) {
    int s = 0;
    for (int k = 0; k < Copies; ++k) s += room[k][b];
    if (s) atomicAdd(&bins[b], s);
  }
}
// a pass of an LSD radix sort: count, scan, scatter in one block
__global__ void radix_block(unsigned* keys, int n) {
  extern __shared__ unsigned mem[];
  unsigned *in = mem, *out = mem + n;
  __shared__ unsigned ones[33];
  const int t = threadIdx.x, lane = t % 32, warp = t / 32;
  in[t] = keys[t];
  __syncthreads();
  for (int bit = 0; bit < 32; ++bit) {
    const unsigned k = in[t];
    const bool one = k >> bit & 1;
    const unsigned votes = __ballot_sync(~0u, one);
    if (lane == 0) ones[warp] = __popc(votes);
    __syncthreads();
    if (warp == 0) {
      unsigned c = lane < n / 32 ? ones[lane] : 0, s = c;
      for (int d = 1; d < 32; d *= 2) {
        unsigned u = __shfl_up_sync(~0u, s, d);
        if (lane >= d) s += u;
      }
      if (lane < n / 32) ones[lane] = s - c;
      if (lane == 31) ones[32] = s;
    }
    __syncthreads();
    const unsigned before = ones[warp] + __popc(votes & ((1u << lane) - 1));
    out[one ? n - ones[32] + before : t - before] = k;
    __syncthreads();
    unsigned* swap = in;
    in = out;
    out = swap;
  }
  keys[t] = in[t];
}
__global__ void bitonic_global(int* x, int j, int k) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x, o = i ^ j;
  if (o > i) {
    const int a = x[i], b = x[o];
    if ((a > b) == ((i & k) == 0)) {
      x[i] = b;
      x[o] = a;
    }
  }
}
__global__ void bitonic_warp(int* x) {  // by shuffles only
  int v = x[blockIdx.x * 32 + threadIdx.x];
  const int lane = threadIdx.x;
  for (int k = 2; k <= 32; k *= 2)
    for (int j = k / 2; j > 0; j /= 2) {
      const int o = __shfl_xor_sync(~0u, v, j);
      const bool up = (lane & k) == 0, low = (lane & j) == 0;
      v = (low == up) ? min(v, o) : max(v, o);
    }
  x[blockIdx.x * 32 + threadIdx.x] = v;
}
__global__ void odd_even(int* x, int n) {
  __shared__ int room[512];
  const int t = threadIdx.x;
  room[t] = x[t];
  room[t + n / 2] = x[t + n / 2];
  for (int p = 0; p < n; ++p) {
    __syncthreads();
    const int i = 2 * t + (p & 1);
    if (i + 1 < n && room[i] > room[i + 1]) {
      const int v = room[i];
      room[i] = room[i + 1];
      room[i + 1] = v;
    }
  }
  __syncthreads();
  x[t] = room[t];
  x[t + n / 2] = room[t + n / 2];
}
__global__ void merge_path(const int* a, int na, const int* b, int nb, int* out, int per) {
  const int d = (blockIdx.x * blockDim.x + threadIdx.x) * per;
  if (d >= na + nb) return;
  int lo = max(0, d - nb), hi = min(d, na);
  while (lo < hi) {
    const int m = (lo + hi) / 2;
    if (a[m] <= b[d - 1 - m])
      lo = m + 1;
    else
      hi = m;
  }
  int i = lo, j = d - lo;
  for (int k = d; k < min(d + per, na + nb); ++k)
    out[k] = (j >= nb || (i < na && a[i] <= b[j])) ? a[i++] : b[j++];
}
__global__ void segmented(const float* x, const int* starts, float* out,
                          int segments) {  // a warp a segment
  const int s = (blockIdx.x * blockDim.x + threadIdx.x) / 32, lane = threadIdx.x % 32;
  if (s >= segments) return;
  float sum = 0;
  for (int i = starts[s] + lane; i < starts[s + 1]; i += 32) sum += x[i];
  for (int d = 16; d; d /= 2) sum += __shfl_xor_sync(~0u, sum, d);
  if (lane == 0) out[s] = sum;
}
__global__ void segmented_flags(const int* x, const int* flag,
                                int* y) {  // segmented scan in a warp with ballot
  const int i = blockIdx.x * 32 + threadIdx.x, lane = threadIdx.x;
  const unsigned heads = __ballot_sync(~0u, flag[i]);
  const unsigned upto = heads & (~0u >> (31 - lane));
  const int start = upto ? 31 - __clz(upto) : 0;
  int v = x[i];
  for (int d = 1; d < 32; d *= 2) {
    const int u = __shfl_up_sync(~0u, v, d);
    if (lane - d >= start) v += u;
  }
  y[i] = v;
}
__global__ void groups(const int* x, int* y) {
  auto block = cg::this_thread_block();
  auto tile8 = cg::tiled_partition<8>(block);
  auto tile32 = cg::tiled_partition<32>(block);
  const int i = block.thread_rank(), v = x[i];
  int r = cg::reduce(tile8, v, cg::plus<int>());
  r += cg::reduce(tile32, v, cg::greater<int>()) * 1000;
  y[i] = r;
  y[i + 256] = cg::inclusive_scan(tile32, v, cg::plus<int>());
  y[i + 512] = cg::exclusive_scan(tile8, v);
  if (v % 3 == 0) {
    auto active = cg::coalesced_threads();
    y[i + 768] =
        active.size() * 100 + active.thread_rank() + cg::reduce(active, 1, cg::plus<int>()) * 10000;
  } else {
    y[i + 768] = -1;
  }
  auto parts = cg::labeled_partition(tile32, v % 4);
  y[i + 1024] = cg::reduce(parts, v, cg::plus<int>());
  auto two = cg::binary_partition(tile32, v & 1);
  y[i + 1280] = two.size() * 64 + two.thread_rank();
  auto nested = cg::tiled_partition<4>(tile32);
  y[i + 1536] = nested.shfl(v, 3) + nested.meta_group_rank() * 100000 + nested.any(v == 7) * 50000;
}
__global__ void tile64(const int* x, int* y) {
  __shared__ cg::block_tile_memory<256> mem;
  auto block = cg::this_thread_block(mem);
  auto tile = cg::tiled_partition<128>(block);
  const int i = block.thread_rank();
  y[i] = cg::reduce(tile, x[i], cg::plus<int>());
}
__global__ void stepwise(float* x, float* total, int n, int steps) {
  auto grid = cg::this_grid();
  for (int s = 0; s < steps; ++s) {
    for (int i = grid.thread_rank(); i < n; i += grid.size()) x[i] = x[i] * 0.5f + 1;
    grid.sync();
    if (grid.thread_rank() == 0) {
      float t = 0;
      for (int i = 0; i < n; ++i) t += x[i];
      total[s] = t;
    }
    grid.sync();
  }
}
__global__ void block_split(int* y) {  // barrier_arrive / barrier_wait
  __shared__ int room[128];
  auto block = cg::this_thread_block();
  room[block.thread_rank()] = block.thread_rank() * 3;
  auto token = block.barrier_arrive();
  int busy = 0;
  for (int k = 0; k < 5; ++k) busy += k;
  block.barrier_wait(std::move(token));
  y[block.thread_rank()] = room[127 - block.thread_rank()] + busy;
}
__global__ void reduces(const unsigned* x, unsigned* y) {
  const unsigned v = x[threadIdx.x];
  const int s = static_cast<int>(v);
  const unsigned half = threadIdx.x % 32 < 16 ? 0xffff : 0xffff0000;
  y[threadIdx.x] = __reduce_add_sync(half, v);
  y[threadIdx.x + 64] = __reduce_and_sync(~0u, v);
  y[threadIdx.x + 128] = __reduce_or_sync(half, v);
  y[threadIdx.x + 192] = __reduce_xor_sync(~0u, v);
  y[threadIdx.x + 256] = __reduce_max_sync(half, s);
  y[threadIdx.x + 320] = __reduce_min_sync(~0u, v);
}
__global__ void shuffles(const double* x, double* y, long long* z) {
  const double v = x[threadIdx.x];
  y[threadIdx.x] = __shfl_sync(~0u, v, (threadIdx.x * 7) % 32);
  y[threadIdx.x + 32] = __shfl_down_sync(~0u, v, 3, 8);
  y[threadIdx.x + 64] = __shfl_up_sync(~0u, v, 5, 16);
  y[threadIdx.x + 96] = __shfl_xor_sync(~0u, v, 9);
  z[threadIdx.x] = __shfl_sync(~0u, (long long)threadIdx.x << 40 | threadIdx.x, 40, 16);
}
__global__ void compact_block(const int* x, int* y, int* count,
                              int n) {  // __syncthreads_count and warp offsets
  __shared__ int offsets[9];
  const int t = threadIdx.x, lane = t % 32, warp = t / 32;
  __shared__ int base;
  for (int start = 0; start < n; start += 256) {
    const bool keep = start + t < n && x[start + t] > 50;
    const unsigned votes = __ballot_sync(~0u, keep);
    if (lane == 0) offsets[warp] = __popc(votes);
    const int total = __syncthreads_count(keep);
    if (t == 0) {
      int s = 0;
      for (int w = 0; w < 8; ++w) {
        const int c = offsets[w];
        offsets[w] = s;
        s += c;
      }
      base = *count;
      *count += total;
    }
    const int any = __syncthreads_or(keep);
    if (any && keep) y[base + offsets[warp] + __popc(votes & ((1u << lane) - 1))] = x[start + t];
    __syncthreads();
  }
}
__global__ void named_barriers(int* y) {  // producers and consumers by bar.sync / bar.arrive
  __shared__ int room[2][32];
  const int lane = threadIdx.x % 32;
  if (threadIdx.x < 32) {
    for (int k = 0; k < 4; ++k) {
      if (k >= 2) asm volatile("bar.sync %0, 64;" ::"r"(3 + (k & 1)) : "memory");
      room[k & 1][lane] = k * 100 + lane;
      __threadfence_block();
      asm volatile("bar.arrive %0, 64;" ::"r"(1 + (k & 1)) : "memory");
    }
  } else {
    for (int k = 0; k < 4; ++k) {
      asm volatile("bar.sync %0, 64;" ::"r"(1 + (k & 1)) : "memory");
      y[k * 32 + lane] = room[k & 1][31 - lane];
      if (k < 2) asm volatile("bar.arrive %0, 64;" ::"r"(3 + (k & 1)) : "memory");
    }
  }
}
int main() {
  Random r(3);
  {
    auto x = r.ints(512, 1000);
    Device<int> d(x);
    blelloch<<<1, 256, (512 + 16) * 4>>>(d, 512);
    std::vector<int> w(512, 0);
    for (int i = 1; i < 512; ++i) w[i] = w[i - 1] + x[i - 1];
    expect("blelloch", d.host(), w);
  }
  {
    const int n = 256 * 150;
    std::vector<unsigned> x(n), w(n);
    for (auto& v : x) v = r.next() % 1000;
    std::partial_sum(x.begin(), x.end(), w.begin());
    Device<unsigned> d(x), y(n);
    Device<unsigned long long> s(150);
    s.zero();
    lookback<<<150, 256>>>(d, y, s);
    expect("lookback", y.host(), w);
  }
  {
    auto x = r.ints(1024, 7);
    Device<int> d(x), c(7), s(1024);
    c.zero();
    aggregated<<<4, 256>>>(d, c, s);
    std::vector<int> w(7);
    for (int v : x) ++w[v];
    expect("aggregated", c.host(), w);
    auto slots = s.host();
    std::vector<int> ok;
    std::map<int, std::vector<int>> by;
    for (int i = 0; i < 1024; ++i) by[x[i]].push_back(slots[i]);
    for (auto& [k, v] : by) {
      std::sort(v.begin(), v.end());
      std::vector<int> e(v.size());
      std::iota(e.begin(), e.end(), 0);
      expect("slots", v, e);
    }
    std::vector<int> same(64, 5);
    for (int i = 32; i < 64; ++i) same[i] = i;
    Device<int> ds(same), dy(64);
    match_all<<<1, 64>>>(ds, dy);
    std::vector<int> wm(64, 1);
    for (int i = 32; i < 64; ++i) wm[i] = -1;
    expect("match_all", dy.host(), wm);
  }
  {
    std::vector<unsigned char> x(65536);
    std::vector<int> w(256);
    for (auto& v : x) {
      v = r.next() % 256;
      ++w[v];
    }
    Device<unsigned char> d(x);
    Device<int> b(256);
    b.zero();
    privatised<4><<<8, 256>>>(d.get(), b.get(), 65536);
    expect("privatised4", b.host(), w);
    b.zero();
    privatised<1><<<8, 256>>>(d.get(), b.get(), 65536);
    expect("privatised1", b.host(), w);
  }
  {
    std::vector<unsigned> x(512);
    for (auto& v : x) v = r.next() * 2654435761u;
    auto w = x;
    std::sort(w.begin(), w.end());
    Device<unsigned> d(x);
    radix_block<<<1, 512, 4096>>>(d, 512);
    expect("radix_block", d.host(), w);
  }
  {
    auto x = r.ints(2048, 100000), w = x;
    std::sort(w.begin(), w.end());
    Device<int> d(x);
    for (int k = 2; k <= 2048; k *= 2)
      for (int j = k / 2; j; j /= 2) bitonic_global<<<8, 256>>>(d, j, k);
    expect("bitonic_global", d.host(), w);
    auto x3 = x, w3 = x;
    for (int b = 0; b < 64; ++b) std::sort(w3.begin() + b * 32, w3.begin() + b * 32 + 32);
    Device<int> d3(x3);
    bitonic_warp<<<64, 32>>>(d3);
    expect("bitonic_warp", d3.host(), w3);
    std::vector<int> x4(x.begin(), x.begin() + 512), w4 = x4;
    std::sort(w4.begin(), w4.end());
    Device<int> d4(x4);
    odd_even<<<1, 256>>>(d4, 512);
    expect("odd_even", d4.host(), w4);
    std::vector<int> a(w.begin(), w.begin() + 1024), b = r.ints(777, 100000), m(1801);
    std::sort(b.begin(), b.end());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), m.begin());
    Device<int> da(a), db(b), dm(1801);
    merge_path<<<2, 128>>>(da, 1024, db, 777, dm, 9);
    expect("merge_path", dm.host(), m);
  }
  {
    std::vector<int> st{0};
    for (int k = 0; k < 50; ++k) st.push_back(st.back() + r.next() % 100);
    auto x = r.floats(st.back() + 1);
    std::vector<double> w(50);
    for (int s = 0; s < 50; ++s)
      for (int i = st[s]; i < st[s + 1]; ++i) w[s] += x[i];
    Device<int> ds(st);
    Device<float> dx(x), o(50);
    segmented<<<7, 256>>>(dx, ds, o, 50);
    expect("segmented", o.host(), w, 1e-5);
    auto xi = r.ints(128, 100), f = r.ints(128, 5);
    for (auto& v : f) v = v == 0;
    std::vector<int> wi(128);
    for (int i = 0; i < 128; ++i) wi[i] = (i % 32 && !f[i] ? wi[i - 1] : 0) + xi[i];
    Device<int> dxi(xi), df(f), dy(128);
    segmented_flags<<<4, 32>>>(dxi, df, dy);
    expect("segmented_flags", dy.host(), wi);
  }
  {
    auto x = r.ints(256, 50);
    Device<int> d(x), y(1792);
    groups<<<1, 256>>>(d, y);
    std::vector<int> w(1792);
    for (int i = 0; i < 256; ++i) {
      int s = 0, m = 0;
      for (int k = i / 8 * 8; k < i / 8 * 8 + 8; ++k) s += x[k];
      const int b = i / 32 * 32;
      for (int k = b; k < b + 32; ++k) m = std::max(m, x[k]);
      w[i] = s + m * 1000;
      for (int k = b; k <= i; ++k) w[i + 256] += x[k];
      for (int k = i / 8 * 8; k < i; ++k) w[i + 512] += x[k];
      int size = 0, rank = 0, label = 0, bs = 0, br = 0;
      for (int k = b; k < b + 32; ++k) {
        if (x[k] % 3 == 0) {
          ++size;
          rank += k < i;
        }
        if (x[k] % 4 == x[i] % 4) label += x[k];
        if ((x[k] & 1) == (x[i] & 1)) {
          ++bs;
          br += k < i;
        }
      }
      w[i + 768] = x[i] % 3 == 0 ? size * 100 + rank + size * 10000 : -1;
      w[i + 1024] = label;
      w[i + 1280] = bs * 64 + br;
      const int q = i / 4 * 4;
      w[i + 1536] = x[q + 3] + (i % 32 / 4) * 100000 +
                    (x[q] == 7 || x[q + 1] == 7 || x[q + 2] == 7 || x[q + 3] == 7) * 50000;
    }
    expect("groups", y.host(), w);
    Device<int> y2(256);
    tile64<<<1, 256>>>(d, y2);
    std::vector<int> w2(256);
    for (int i = 0; i < 256; ++i)
      for (int k = i / 128 * 128; k < i / 128 * 128 + 128; ++k) w2[i] += x[k];
    expect("tile128", y2.host(), w2);
  }
  {
    auto x = r.floats(1000);
    Device<float> d(x), t(3);
    int n = 1000, steps = 3;
    float *px = d, *pt = t;
    void* args[] = {&px, &pt, &n, &steps};
    cudaLaunchCooperativeKernel((void*)stepwise, dim3(4), dim3(64), args, 0, 0);
    std::vector<double> w;
    for (int s = 0; s < 3; ++s) {
      double q = 0;
      for (auto& v : x) {
        v = v * 0.5f + 1;
        q += v;
      }
      w.push_back(q);
    }
    expect("stepwise", t.host(), w, 1e-5);
  }
  {
    Device<int> y(128);
    block_split<<<1, 128>>>(y);
    std::vector<int> w(128);
    for (int i = 0; i < 128; ++i) w[i] = (127 - i) * 3 + 10;
    expect("block_split", y.host(), w);
  }
  {
    std::vector<unsigned> x(64), w(384);
    for (auto& v : x) v = r.next() * 2654435761u;
    Device<unsigned> d(x), y(384);
    reduces<<<1, 64>>>(d, y);
    for (int i = 0; i < 64; ++i) {
      const int h = i / 16 * 16, b = i / 32 * 32;
      unsigned a = 0, o = 0, n = ~0u, q = 0, mn = ~0u;
      int mx = INT32_MIN;
      for (int k = h; k < h + 16; ++k) {
        a += x[k];
        o |= x[k];
        mx = std::max(mx, int(x[k]));
      }
      for (int k = b; k < b + 32; ++k) {
        n &= x[k];
        q ^= x[k];
        mn = std::min(mn, x[k]);
      }
      w[i] = a;
      w[i + 64] = n;
      w[i + 128] = o;
      w[i + 192] = q;
      w[i + 256] = mx;
      w[i + 320] = mn;
    }
    expect("reduces", y.host(), w);
  }
  {
    std::vector<double> x(32), w(128);
    std::vector<long long> z(32);
    for (int i = 0; i < 32; ++i) x[i] = i * 1.25 + 1e10;
    Device<double> d(x), y(128);
    Device<long long> dz(32);
    shuffles<<<1, 32>>>(d, y, dz);
    for (int i = 0; i < 32; ++i) {
      w[i] = x[i * 7 % 32];
      w[i + 32] = i % 8 + 3 < 8 ? x[i + 3] : x[i];
      w[i + 64] = i % 16 >= 5 ? x[i - 5] : x[i];
      w[i + 96] = x[i ^ 9];
      const long long s = i / 16 * 16 + 8;
      z[i] = s << 40 | s;
    }
    expect("shuffles", y.host(), w);
    expect("shuffle64", dz.host(), z);
  }
  {
    auto x = r.ints(1000, 100);
    std::vector<int> w;
    for (int v : x)
      if (v > 50) w.push_back(v);
    Device<int> d(x), y(w.size()), c(1);
    c.zero();
    compact_block<<<1, 256>>>(d, y, c, 1000);
    expect("compact_block", y.host(), w);
    expect("compact_count", c.host(), std::vector<int>{int(w.size())});
  }
  {
    Device<int> y(128);
    named_barriers<<<1, 64>>>(y);
    std::vector<int> w(128);
    for (int i = 0; i < 128; ++i) w[i] = i / 32 * 100 + 31 - i % 32;
    expect("named_barriers", y.host(), w);
  }
  return finish();
}
