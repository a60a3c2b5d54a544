// Kernels as interviews ask for them, by their answers: training steps, quantised weights, locks,
// queues and searches.
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_pipeline.h>
#include <algorithm>
#include <cassert>
#include <cuda/atomic>
#include <cuda/barrier>
#include <cuda/pipeline>
#include <map>
#include <numeric>
#include "check.cuh"
namespace cg = cooperative_groups;

// --- training steps

template <class T>
__device__ T warp_sum(T v) {
  for (int d = 16; d > 0; d /= 2) v += __shfl_xor_sync(0xffffffffu, v, d);
  return v;
}
// dx of a row by a warp; dgamma and dbeta in a block's own rows, then added up.
__global__ void layer_norm_back(const float* x, const float* gamma, const float* dy, float* dx,
                                float* dgamma, float* dbeta, int rows, int cols) {
  extern __shared__ float sums[];
  float *dg = sums, *db = sums + cols;
  for (int c = threadIdx.x; c < 2 * cols; c += blockDim.x) sums[c] = 0;
  __syncthreads();
  const int lane = threadIdx.x % 32, warps = blockDim.x / 32;
  for (int r = blockIdx.x * warps + threadIdx.x / 32; r < rows; r += gridDim.x * warps) {
    float sum = 0, squares = 0;
    for (int c = lane; c < cols; c += 32) sum += x[r * cols + c];
    const float mean = warp_sum(sum) / cols;
    for (int c = lane; c < cols; c += 32)
      squares += (x[r * cols + c] - mean) * (x[r * cols + c] - mean);
    const float scale = rsqrtf(warp_sum(squares) / cols + 1e-5f);
    float a = 0, b = 0;
    for (int c = lane; c < cols; c += 32) {
      const float h = (x[r * cols + c] - mean) * scale, g = dy[r * cols + c];
      a += g * gamma[c];
      b += g * gamma[c] * h;
      atomicAdd(&dg[c], g * h);
      atomicAdd(&db[c], g);
    }
    a = warp_sum(a) / cols;
    b = warp_sum(b) / cols;
    for (int c = lane; c < cols; c += 32) {
      const float h = (x[r * cols + c] - mean) * scale;
      dx[r * cols + c] = scale * (dy[r * cols + c] * gamma[c] - a - h * b);
    }
  }
  __syncthreads();
  for (int c = threadIdx.x; c < cols; c += blockDim.x) {
    atomicAdd(&dgamma[c], dg[c]);
    atomicAdd(&dbeta[c], db[c]);
  }
}
void layer_norm_backward() {
  const int rows = 37, cols = 70;
  Random random(3);
  const auto x = random.floats(rows * cols), gamma = random.floats(cols),
             dy = random.floats(rows * cols);
  std::vector<double> dx(rows * cols), dg(cols), db(cols);
  for (int r = 0; r < rows; ++r) {
    double mean = 0, var = 0, a = 0, b = 0;
    for (int c = 0; c < cols; ++c) mean += x[r * cols + c] / cols;
    for (int c = 0; c < cols; ++c) var += std::pow(x[r * cols + c] - mean, 2) / cols;
    const double s = 1 / std::sqrt(var + 1e-5);
    for (int c = 0; c < cols; ++c) {
      const double h = (x[r * cols + c] - mean) * s, g = dy[r * cols + c];
      a += g * gamma[c] / cols, b += g * gamma[c] * h / cols, dg[c] += g * h, db[c] += g;
    }
    for (int c = 0; c < cols; ++c)
      dx[r * cols + c] = s * (dy[r * cols + c] * gamma[c] - a - (x[r * cols + c] - mean) * s * b);
  }
  Device<float> X(x), G(gamma), DY(dy), DX(x.size()), DG(cols), DB(cols);
  DG.zero(), DB.zero();
  layer_norm_back<<<3, 128, 2 * cols * sizeof(float)>>>(X, G, DY, DX, DG, DB, rows, cols);
  expect("layer_norm_back dx", DX.host(), dx, 1e-4);
  expect("layer_norm_back dgamma", DG.host(), dg, 1e-4);
  expect("layer_norm_back dbeta", DB.host(), db, 1e-4);
}

// Loss and gradient of a row by a block, online: one pass for the sum, one for what is written.
__global__ void cross_entropy(const float* logits, const int* labels, float* loss, float* grad,
                              int classes) {
  using Pair = float2;  // most, sum of exponentials below it
  __shared__ Pair parts[32];
  const float* row = logits + blockIdx.x * classes;
  const auto join = [](Pair a, Pair b) {
    const float m = fmaxf(a.x, b.x);
    return Pair{m, a.y * __expf(a.x - m) + b.y * __expf(b.x - m)};
  };
  Pair mine = {-1e30f, 0};
  for (int c = threadIdx.x; c < classes; c += blockDim.x) mine = join(mine, {row[c], 1});
  for (int d = 16; d > 0; d /= 2)
    mine = join(mine, {__shfl_down_sync(~0u, mine.x, d), __shfl_down_sync(~0u, mine.y, d)});
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = mine;
  __syncthreads();
  if (threadIdx.x < 32) {
    mine = threadIdx.x < blockDim.x / 32 ? parts[threadIdx.x] : Pair{-1e30f, 0};
    for (int d = 16; d > 0; d /= 2)
      mine = join(mine, {__shfl_down_sync(~0u, mine.x, d), __shfl_down_sync(~0u, mine.y, d)});
    if (threadIdx.x == 0) parts[0] = mine;
  }
  __syncthreads();
  const Pair all = parts[0];
  const int label = labels[blockIdx.x];
  if (threadIdx.x == 0) loss[blockIdx.x] = logf(all.y) + all.x - row[label];
  for (int c = threadIdx.x; c < classes; c += blockDim.x)
    grad[blockIdx.x * classes + c] = __expf(row[c] - all.x) / all.y - (c == label);
}
void cross_entropies() {
  const int rows = 5, classes = 333;
  Random random(9);
  const auto x = random.floats(rows * classes);
  const auto labels = random.ints(rows, classes);
  std::vector<double> loss(rows), grad(rows * classes);
  for (int r = 0; r < rows; ++r) {
    double sum = 0;
    for (int c = 0; c < classes; ++c) sum += std::exp(double(x[r * classes + c]));
    loss[r] = std::log(sum) - x[r * classes + labels[r]];
    for (int c = 0; c < classes; ++c)
      grad[r * classes + c] = std::exp(double(x[r * classes + c])) / sum - (c == labels[r]);
  }
  Device<float> X(x), L(rows), G(x.size());
  Device<int> I(labels);
  cross_entropy<<<rows, 96>>>(X, I, L, G, classes);
  expect("cross_entropy loss", L.host(), loss, 1e-4);
  expect("cross_entropy grad", G.host(), grad, 1e-4);
}

// Decoding: the keys are split among blocks, and what each found is joined by another kernel.
constexpr int kHead = 64;
__global__ void split_attention(const float* q, const __nv_bfloat16* k, const __nv_bfloat16* v,
                                float* part, float2* stats, int keys, int splits) {
  __shared__ float sq[kHead];
  __shared__ float scores[128];
  __shared__ float acc[4][kHead];
  __shared__ float most, total;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  if (threadIdx.x < kHead) sq[threadIdx.x] = q[threadIdx.x] * rsqrtf(kHead);
  __syncthreads();
  const int each = (keys + splits - 1) / splits, from = blockIdx.x * each,
            to = min(keys, from + each);
  for (int j = from + warp; j < to; j += 4) {
    const __nv_bfloat162 pair = reinterpret_cast<const __nv_bfloat162*>(k + j * kHead)[lane];
    const float2 f = __bfloat1622float2(pair);
    const float s = warp_sum(f.x * sq[2 * lane] + f.y * sq[2 * lane + 1]);
    if (lane == 0) scores[j - from] = s;
  }
  __syncthreads();
  if (warp == 0) {
    float m = -INFINITY, t = 0;
    for (int j = lane; j < to - from; j += 32) m = fmaxf(m, scores[j]);
    m = cg::reduce(cg::tiled_partition<32>(cg::this_thread_block()), m, cg::greater<float>());
    for (int j = lane; j < to - from; j += 32) t += scores[j] = __expf(scores[j] - m);
    t = warp_sum(t);
    if (lane == 0) most = m, total = t;
  }
  __syncthreads();
  float2 sum = {0, 0};
  for (int j = from + warp; j < to; j += 4) {
    const float2 f =
        __bfloat1622float2(reinterpret_cast<const __nv_bfloat162*>(v + j * kHead)[lane]);
    sum.x += scores[j - from] * f.x;
    sum.y += scores[j - from] * f.y;
  }
  *reinterpret_cast<float2*>(&acc[warp][2 * lane]) = sum;
  __syncthreads();
  if (threadIdx.x < kHead)
    part[blockIdx.x * kHead + threadIdx.x] =
        acc[0][threadIdx.x] + acc[1][threadIdx.x] + acc[2][threadIdx.x] + acc[3][threadIdx.x];
  if (threadIdx.x == 0) stats[blockIdx.x] = {most, total};
}
__global__ void join_attention(const float* part, const float2* stats, float* out, int splits) {
  float m = -INFINITY, sum = 0, t = 0;
  for (int s = 0; s < splits; ++s) m = fmaxf(m, stats[s].x);
  for (int s = 0; s < splits; ++s) {
    const float w = __expf(stats[s].x - m);
    t += w * stats[s].y;
    sum += w * part[s * kHead + threadIdx.x];
  }
  out[threadIdx.x] = sum / t;
}
void split_decode() {
  const int keys = 301, splits = 4;
  Random random(5);
  const auto q = random.floats(kHead);
  std::vector<__nv_bfloat16> k(keys * kHead), v(keys * kHead);
  for (auto* m : {&k, &v})
    for (auto& e : *m) e = __float2bfloat16(random.uniform());
  std::vector<double> p(keys), want(kHead);
  double sum = 0;
  for (int j = 0; j < keys; ++j) {
    double s = 0;
    for (int c = 0; c < kHead; ++c)
      s += q[c] * double(__bfloat162float(k[j * kHead + c])) / std::sqrt(double(kHead));
    sum += p[j] = std::exp(s);
  }
  for (int j = 0; j < keys; ++j)
    for (int c = 0; c < kHead; ++c)
      want[c] += p[j] / sum * double(__bfloat162float(v[j * kHead + c]));
  Device<float> Q(q), P(splits * kHead), O(kHead);
  Device<__nv_bfloat16> K(k), V(v);
  Device<float2> S(splits);
  split_attention<<<splits, 128>>>(Q, K, V, P, S, keys, splits);
  join_attention<<<1, kHead>>>(P, S, O, splits);
  expect("split_attention", O.host(), want, 1e-4);
}

// --- quantised weights

// Two numbers of 4 bits become halves by the bits of 1024.
__device__ __half2 two_of_four(unsigned word) {
  unsigned h;
  asm("lop3.b32 %0, %1, 0x000f000f, 0x64006400, 0xea;" : "=r"(h) : "r"(word));
  const __half2 biased = *reinterpret_cast<__half2*>(&h);
  return __hsub2(biased, __half2half2(__ushort_as_half(0x6408)));  // 1032: 0 stands for -8
}
__global__ void four_bit_product(const unsigned* w, const __half* scales, const __half* x, float* y,
                                 int cols) {
  const int row = blockIdx.x, lane = threadIdx.x;
  float sum = 0;
  for (int at = lane; at < cols / 8; at += 32) {
    unsigned word = w[row * cols / 8 + at];
    const uint4 raw = *reinterpret_cast<const uint4*>(x + 8 * at);
    const __half2* h = reinterpret_cast<const __half2*>(&raw);
    __half2 dot = __float2half2_rn(0);
#pragma unroll
    for (int k = 0; k < 4; ++k, word >>= 4) dot = __hfma2(two_of_four(word), h[k], dot);
    const float2 f = __half22float2(dot);
    sum += (f.x + f.y) * __half2float(scales[row * (cols / 64) + at / 8]);
  }
  sum = warp_sum(sum);
  if (lane == 0) y[row] = sum;
}
void quantised() {
  const int rows = 6, cols = 320;
  Random random(11);
  std::vector<int> q = random.ints(rows * cols, 16);
  std::vector<unsigned> w(rows * cols / 8);
  std::vector<__half> scales(rows * cols / 64), x(cols);
  for (auto& s : scales) s = __float2half(0.25f * (1 + random.next() % 4));
  for (auto& e : x) e = __float2half(float(int(random.next() % 9) - 4) / 4);
  std::vector<double> want(rows);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < cols; ++c) {
      // Of a word the low halves of bytes hold the first of each pair.
      const int within = c % 8, shift = within / 2 * 4 + within % 2 * 16;
      w[(r * cols + c) / 8] |= unsigned(q[r * cols + c]) << shift;
      want[r] += (q[r * cols + c] - 8) * double(__half2float(x[c])) *
                 double(__half2float(scales[r * (cols / 64) + c / 64]));
    }
  Device<unsigned> W(w);
  Device<__half> S(scales), X(x);
  Device<float> Y(rows);
  four_bit_product<<<rows, 32>>>(W, S, X, Y, cols);
  expect("four_bit_product", Y.host(), want, 2e-3);
}

__global__ void byte_tricks(const unsigned* a, const unsigned* b, unsigned* out) {
  const int i = threadIdx.x;
  unsigned* o = out + 8 * i;
  o[0] = __byte_perm(a[i], b[i], 0x5140);
  o[1] = __funnelshift_r(a[i], b[i], i);
  o[2] = __funnelshift_lc(a[i], b[i], i);
  o[3] = __vadd4(a[i], b[i]);
  o[4] = __vabsdiffu4(a[i], b[i]);
  o[5] = __dp4a(a[i], b[i], 7u);
  o[6] = __brev(a[i]) ^ __popc(b[i]) ^ __ffs(a[i]);
  o[7] = __vmaxs2(a[i], b[i]);
}
void bytes() {
  Random random(2);
  std::vector<unsigned> a(40), b(40), want(320);
  for (int i = 0; i < 40; ++i) {
    a[i] = random.next() * 977, b[i] = random.next() * 131;
    const auto byte = [](unsigned v, int k) { return v >> 8 * k & 255; };
    unsigned* o = &want[8 * i];
    o[0] = byte(a[i], 0) | byte(b[i], 0) << 8 | byte(a[i], 1) << 16 | byte(b[i], 1) << 24;
    const std::uint64_t both = std::uint64_t(b[i]) << 32 | a[i];
    o[1] = unsigned(both >> (i & 31));
    o[2] = i >= 32 ? a[i] : unsigned((both << i) >> 32);
    o[5] = 7;
    for (int k = 0; k < 4; ++k) {
      o[3] |= (byte(a[i], k) + byte(b[i], k) & 255) << 8 * k;
      o[4] |= unsigned(std::abs(int(byte(a[i], k)) - int(byte(b[i], k)))) << 8 * k;
      o[5] += byte(a[i], k) * byte(b[i], k);
    }
    unsigned rev = 0;
    for (int k = 0; k < 32; ++k) rev |= (a[i] >> k & 1) << (31 - k);
    o[6] = rev ^ unsigned(__builtin_popcount(b[i])) ^ unsigned(__builtin_ffs(int(a[i])));
    for (int k = 0; k < 2; ++k)
      o[7] |= unsigned(std::max(short(a[i] >> 16 * k), short(b[i] >> 16 * k)) & 0xffff) << 16 * k;
  }
  Device<unsigned> A(a), B(b), O(320);
  byte_tricks<<<1, 40>>>(A, B, O);
  expect("byte_tricks", O.host(), want);
}

// --- locks and queues

struct Ticket {
  unsigned next, serving;
};
__global__ void ticket_lock(Ticket* lock, int* sum, int* trace) {
  if (threadIdx.x % 32 != 0) return;
  cuda::atomic_ref<unsigned, cuda::thread_scope_device> next(lock->next), serving(lock->serving);
  const unsigned mine = next.fetch_add(1, cuda::memory_order_relaxed);
  while (serving.load(cuda::memory_order_acquire) != mine) __nanosleep(20);
  trace[*sum] = mine;
  *sum += 1;
  serving.store(mine + 1, cuda::memory_order_release);
}
// Many producers, many consumers, a ring of few places.
struct Ring {
  unsigned head, tail, sequence[16];
  int item[16];
};
__global__ void ring_queue(Ring* ring, int* got, int each) {
  if (threadIdx.x != 0) return;
  const bool produces = blockIdx.x % 2 == 0;
  for (int k = 0; k < each; ++k) {
    cuda::atomic_ref<unsigned, cuda::thread_scope_device> end(produces ? ring->tail : ring->head);
    const unsigned at = end.fetch_add(1, cuda::memory_order_relaxed);
    cuda::atomic_ref<unsigned, cuda::thread_scope_device> turn(ring->sequence[at % 16]);
    const unsigned wanted = produces ? at : at + 1;
    while (turn.load(cuda::memory_order_acquire) != wanted) {
    }
    if (produces) {
      ring->item[at % 16] = blockIdx.x / 2 * each + k;
      turn.store(at + 1, cuda::memory_order_release);
    } else {
      got[ring->item[at % 16]] += 1;
      turn.store(at + 16, cuda::memory_order_release);
    }
  }
}
// The old style: volatile flags, fences, and an exchange for a lock.
__global__ void chained_sums(const int* x, int* y, volatile int* ready, volatile int* carry,
                             int n) {
  __shared__ int before;
  __shared__ int room[64];
  const int i = blockIdx.x * 64 + threadIdx.x;
  room[threadIdx.x] = i < n ? x[i] : 0;
  __syncthreads();
  for (int d = 1; d < 64; d *= 2) {
    const int add = threadIdx.x >= d ? room[threadIdx.x - d] : 0;
    __syncthreads();
    room[threadIdx.x] += add;
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    int sum = 0;
    if (blockIdx.x > 0) {
      while (ready[blockIdx.x - 1] == 0) {
      }
      __threadfence();
      sum = carry[blockIdx.x - 1];
    }
    before = sum;
    carry[blockIdx.x] = sum + room[63];
    __threadfence();
    ready[blockIdx.x] = 1;
  }
  __syncthreads();
  if (i < n) y[i] = before + room[threadIdx.x];
}
void locks() {
  Device<Ticket> lock(1);
  Device<int> sum(1), trace(40);
  lock.zero(), sum.zero(), trace.zero();
  ticket_lock<<<10, 128>>>(lock, sum, trace);
  std::vector<int> order(40);
  std::iota(order.begin(), order.end(), 0);
  expect("ticket_lock", trace.host(), order);
  Ring ring = {};
  for (unsigned k = 0; k < 16; ++k) ring.sequence[k] = k;
  Device<Ring> R(std::vector<Ring>{ring});
  Device<int> got(5 * 30);
  got.zero();
  ring_queue<<<10, 32>>>(R, got, 30);
  expect("ring_queue", got.host(), std::vector<int>(150, 1));
  std::vector<int> x(1000), y(1000);
  for (int k = 0; k < 1000; ++k) x[k] = k % 7 - 3;
  std::partial_sum(x.begin(), x.end(), y.begin());
  Device<int> X(x), Y(1000), ready(16), carry(16);
  ready.zero(), carry.zero();
  chained_sums<<<16, 64>>>(X, Y, ready, carry, 1000);
  expect("chained_sums", Y.host(), y);
}

// --- searches, grids and small matrices

__global__ void queens(int* count, int n) {
  const int first = blockIdx.x, second = threadIdx.x;
  if (second == first || abs(second - first) == 1) return;
  int place[16], row = 2, found = 0;
  place[0] = first, place[1] = second, place[2] = -1;
  while (row >= 2) {
    ++place[row];
    if (place[row] == n) {
      --row;
      continue;
    }
    bool free = true;
    for (int r = 0; r < row; ++r)
      free &= place[r] != place[row] && abs(place[r] - place[row]) != row - r;
    if (!free) continue;
    if (row == n - 1) {
      ++found;
    } else {
      place[++row] = -1;
    }
  }
  const cg::coalesced_group here = cg::coalesced_threads();
  const int all = cg::reduce(here, found, cg::plus<int>());
  if (here.thread_rank() == 0) atomicAdd(count, all);
}
// A warp holds 32 rows of 32 cells as bits.
__global__ void life_by_bits(unsigned* rows, int steps) {
  unsigned mine = rows[threadIdx.x];
  for (int s = 0; s < steps; ++s) {
    const unsigned up = __shfl_sync(~0u, mine, (threadIdx.x + 31) % 32),
                   down = __shfl_sync(~0u, mine, threadIdx.x + 1);
    unsigned next = 0;
    for (int c = 0; c < 32; ++c) {
      int around = 0;
      for (int d = -1; d <= 1; ++d) {
        const int k = (c + d) & 31;
        around += (up >> k & 1) + (down >> k & 1) + (d ? mine >> k & 1 : 0);
      }
      next |= unsigned(around == 3 || (around == 2 && (mine >> c & 1))) << c;
    }
    mine = next;
  }
  rows[threadIdx.x] = mine;
}
constexpr int kHalo = 2;
__constant__ float c_weights[3][2 * kHalo + 1];
// A star over three dimensions: planes wait in registers.
__global__ void star_stencil(const float* x, float* y, int nx, int ny, int nz) {
  __shared__ float plane[8 + 2 * kHalo][16 + 2 * kHalo];
  const int i = blockIdx.x * 16 + threadIdx.x, j = blockIdx.y * 8 + threadIdx.y;
  const auto at = [&](int a, int b, int c) {
    return a < 0 || b < 0 || c < 0 || a >= nx || b >= ny || c >= nz ? 0.0f
                                                                    : x[(c * ny + b) * nx + a];
  };
  float column[2 * kHalo + 1];
#pragma unroll
  for (int k = 0; k < 2 * kHalo; ++k) column[k + 1] = at(i, j, k - kHalo);
  for (int z = 0; z < nz; ++z) {
#pragma unroll
    for (int k = 0; k < 2 * kHalo; ++k) column[k] = column[k + 1];
    column[2 * kHalo] = at(i, j, z + kHalo);
    __syncthreads();
    for (int b = threadIdx.y; b < 8 + 2 * kHalo; b += 8)
      for (int a = threadIdx.x; a < 16 + 2 * kHalo; a += 16)
        plane[b][a] = at(blockIdx.x * 16 + a - kHalo, blockIdx.y * 8 + b - kHalo, z);
    __syncthreads();
    float sum = 0;
#pragma unroll
    for (int k = 0; k <= 2 * kHalo; ++k)
      sum += c_weights[0][k] * plane[threadIdx.y + kHalo][threadIdx.x + k] +
             c_weights[1][k] * plane[threadIdx.y + k][threadIdx.x + kHalo] +
             c_weights[2][k] * column[k];
    if (i < nx && j < ny) y[(z * ny + j) * nx + i] = sum;
  }
}
__global__ void cholesky(double* a, int n) {
  extern __shared__ double m[];
  for (int k = threadIdx.x; k < n * n; k += blockDim.x) m[k] = a[k];
  for (int k = 0; k < n; ++k) {
    __syncthreads();
    if (threadIdx.x == 0) m[k * n + k] = sqrt(m[k * n + k]);
    __syncthreads();
    for (int i = k + 1 + threadIdx.x; i < n; i += blockDim.x) m[i * n + k] /= m[k * n + k];
    __syncthreads();
    for (int t = threadIdx.x; t < (n - k - 1) * (n - k - 1); t += blockDim.x) {
      const int i = k + 1 + t / (n - k - 1), j = k + 1 + t % (n - k - 1);
      if (j <= i) m[i * n + j] -= m[i * n + k] * m[j * n + k];
    }
  }
  __syncthreads();
  for (int k = threadIdx.x; k < n * n; k += blockDim.x) a[k] = k % n <= k / n ? m[k] : 0;
}
// Each lane has eight numbers; afterwards the eight of its index.
__global__ void transpose_in_registers(int* x) {
  const cg::thread_block_tile<8> tile = cg::tiled_partition<8>(cg::this_thread_block());
  int v[8];
  int* mine = x + 64 * (threadIdx.x / 8);
#pragma unroll
  for (int k = 0; k < 8; ++k) v[k] = mine[k * 8 + tile.thread_rank()];
#pragma unroll
  for (int d = 1; d < 8; d *= 2)
#pragma unroll
    for (int k = 0; k < 8; ++k)
      if (!(k & d)) {
        const bool upper = tile.thread_rank() & d;
        const int sent = tile.shfl_xor(upper ? v[k] : v[k | d], d);
        (upper ? v[k] : v[k | d]) = sent;
      }
#pragma unroll
  for (int k = 0; k < 8; ++k) mine[k * 8 + tile.thread_rank()] = v[k];
}
void searches() {
  Device<int> count(1);
  count.zero();
  queens<<<8, 8>>>(count, 8);
  expect("queens", count.host(), std::vector<int>{92});
  std::vector<unsigned> board(32);
  board[0] = 2, board[1] = 4, board[2] = 7;  // a glider comes home after 128 steps
  Device<unsigned> B(board);
  life_by_bits<<<1, 32>>>(B, 128);
  expect("life_by_bits", B.host(), board);
  const int nx = 19, ny = 11, nz = 6;
  const float weights[3][5] = {{1, 2, 3, 4, 5}, {5, 4, 0, 2, 1}, {1, 0, 0, 0, 2}};
  cudaMemcpyToSymbol(c_weights, weights, sizeof weights);
  const auto x = Random(4).floats(nx * ny * nz);
  std::vector<double> want(x.size());
  for (int c = 0; c < nz; ++c)
    for (int b = 0; b < ny; ++b)
      for (int a = 0; a < nx; ++a)
        for (int d = -2; d <= 2; ++d) {
          const auto at = [&](int i, int j, int k) {
            return i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz
                       ? 0.0
                       : double(x[(k * ny + j) * nx + i]);
          };
          want[(c * ny + b) * nx + a] += weights[0][d + 2] * at(a + d, b, c) +
                                         weights[1][d + 2] * at(a, b + d, c) +
                                         weights[2][d + 2] * at(a, b, c + d);
        }
  Device<float> X(x), Y(x.size());
  star_stencil<<<dim3(2, 2), dim3(16, 8)>>>(X, Y, nx, ny, nz);
  expect("star_stencil", Y.host(), want, 1e-4);
  const int n = 23;
  std::vector<double> l(n * n), a(n * n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j) l[i * n + j] = i == j ? i + 1 : (i * 7 + j * 3) % 5 - 2;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k) a[i * n + j] += l[i * n + k] * l[j * n + k];
  Device<double> A(a);
  cholesky<<<1, 64, n * n * sizeof(double)>>>(A, n);
  expect("cholesky", A.host(), l, 1e-9);
  std::vector<int> t(256), tw(256);
  for (int k = 0; k < 256; ++k) t[k] = k, tw[k / 64 * 64 + k % 8 * 8 + k / 8 % 8] = k;
  Device<int> T(t);
  transpose_in_registers<<<1, 32>>>(T);
  expect("transpose_in_registers", T.host(), tw);
}

// --- groups and masks

// Lanes with one key add up together.
__global__ void labelled_sums(const int* keys, const int* x, int* sums, int* ranks, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const cg::coalesced_group here = cg::coalesced_threads();
  const cg::coalesced_group same = cg::labeled_partition(here, keys[i]);
  const int sum = cg::reduce(same, x[i], cg::plus<int>());
  if (same.thread_rank() == 0) atomicAdd(&sums[keys[i]], sum);
  const cg::coalesced_group half = cg::binary_partition(here, x[i] % 2 == 0);
  ranks[i] = cg::exclusive_scan(half, 1);
}
// Masks may name lanes that have ended: the rest answers, as the programming guide has it.
__global__ void after_some_have_ended(unsigned* out, int n) {
  const unsigned lane = threadIdx.x;
  if (lane >= n) return;
  unsigned* o = out + 8 * lane;
  o[0] = __ballot_sync(~0u, lane % 2);
  o[1] = __all_sync(~0u, lane < n);
  o[2] = __any_sync(~0u, lane >= n);
  o[3] = __match_any_sync(~0u, lane / 8);
  o[4] = __reduce_add_sync(~0u, lane);
  o[5] = __reduce_max_sync(~0u, lane);
  __syncwarp();
  o[6] = __shfl_sync(~0u, lane, 3);
  o[7] = __popc(__activemask());
}
// Two collectives of four warps, one after the other, in the room that such groups need.
__global__ void most_and_sums(const int* x, int* most, int* sums) {
  __shared__ cg::block_tile_memory<256> room;
  const cg::thread_block block = cg::this_thread_block(room);
  const auto tile = cg::tiled_partition<128>(block);
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  most[i] = cg::reduce(tile, x[i], cg::greater<int>());
  sums[i] = cg::inclusive_scan(tile, x[i]);
}
__device__ int guarded(int a, int b) { return b == 0 ? -7 : a / b + a % b; }
__global__ void guarded_divisions(const int* a, const int* b, int* q, long long* w) {
  const int i = threadIdx.x;
  q[i] = guarded(a[i], b[i]);
  w[i] = b[i] != 0 ? (1ll << 40) / b[i] : (1ll << 40) % (b[i] + 3ll);
}
void groups() {
  Random random(8);
  const int n = 200;
  const auto keys = random.ints(n, 5), x = random.ints(n, 100);
  std::vector<int> sums(5), ranks(n);
  for (int i = 0; i < n; ++i) {
    sums[keys[i]] += x[i];
    for (int k = i / 32 * 32; k < i; ++k) ranks[i] += x[k] % 2 == x[i] % 2;
  }
  Device<int> K(keys), X(x), S(5), R(n);
  S.zero();
  labelled_sums<<<2, 128>>>(K, X, S, R, n);
  expect("labelled_sums", S.host(), sums);
  expect("labelled ranks", R.host(), ranks);
  const auto many = random.ints(512, 1000);
  std::vector<int> most(512), running(many);
  for (int i = 0; i < 512; ++i) {
    most[i] = *std::max_element(&many[i / 128 * 128], &many[i / 128 * 128] + 128);
    if (i % 128) running[i] += running[i - 1];
  }
  Device<int> V(many), M(512), C(512);
  most_and_sums<<<2, 256>>>(V, M, C);
  expect("most_and_sums most", M.host(), most);
  expect("most_and_sums sums", C.host(), running);
  const unsigned live = 20;
  std::vector<unsigned> want;
  for (unsigned l = 0; l < live; ++l)
    for (unsigned v : {0xaaaaau, 1u, 0u, 0xffu << l / 8 * 8 & 0xfffffu, 190u, 19u, 3u, live})
      want.push_back(v);
  Device<unsigned> O(8 * live);
  after_some_have_ended<<<1, 32>>>(O, live);
  expect("after_some_have_ended", O.host(), want);
  std::vector<int> a(64), b(64), q(64);
  std::vector<long long> w(64);
  for (int i = 0; i < 64; ++i) {
    a[i] = i * 37 - 500, b[i] = i % 5 - 2;
    q[i] = b[i] ? a[i] / b[i] + a[i] % b[i] : -7;
    w[i] = b[i] ? (1ll << 40) / b[i] : (1ll << 40) % 3;
  }
  Device<int> A(a), B(b), Q(64);
  Device<long long> W(64);
  guarded_divisions<<<1, 64>>>(A, B, Q, W);
  expect("guarded_divisions", Q.host(), q);
  expect("guarded wide", W.host(), w);
}

int main() {
  layer_norm_backward();
  cross_entropies();
  split_decode();
  quantised();
  bytes();
  locks();
  searches();
  groups();
  return finish();
}
