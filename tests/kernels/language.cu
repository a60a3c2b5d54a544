// What C++ and its assembler offer to kernels, and collectives of groups.

#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <cooperative_groups/scan.h>
#include <cuda_bf16.h>
#include <mma.h>
#include <algorithm>
#include <cstring>
#include <cuda/std/array>
#include <cuda/std/bit>
#include <cuda/std/optional>
#include <cuda/std/tuple>
#include <numeric>
#include <string>

#include "check.cuh"

namespace cg = cooperative_groups;

__global__ void group_collectives(const int* x, int* y) {
  auto block = cg::this_thread_block();
  auto tile = cg::tiled_partition<16>(block);
  const int v = x[threadIdx.x];
  int* o = y + threadIdx.x * 10;
  o[0] = cg::inclusive_scan(tile, v);
  o[1] = cg::exclusive_scan(tile, v, cg::plus<int>());
  o[2] = cg::reduce(tile, v, cg::greater<int>());
  o[3] = cg::reduce(tile, v, [](int a, int b) { return a * 3 + b * 3; }) != 12345;
  auto same = cg::labeled_partition(tile, v & 3);
  o[4] = (int)same.size() * 100 + (int)same.thread_rank();
  o[5] = cg::reduce(same, v, cg::plus<int>());
  o[6] = o[7] = o[8] = -1;
  if (v % 3 == 0) {
    auto act = cg::coalesced_threads();
    o[6] = cg::inclusive_scan(act, 1);
    o[7] = cg::reduce(act, v, cg::bit_xor<int>());
    o[8] = act.shfl(v, 0) * 1000 + act.match_any(v & 1) * 0 + act.any(v > 50) + 2 * act.all(v >= 0);
  }
  auto bin = cg::binary_partition(tile, v > 40);
  o[9] = (int)bin.size() * (v > 40 ? 1 : -1);
}

__global__ void warp_values(double* d, short4* s,
                            int* r) {  // structs through shuffles, match on 64 bits
  const int l = threadIdx.x;
  d[l] = __shfl_xor_sync(~0u, l * 1.5, 5);
  short4 v = make_short4(l, 2 * l, 3 * l, 4 * l);
  int2 w;
  memcpy(&w, &v, 8);
  w.x = __shfl_sync(~0u, w.x, (l + 7) & 31);
  w.y = __shfl_sync(~0u, w.y, (l + 7) & 31);
  memcpy(&s[l], &w, 8);
  int pred;
  r[l] = __popc(__match_any_sync(~0u, (unsigned long long)(l / 3) << 40));
  r[l] += 100 * (__match_all_sync(~0u, l / 32, &pred) == ~0u) + 1000 * pred;
}

__global__ void assembler(const unsigned* x, unsigned* y) {
  const unsigned a = x[threadIdx.x], b = x[threadIdx.x + 32];
  unsigned* o = y + threadIdx.x * 12;
  asm("lop3.b32 %0, %1, %2, %3, 0x96;" : "=r"(o[0]) : "r"(a), "r"(b), "r"(0x12345678));
  asm("prmt.b32.f4e %0, %1, %2, %3;" : "=r"(o[1]) : "r"(a), "r"(b), "r"(1));
  asm("bfe.s32 %0, %1, 5, 7;" : "=r"(o[2]) : "r"(a));
  asm("bfi.b32 %0, %1, %2, 9, 11;" : "=r"(o[3]) : "r"(a), "r"(b));
  asm("{.reg .pred p; setp.lt.u32 p, %1, %2; vote.sync.ballot.b32 %0, p, 0xffffffff;}"
      : "=r"(o[4])
      : "r"(a), "r"(b));
  asm("{.reg .pred p; shfl.sync.down.b32 %0|p, %1, 3, 0x1f, 0xffffffff; @!p mov.u32 %0, 77;}"
      : "=&r"(o[5])
      : "r"(a));
  asm("{.reg .u32 t; mad.lo.cc.u32 t, %1, %2, %1; madc.hi.u32 %0, %1, %2, 0;}"
      : "=r"(o[6])
      : "r"(a), "r"(b));
  asm("shf.l.clamp.b32 %0, %1, %2, 40;" : "=r"(o[7]) : "r"(a), "r"(b));
  asm("sad.u32 %0, %1, %2, 5;" : "=r"(o[8]) : "r"(a), "r"(b));
  asm("brev.b32 %0, %1;" : "=r"(o[9]) : "r"(a ^ b));
  asm("dp2a.lo.u32.u32 %0, %1, %2, 3;" : "=r"(o[10]) : "r"(a), "r"(b));
  asm("{.reg .u32 t<2>; .reg .pred q; setp.gt.and.s32 q, %1, %2, 1; selp.u32 t0, 1, 2, q; "
      "slct.u32.s32 t1, 5, 6, %1; add.u32 %0, t0, t1;}"
      : "=r"(o[11])
      : "r"(a), "r"(b));
}

// features of the language
struct Base {
  int tag;
  __device__ Base(int t) : tag(t) {}
  __device__ virtual int f(int) const = 0;
  __device__ virtual ~Base() {}
};
struct Left : virtual Base {
  __device__ Left(int t) : Base(t) {}
  __device__ int f(int x) const override { return x + tag; }
};
struct Right : virtual Base {
  int more = 9;
  __device__ Right(int t) : Base(t) {}
  __device__ int g() const { return more * tag; }
};
struct Both final : Left, Right {
  __device__ Both(int t) : Base(t), Left(t), Right(t) {}
  __device__ int f(int x) const override { return Left::f(x) * 2 + g(); }
};
__device__ int ackermann(int m, int n) {
  return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}
typedef int (*Fn)(int);
__device__ __noinline__ int twice(int x) { return 2 * x; }
__device__ __noinline__ int square(int x) { return x * x; }
__device__ __noinline__ int even(int n);
__device__ __noinline__ int odd(int n) { return n == 0 ? 0 : even(n - 1); }
__device__ __noinline__ int even(int n) { return n == 0 ? 1 : odd(n - 1); }
__device__ Fn d_table[3] = {twice, square, even};
template <class... T>
__device__ int total(T... t) {
  return (0 + ... + t);
}
struct Bits {
  unsigned a : 3, b : 11;
  int c : 9;
  unsigned long long d : 37;
};
__global__ void language(int* y, long long* q) {
  const int t = threadIdx.x;
  int* o = y + t * 12;
  Base* p = new Both(t);
  o[0] = p->f(3);
  delete p;
  o[1] = ackermann(2, t % 4);
  o[2] = d_table[t % 3](t);
  o[3] = total(t, 2, short(3), 'a');
  Bits b{};
  b.a = t;
  b.b = t * 70;
  b.c = -t * 3;
  b.d = 1ull << 36 | t;
  o[4] = b.a + b.b + b.c;
  q[t] = b.d;
  cuda::std::array<int, 5> arr{{5, 4, 3, 2, 1}};
  arr[t % 5] += t;
  int s = 0;
  for (int v : arr) s = s * 3 + v;
  o[5] = s;
  auto [u, w] = cuda::std::make_tuple(t, t * t);
  o[6] = u + w;
  cuda::std::optional<int> op;
  if (t & 1) op = t;
  o[7] = op.value_or(-5);
  o[8] = cuda::std::popcount((unsigned)t) + cuda::std::countl_zero((unsigned)t + 1) +
         (int)cuda::std::bit_ceil((unsigned)t + 1);
  switch (t) {
    case 0:
      s = 4;
      break;
    case 1:
      s = 17;
      break;
    case 2:
      s = 7;
      [[fallthrough]];
    case 3:
      s += 9;
      break;
    case 4:
      s = -1;
      break;
    case 5:
      s = 6;
      break;
    case 6:
      s = 2;
      break;
    default:
      s = t;
  }
  o[9] = s;
  __int128 big = (__int128)0x123456789abcdefll * (t + 1) * 0x7fffffffffll;
  big /= (t + 3);
  o[10] = (int)(big >> 37) ^ (int)(unsigned long long)big;
  int n = 0;
  unsigned c = t * 97 + 1;
again:
  if (c != 1) {
    c = c & 1 ? 3 * c + 1 : c / 2;
    ++n;
    goto again;
  }
  o[11] = n;
}

template <class T>
__global__ void typed(const __grid_constant__ T arg, float* y) {
  y[threadIdx.x] = arg.v[threadIdx.x] * arg.scale;
}
struct Large {
  float v[700];
  float scale;
};

__global__ void __launch_bounds__(128) many_arrays(const float* x, double* y, int n) {
  extern __shared__ __align__(16) unsigned char raw[];
  double* d = reinterpret_cast<double*>(raw);
  float4* f = reinterpret_cast<float4*>(d + n);
  short* s = reinterpret_cast<short*>(f + n / 4);
  const int t = threadIdx.x;
  d[t] = x[t] * 2.0;
  reinterpret_cast<float*>(f)[t] = x[t];
  s[t] = (short)t;
  __syncthreads();
  const float4 g = f[t / 4];
  y[t] = d[n - 1 - t] + g.x + g.y + g.z + g.w + s[(t + 1) % n];
}

// Double-buffered bf16 wmma
__global__ void wmma_double(const __nv_bfloat16* a, const __nv_bfloat16* b, float* c, int n) {
  using namespace nvcuda;
  __shared__ __align__(32) __nv_bfloat16 ta[2][16][16], tb[2][16][16];
  const int lane = threadIdx.x, r = lane / 2, h = lane % 2 * 8, bx = blockIdx.x * 16,
            by = blockIdx.y * 16;
  auto load = [&](int s, int k) {
    const unsigned da = (unsigned)__cvta_generic_to_shared(&ta[s][r][h]),
                   db = (unsigned)__cvta_generic_to_shared(&tb[s][r][h]);
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(da),
                 "l"(&a[(by + r) * n + k + h]));
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(db),
                 "l"(&b[(k + r) * n + bx + h]));
    asm volatile("cp.async.commit_group;");
  };
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> acc;
  wmma::fill_fragment(acc, 0);
  load(0, 0);
  for (int k = 0, s = 0; k < n; k += 16, s ^= 1) {
    if (k + 16 < n) {
      load(s ^ 1, k + 16);
      asm volatile("cp.async.wait_group 1;" ::: "memory");
    } else
      asm volatile("cp.async.wait_all;" ::: "memory");
    __syncwarp();
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __nv_bfloat16, wmma::row_major> fa;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __nv_bfloat16, wmma::row_major> fb;
    wmma::load_matrix_sync(fa, &ta[s][0][0], 16);
    wmma::load_matrix_sync(fb, &tb[s][0][0], 16);
    wmma::mma_sync(acc, fa, fb, acc);
    __syncwarp();
  }
  wmma::store_matrix_sync(&c[by * n + bx], acc, n, wmma::mem_row_major);
}

namespace {

void collectives() {
  Random random(5);
  auto x = random.ints(64, 100);
  Device<int> dx(x), dy(640);
  group_collectives<<<1, 64>>>(dx, dy);
  std::vector<int> want(640);
  for (int t = 0; t < 64; ++t) {
    int* o = &want[t * 10];
    const int b = t / 16 * 16, v = x[t];
    int mx = -1;
    for (int k = b; k < b + 16; ++k) mx = std::max(mx, x[k]);
    for (int k = b; k <= t; ++k) o[0] += x[k];
    o[1] = o[0] - v;
    o[2] = mx;
    o[3] = 1;
    int size = 0, rank = 0, sum = 0, bin = 0;
    for (int k = b; k < b + 16; ++k) {
      if ((x[k] & 3) == (v & 3)) {
        ++size;
        rank += k < t;
        sum += x[k];
      }
      bin += (x[k] > 40) == (v > 40);
    }
    o[4] = size * 100 + rank;
    o[5] = sum;
    o[6] = o[7] = o[8] = -1;
    if (v % 3 == 0) {
      int w = t / 32 * 32, n = 0, xr = 0, first = -1, any = 0;
      for (int k = w; k < w + 32; ++k)
        if (x[k] % 3 == 0) {
          if (first < 0) first = x[k];
          n += k <= t;
          xr ^= x[k];
          any |= x[k] > 50;
        }
      o[6] = n;
      o[7] = xr;
      o[8] = first * 1000 + any + 2;
    }
    o[9] = bin * (v > 40 ? 1 : -1);
  }
  expect("group_collectives", dy.host(), want);
}

void values_in_a_warp() {
  Device<double> d(32);
  Device<short4> s(32);
  Device<int> r(32);
  warp_values<<<1, 32>>>(d, s, r);
  std::vector<double> wd;
  std::vector<int> ws, gs, wr;
  auto hs = s.host();
  for (int l = 0; l < 32; ++l) {
    wd.push_back((l ^ 5) * 1.5);
    int f = (l + 7) & 31;
    for (int k = 1; k < 5; ++k) ws.push_back(k * f);
    gs.insert(gs.end(), {hs[l].x, hs[l].y, hs[l].z, hs[l].w});
    wr.push_back((l >= 30 ? 2 : 3) + 1100);
  }
  expect("shfl double", d.host(), wd);
  expect("shfl struct", gs, ws);
  expect("match", r.host(), wr);
}

void instructions() {
  Random random(5);
  std::vector<unsigned> x;
  for (int k = 0; k < 64; ++k) x.push_back(random.next() * 2654435761u ^ k);
  Device<unsigned> dx(x), dy(32 * 12);
  assembler<<<1, 32>>>(dx, dy);
  std::vector<unsigned> want;
  unsigned ballot = 0;
  for (int t = 0; t < 32; ++t) ballot |= (x[t] < x[t + 32]) << t;
  for (int t = 0; t < 32; ++t) {
    const unsigned a = x[t], b = x[t + 32];
    unsigned long long ab = (unsigned long long)b << 32 | a;
    want.push_back(a ^ b ^ 0x12345678);
    want.push_back((unsigned)(ab >> 8));
    want.push_back((unsigned)((int)(a << 20) >> 25));
    want.push_back((b & ~(0x7ffu << 9)) | (a & 0x7ff) << 9);
    want.push_back(ballot);
    want.push_back(t + 3 < 32 ? x[t + 3] : 77);
    const unsigned long long pr = (unsigned long long)a * b;
    want.push_back((unsigned)(pr >> 32) + ((pr & 0xffffffff) + a > 0xffffffffull));
    want.push_back(a);
    want.push_back((a > b ? a - b : b - a) + 5);
    unsigned sum = 0;
    for (int k = 0; k < 32; ++k) sum |= ((a ^ b) >> k & 1) << (31 - k);
    want.push_back(sum);
    want.push_back((a & 0xffff) * (b & 255) + (a >> 16) * (b >> 8 & 255) + 3);
    want.push_back(((int)a > (int)b ? 1 : 2) + ((int)a >= 0 ? 5 : 6));
  }
  auto got = dy.host();
  for (int k = 0; k < 12; ++k) {
    std::vector<unsigned> g, w;
    for (int t = 0; t < 32; ++t) g.push_back(got[t * 12 + k]), w.push_back(want[t * 12 + k]);
    expect(("asm " + std::to_string(k)).c_str(), g, w);
  }
}

void features() {
  Device<int> y(32 * 12);
  Device<long long> q(32);
  language<<<1, 32>>>(y, q);
  std::vector<int> want;
  std::vector<long long> wq;
  for (int t = 0; t < 32; ++t) {
    want.push_back((3 + t) * 2 + 9 * t);
    want.push_back(2 * (t % 4) + 3);
    want.push_back(t % 3 == 0 ? 2 * t : t % 3 == 1 ? t * t : t % 2 == 0);
    want.push_back(t + 5 + 97);
    int c9 = -t * 3;
    want.push_back((t & 7) + (t * 70 & 2047) + c9);
    wq.push_back(1ll << 36 | t);
    int arr[] = {5, 4, 3, 2, 1};
    arr[t % 5] += t;
    int s = 0;
    for (int v : arr) s = s * 3 + v;
    want.push_back(s);
    want.push_back(t + t * t);
    want.push_back(t & 1 ? t : -5);
    unsigned ceil = 1;
    while (ceil < t + 1u) ceil *= 2;
    want.push_back(__builtin_popcount(t) + __builtin_clz(t + 1) + ceil);
    const int sw[] = {4, 17, 16, s + 9, -1, 6, 2};
    want.push_back(t < 7 ? sw[t] : t);
    __int128 big = (__int128)0x123456789abcdefll * (t + 1) * 0x7fffffffffll;
    big /= (t + 3);
    want.push_back((int)(big >> 37) ^ (int)(unsigned long long)big);
    int n = 0;
    for (unsigned c = t * 97 + 1; c != 1; ++n) c = c & 1 ? 3 * c + 1 : c / 2;
    want.push_back(n);
  }
  auto got = y.host();
  for (int k = 0; k < 12; ++k) {
    std::vector<int> g, w;
    for (int t = 0; t < 32; ++t) g.push_back(got[t * 12 + k]), w.push_back(want[t * 12 + k]);
    expect(("language " + std::to_string(k)).c_str(), g, w);
  }
  expect("bit field", q.host(), wq);
}

void large_argument() {
  Random random(5);
  Large l;
  std::vector<float> want;
  for (int k = 0; k < 700; ++k) {
    l.v[k] = random.uniform();
    want.push_back(l.v[k] * 3);
  }
  l.scale = 3;
  Device<float> y(700);
  typed<Large><<<1, 700>>>(l, y);
  expect("large argument", y.host(), want);
}

void arrays_in_one_room() {
  Random random(5);
  const int n = 128;
  auto x = random.floats(n);
  Device<float> dx(x);
  Device<double> y(n);
  std::vector<double> want;
  many_arrays<<<1, n, n * 14>>>(dx, y, n);
  for (int t = 0; t < n; ++t) {
    const float* g = &x[t / 4 * 4];
    want.push_back(x[n - 1 - t] * 2.0 + g[0] + g[1] + g[2] + g[3] + (t + 1) % n);
  }
  expect("many_arrays", y.host(), want, 1e-5);
}

void buffers_in_turns() {
  Random random(5);
  const int n = 48;
  std::vector<__nv_bfloat16> a(n * n), b(n * n);
  std::vector<float> want(n * n);
  for (auto& v : a) v = __float2bfloat16((int)(random.next() % 9) - 4.f);
  for (auto& v : b) v = __float2bfloat16((int)(random.next() % 9) - 4.f);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int k = 0; k < n; ++k)
        want[i * n + j] += __bfloat162float(a[i * n + k]) * __bfloat162float(b[k * n + j]);
  Device<__nv_bfloat16> da(a), db(b);
  Device<float> c(n * n);
  wmma_double<<<dim3(3, 3), 32>>>(da, db, c, n);
  expect("wmma double buffer", c.host(), want);
}

}  // namespace

int main() {
  collectives();
  values_in_a_warp();
  instructions();
  features();
  large_argument();
  arrays_in_one_room();
  buffers_in_turns();
  return finish();
}
