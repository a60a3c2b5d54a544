// Tiled products with vector loads, double buffering and tensor-core instructions.
#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_pipeline.h>
#include <mma.h>
#include <cuda/pipeline>
#include "check.cuh"
namespace cg = cooperative_groups;
using namespace nvcuda;

// 64x64 tile, float4 loads, 4x4 per thread
__global__ __launch_bounds__(256) void gemm_vec(const float* __restrict__ a,
                                                const float* __restrict__ b, float* c, int n) {
  __shared__ float as[16][68];
  __shared__ __align__(16) float bs[16][64];
  const int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  const int row0 = blockIdx.y * 64, col0 = blockIdx.x * 64;
  float acc[4][4] = {};
  for (int k0 = 0; k0 < n; k0 += 16) {
    const int ar = threadIdx.x / 4, ac = threadIdx.x % 4 * 4;
    const float4 av = *reinterpret_cast<const float4*>(&a[(row0 + ar) * n + k0 + ac]);
    as[ac][ar] = av.x;
    as[ac + 1][ar] = av.y;
    as[ac + 2][ar] = av.z;
    as[ac + 3][ar] = av.w;
    const int br = threadIdx.x / 16, bc = threadIdx.x % 16 * 4;
    *reinterpret_cast<float4*>(&bs[br][bc]) =
        *reinterpret_cast<const float4*>(&b[(k0 + br) * n + col0 + bc]);
    __syncthreads();
#pragma unroll
    for (int k = 0; k < 16; ++k) {
      float ra[4];
      for (int i = 0; i < 4; ++i) ra[i] = as[k][ty * 4 + i];
      const float4 rb = *reinterpret_cast<const float4*>(&bs[k][tx * 4]);
      for (int i = 0; i < 4; ++i) {
        acc[i][0] += ra[i] * rb.x;
        acc[i][1] += ra[i] * rb.y;
        acc[i][2] += ra[i] * rb.z;
        acc[i][3] += ra[i] * rb.w;
      }
    }
    __syncthreads();
  }
  for (int i = 0; i < 4; ++i)
    *reinterpret_cast<float4*>(&c[(row0 + ty * 4 + i) * n + col0 + tx * 4]) =
        make_float4(acc[i][0], acc[i][1], acc[i][2], acc[i][3]);
}

// double buffer by cp.async primitives
__global__ void gemm_async(const float* a, const float* b, float* c, int n) {
  __shared__ __align__(16) float as[2][32][32], bs[2][32][32];
  const int tx = threadIdx.x % 8, ty = threadIdx.x / 8;  // 256 threads: 32 rows x 8 float4
  const int row0 = blockIdx.y * 32, col0 = blockIdx.x * 32;
  auto fetch = [&](int s, int k0) {
    __pipeline_memcpy_async(&as[s][ty][tx * 4], &a[(row0 + ty) * n + k0 + tx * 4], 16);
    __pipeline_memcpy_async(&bs[s][ty][tx * 4], &b[(k0 + ty) * n + col0 + tx * 4], 16);
    __pipeline_commit();
  };
  float acc[4] = {};
  fetch(0, 0);
  for (int t = 0; t < n / 32; ++t) {
    if (t + 1 < n / 32)
      fetch((t + 1) & 1, (t + 1) * 32);
    else
      __pipeline_commit();
    __pipeline_wait_prior(1);
    __syncthreads();
    for (int k = 0; k < 32; ++k)
      for (int j = 0; j < 4; ++j) acc[j] += as[t & 1][ty][k] * bs[t & 1][k][tx * 4 + j];
    __syncthreads();
  }
  for (int j = 0; j < 4; ++j) c[(row0 + ty) * n + col0 + tx * 4 + j] = acc[j];
}

// block-scope cuda::pipeline with memcpy_async
template <int Stages>
__global__ void gemm_pipeline(const float* a, const float* b, float* c, int n) {
  __shared__ __align__(16) float as[Stages][16][16], bs[Stages][16][16];
  __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, Stages> state;
  auto block = cg::this_thread_block();
  auto pipe = cuda::make_pipeline(block, &state);
  const int tx = threadIdx.x, ty = threadIdx.y;
  const int row0 = blockIdx.y * 16, col0 = blockIdx.x * 16;
  const int tiles = n / 16;
  float acc = 0;
  int next = 0;
  for (int t = 0; t < tiles; ++t) {
    for (; next < tiles && next < t + Stages; ++next) {
      pipe.producer_acquire();
      for (int r = 0; r < 16; ++r) {
        cuda::memcpy_async(block, as[next % Stages][r], &a[(row0 + r) * n + next * 16],
                           cuda::aligned_size_t<16>(64), pipe);
        cuda::memcpy_async(block, bs[next % Stages][r], &b[(next * 16 + r) * n + col0],
                           cuda::aligned_size_t<16>(64), pipe);
      }
      pipe.producer_commit();
    }
    pipe.consumer_wait();
    for (int k = 0; k < 16; ++k) acc += as[t % Stages][ty][k] * bs[t % Stages][k][tx];
    pipe.consumer_release();
  }
  c[(row0 + ty) * n + col0 + tx] = acc;
}

// thread-scope pipeline
__global__ void thread_pipeline(const float* x, float* y, int n) {
  __shared__ float room[2][128];
  auto pipe = cuda::make_pipeline();
  const int t = threadIdx.x;
  int i = blockIdx.x * 128 * 4 + t;
  pipe.producer_acquire();
  cuda::memcpy_async(&room[0][t], &x[i], sizeof(float), pipe);
  pipe.producer_commit();
  for (int k = 0; k < 4; ++k, i += 128) {
    if (k < 3) {
      pipe.producer_acquire();
      cuda::memcpy_async(&room[(k + 1) & 1][t], &x[i + 128], sizeof(float), pipe);
      pipe.producer_commit();
      cuda::pipeline_consumer_wait_prior<1>(pipe);
    } else {
      cuda::pipeline_consumer_wait_prior<0>(pipe);
    }
    y[i] = room[k & 1][t] * 2;
    pipe.consumer_release();
  }
}

// producer warps and consumer warps
__global__ void roles(const int* x, int* y, int tiles) {
  __shared__ int room[2][64];
  __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 2> state;
  auto block = cg::this_thread_block();
  const auto role =
      threadIdx.x < 64 ? cuda::pipeline_role::producer : cuda::pipeline_role::consumer;
  auto pipe = cuda::make_pipeline(block, &state, role);
  const int t = threadIdx.x % 64;
  for (int k = 0; k < tiles; ++k) {
    if (role == cuda::pipeline_role::producer) {
      pipe.producer_acquire();
      cuda::memcpy_async(&room[k % 2][t], &x[k * 64 + t], sizeof(int), pipe);
      pipe.producer_commit();
    } else {
      pipe.consumer_wait();
      y[k * 64 + t] = room[k % 2][63 - t];
      pipe.consumer_release();
    }
  }
}

// cg::memcpy_async and cg::wait
__global__ void group_copy(const float* x, float* y) {
  __shared__ float room[256];
  auto block = cg::this_thread_block();
  cg::memcpy_async(block, room, x + blockIdx.x * 256, sizeof room);
  cg::wait(block);
  y[blockIdx.x * 256 + threadIdx.x] = room[255 - threadIdx.x];
}

__global__ void wmma_bf16(const __nv_bfloat16* a, const __nv_bfloat16* b, float* c, int n) {
  const int wy = blockIdx.y, wx = blockIdx.x;
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __nv_bfloat16, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __nv_bfloat16, wmma::row_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
  wmma::fill_fragment(fc, 0.0f);
  for (int k = 0; k < n; k += 16) {
    wmma::load_matrix_sync(fa, a + wy * 16 * n + k, n);
    wmma::load_matrix_sync(fb, b + k * n + wx * 16, n);
    wmma::mma_sync(fc, fa, fb, fc);
  }
  for (int i = 0; i < fc.num_elements; ++i) fc.x[i] *= 2;
  wmma::store_matrix_sync(c + wy * 16 * n + wx * 16, fc, n, wmma::mem_row_major);
}
__global__ void wmma_tf32(const float* a, const float* b, float* c, int n) {
  const int wy = blockIdx.y, wx = blockIdx.x;
  wmma::fragment<wmma::matrix_a, 16, 16, 8, wmma::precision::tf32, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 8, wmma::precision::tf32, wmma::col_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 8, float> fc;
  wmma::fill_fragment(fc, 0.0f);
  for (int k = 0; k < n; k += 8) {
    wmma::load_matrix_sync(fa, a + wy * 16 * n + k, n);
    wmma::load_matrix_sync(fb, b + wx * 16 * n + k, n);
    for (int i = 0; i < fa.num_elements; ++i) fa.x[i] = wmma::__float_to_tf32(fa.x[i]);
    for (int i = 0; i < fb.num_elements; ++i) fb.x[i] = wmma::__float_to_tf32(fb.x[i]);
    wmma::mma_sync(fc, fa, fb, fc);
  }
  wmma::store_matrix_sync(c + wy * 16 * n + wx * 16, fc, n, wmma::mem_row_major);
}
template <int M, int N, class T>
__global__ void wmma_int8(const T* a, const T* b, int* c) {  // M x 16 times 16 x N
  wmma::fragment<wmma::matrix_a, M, N, 16, T, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, M, N, 16, T, wmma::col_major> fb;
  wmma::fragment<wmma::accumulator, M, N, 16, int> fc;
  wmma::fill_fragment(fc, 3);
  wmma::load_matrix_sync(fa, a, 16);
  wmma::load_matrix_sync(fb, b, 16);
  wmma::mma_sync(fc, fa, fb, fc);
  wmma::store_matrix_sync(c, fc, M, wmma::mem_col_major);
}
template <int M, int N>
__global__ void wmma_half_shapes(const __half* a, const __half* b, const float* c0, float* c) {
  wmma::fragment<wmma::matrix_a, M, N, 16, __half, wmma::col_major> fa;
  wmma::fragment<wmma::matrix_b, M, N, 16, __half, wmma::row_major> fb;
  wmma::fragment<wmma::accumulator, M, N, 16, float> fc;
  wmma::load_matrix_sync(fc, c0, N, wmma::mem_row_major);
  wmma::load_matrix_sync(fa, a, M);
  wmma::load_matrix_sync(fb, b, N);
  wmma::mma_sync(fc, fa, fb, fc);
  wmma::store_matrix_sync(c, fc, N, wmma::mem_row_major);
}
__global__ void wmma_double(const double* a, const double* b, double* c) {  // 8x4 * 4x8
  wmma::fragment<wmma::matrix_a, 8, 8, 4, double, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 8, 8, 4, double, wmma::col_major> fb;
  wmma::fragment<wmma::accumulator, 8, 8, 4, double> fc;
  wmma::fill_fragment(fc, 0.5);
  wmma::load_matrix_sync(fa, a, 4);
  wmma::load_matrix_sync(fb, b, 4);
  wmma::mma_sync(fc, fa, fb, fc);
  wmma::store_matrix_sync(c, fc, 8, wmma::mem_row_major);
}

__global__ void mma_bf16(const __nv_bfloat16* a, const __nv_bfloat16* b, float* c) {  // m16n8k16
  const int l = threadIdx.x, g = l / 4, t = l % 4;
  unsigned ra[4], rb[2];
  auto pack = [](const __nv_bfloat16* p) { return *reinterpret_cast<const unsigned*>(p); };
  ra[0] = pack(a + g * 16 + t * 2);
  ra[1] = pack(a + (g + 8) * 16 + t * 2);
  ra[2] = pack(a + g * 16 + t * 2 + 8);
  ra[3] = pack(a + (g + 8) * 16 + t * 2 + 8);
  rb[0] = pack(b + g * 16 + t * 2);  // b is column-major: b[n][k]
  rb[1] = pack(b + g * 16 + t * 2 + 8);
  float d[4] = {};
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(ra[0]), "r"(ra[1]), "r"(ra[2]), "r"(ra[3]), "r"(rb[0]), "r"(rb[1]));
  c[g * 8 + t * 2] = d[0];
  c[g * 8 + t * 2 + 1] = d[1];
  c[(g + 8) * 8 + t * 2] = d[2];
  c[(g + 8) * 8 + t * 2 + 1] = d[3];
}
__global__ void mma_tf32(const float* a, const float* b, float* c) {  // m16n8k8
  const int l = threadIdx.x, g = l / 4, t = l % 4;
  unsigned ra[4], rb[2];
  auto tf = [](float x) {
    unsigned r;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(r) : "f"(x));
    return r;
  };
  ra[0] = tf(a[g * 8 + t]);
  ra[1] = tf(a[(g + 8) * 8 + t]);
  ra[2] = tf(a[g * 8 + t + 4]);
  ra[3] = tf(a[(g + 8) * 8 + t + 4]);
  rb[0] = tf(b[g * 8 + t]);
  rb[1] = tf(b[g * 8 + t + 4]);
  float d[4] = {1, 1, 1, 1};
  asm volatile(
      "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(ra[0]), "r"(ra[1]), "r"(ra[2]), "r"(ra[3]), "r"(rb[0]), "r"(rb[1]));
  c[g * 8 + t * 2] = d[0];
  c[g * 8 + t * 2 + 1] = d[1];
  c[(g + 8) * 8 + t * 2] = d[2];
  c[(g + 8) * 8 + t * 2 + 1] = d[3];
}
__global__ void mma_s8(const signed char* a, const signed char* b, int* c) {  // m16n8k32
  const int l = threadIdx.x, g = l / 4, t = l % 4;
  auto pack = [](const signed char* p) { return *reinterpret_cast<const unsigned*>(p); };
  unsigned ra[4] = {pack(a + g * 32 + t * 4), pack(a + (g + 8) * 32 + t * 4),
                    pack(a + g * 32 + t * 4 + 16), pack(a + (g + 8) * 32 + t * 4 + 16)};
  unsigned rb[2] = {pack(b + g * 32 + t * 4), pack(b + g * 32 + t * 4 + 16)};
  int d[4] = {};
  asm volatile(
      "mma.sync.aligned.m16n8k32.row.col.satfinite.s32.s8.s8.s32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
      "{%8,%9}, {%0,%1,%2,%3};"
      : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])
      : "r"(ra[0]), "r"(ra[1]), "r"(ra[2]), "r"(ra[3]), "r"(rb[0]), "r"(rb[1]));
  c[g * 8 + t * 2] = d[0];
  c[g * 8 + t * 2 + 1] = d[1];
  c[(g + 8) * 8 + t * 2] = d[2];
  c[(g + 8) * 8 + t * 2 + 1] = d[3];
}
__global__ void mma_s4(const unsigned* a, const unsigned* b,
                       int* c) {  // m8n8k32 s4: a row of 32 nibbles is 4 words
  const int l = threadIdx.x, g = l / 4, t = l % 4;
  const unsigned ra = a[g * 4 + t], rb = b[g * 4 + t];
  int d0 = 0, d1 = 0;
  asm volatile("mma.sync.aligned.m8n8k32.row.col.s32.s4.s4.s32 {%0,%1}, {%2}, {%3}, {%0,%1};"
               : "+r"(d0), "+r"(d1)
               : "r"(ra), "r"(rb));
  c[g * 8 + t * 2] = d0;
  c[g * 8 + t * 2 + 1] = d1;
}
__global__ void mma_b1(const unsigned* a, const unsigned* b,
                       int* c) {  // m8n8k128 xor popc / and popc
  const int l = threadIdx.x, g = l / 4, t = l % 4;
  const unsigned ra = a[g * 4 + t], rb = b[g * 4 + t];
  int d0 = 0, d1 = 0;
  asm volatile(
      "mma.sync.aligned.m8n8k128.row.col.s32.b1.b1.s32.and.popc {%0,%1}, {%2}, {%3}, {%0,%1};"
      : "+r"(d0), "+r"(d1)
      : "r"(ra), "r"(rb));
  c[g * 8 + t * 2] = d0;
  c[g * 8 + t * 2 + 1] = d1;
}
__global__ void mma_half_half(const __half* a, const __half* b, __half* c) {  // m16n8k8 f16 sums
  const int l = threadIdx.x, g = l / 4, t = l % 4;
  auto pack = [](const __half* p) { return *reinterpret_cast<const unsigned*>(p); };
  unsigned ra[2] = {pack(a + g * 8 + t * 2), pack(a + (g + 8) * 8 + t * 2)};
  unsigned rb = pack(b + g * 8 + t * 2);
  unsigned d[2] = {};
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f16.f16.f16.f16 {%0,%1}, {%2,%3}, {%4}, {%0,%1};"
               : "+r"(d[0]), "+r"(d[1])
               : "r"(ra[0]), "r"(ra[1]), "r"(rb));
  *reinterpret_cast<unsigned*>(c + g * 8 + t * 2) = d[0];
  *reinterpret_cast<unsigned*>(c + (g + 8) * 8 + t * 2) = d[1];
}
__global__ void ldmatrix_trans(const __half* a,
                               __half* out) {  // a 16x16 tile, transposed by ldmatrix
  __shared__ __align__(16) __half room[16][24];
  for (int i = threadIdx.x; i < 256; i += 32) room[i / 16][i % 16] = a[i];
  __syncwarp();
  const unsigned at = static_cast<unsigned>(
      __cvta_generic_to_shared(&room[threadIdx.x % 16][threadIdx.x / 16 * 8]));
  unsigned r[4];
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(at));
  const int g = threadIdx.x / 4, t = threadIdx.x % 4;
  for (int m = 0; m < 4; ++m) {  // matrix m: rows (m%2)*8.., columns (m/2)*8..
    const __half2 v = *reinterpret_cast<__half2*>(&r[m]);
    // transposed: row g of the fragment is column g of the matrix
    out[((m / 2) * 8 + g) * 16 + (m % 2) * 8 + t * 2] = __low2half(v);
    out[((m / 2) * 8 + g) * 16 + (m % 2) * 8 + t * 2 + 1] = __high2half(v);
  }
}

template <class T>
std::vector<T> eighths(std::size_t n, Random& r) {
  std::vector<T> v;
  for (std::size_t k = 0; k < n; ++k) v.push_back(T(float(int(r.next() % 17) - 8) / 8));
  return v;
}
template <class A, class B, class F>
std::vector<double> product(const A& a, const B& b, int m, int n, int k, F at, double scale = 1,
                            double c0 = 0) {
  std::vector<double> c(m * n, c0);
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      for (int p = 0; p < k; ++p) {
        double x, y;
        at(i, j, p, x, y);
        c[i * n + j] += x * y;
      }
      c[i * n + j] *= scale;
    }
  return c;
}
template <class T>
double num(T x) {
  return double(float(x));
}
template <>
double num(double x) {
  return x;
}
#define AT(X, Y)                                   \
  [&](int i, int j, int p, double& x, double& y) { \
    x = num(X);                                    \
    y = num(Y);                                    \
  }
template <class T>
std::vector<float> fl(const std::vector<T>& v) {
  std::vector<float> o;
  for (auto x : v) o.push_back(float(x));
  return o;
}

int main() {
  Random r(5);
  const int n = 128;
  auto a = r.floats(n * n), b = r.floats(n * n);
  auto want = product(a, b, n, n, n, AT(a[i * n + p], b[p * n + j]));
  {
    Device<float> da(a), db(b), dc(n * n);
    gemm_vec<<<dim3(2, 2), 256>>>(da, db, dc, n);
    expect("gemm_vec", dc.host(), want, 1e-4);
    dc.zero();
    gemm_async<<<dim3(4, 4), 256>>>(da, db, dc, n);
    expect("gemm_async", dc.host(), want, 1e-4);
    dc.zero();
    gemm_pipeline<2><<<dim3(8, 8), dim3(16, 16)>>>(da, db, dc, n);
    expect("gemm_pipeline2", dc.host(), want, 1e-4);
    dc.zero();
    gemm_pipeline<4><<<dim3(8, 8), dim3(16, 16)>>>(da, db, dc, n);
    expect("gemm_pipeline4", dc.host(), want, 1e-4);
    Device<float> y(4096);
    std::vector<float> x4(a.begin(), a.begin() + 4096), w4 = x4;
    for (auto& v : w4) v *= 2;
    Device<float> dx(x4);
    thread_pipeline<<<8, 128>>>(dx, y, 4096);
    expect("thread_pipeline", y.host(), w4);
    group_copy<<<16, 256>>>(dx, y);
    for (int k = 0; k < 4096; ++k) w4[k] = x4[k / 256 * 256 + 255 - k % 256];
    expect("group_copy", y.host(), w4);
    auto xi = r.ints(640, 1000), wi = xi;
    for (int k = 0; k < 640; ++k) wi[k] = xi[k / 64 * 64 + 63 - k % 64];
    Device<int> dxi(xi), dyi(640);
    roles<<<1, 128>>>(dxi, dyi, 10);
    expect("roles", dyi.host(), wi);
  }
  {
    auto ha = eighths<__nv_bfloat16>(64 * 64, r), hb = eighths<__nv_bfloat16>(64 * 64, r);
    Device<__nv_bfloat16> da(ha), db(hb);
    Device<float> dc(64 * 64);
    wmma_bf16<<<dim3(4, 4), 32>>>(da, db, dc, 64);
    expect("wmma_bf16", dc.host(),
           product(ha, hb, 64, 64, 64, AT(ha[i * 64 + p], hb[p * 64 + j]), 2));
    mma_bf16<<<1, 32>>>(da, db, dc);
    auto got = dc.host();
    got.resize(128);
    expect("mma_bf16", got, product(ha, hb, 16, 8, 16, AT(ha[i * 16 + p], hb[j * 16 + p])));
  }
  {
    auto fa = eighths<float>(64 * 64, r), fb = eighths<float>(64 * 64, r);
    Device<float> da(fa), db(fb), dc(64 * 64);
    wmma_tf32<<<dim3(4, 4), 32>>>(da, db, dc, 64);
    expect("wmma_tf32", dc.host(), product(fa, fb, 64, 64, 64, AT(fa[i * 64 + p], fb[j * 64 + p])));
    mma_tf32<<<1, 32>>>(da, db, dc);
    auto got = dc.host();
    got.resize(128);
    expect("mma_tf32", got, product(fa, fb, 16, 8, 8, AT(fa[i * 8 + p], fb[j * 8 + p]), 1, 1));
  }
  {
    std::vector<signed char> a8, b8;
    std::vector<unsigned char> u8a, u8b;
    for (int k = 0; k < 512; ++k) {
      a8.push_back(int(r.next() % 256) - 128);
      b8.push_back(int(r.next() % 256) - 128);
      u8a.push_back(r.next() % 256);
      u8b.push_back(r.next() % 256);
    }
    Device<signed char> da(a8), db(b8);
    Device<unsigned char> ua(u8a), ub(u8b);
    Device<int> dc(256);
    auto col = [](std::vector<double> c, int m, int n) {
      auto o = c;
      for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j) o[j * m + i] = c[i * n + j];
      return o;
    };
    wmma_int8<16, 16><<<1, 32>>>(da.get(), db.get(), dc);
    expect("wmma_s8_16", dc.host(),
           col(product(a8, b8, 16, 16, 16, AT(a8[i * 16 + p], b8[j * 16 + p]), 1, 3), 16, 16));
    wmma_int8<32, 8><<<1, 32>>>(ua.get(), ub.get(), dc);
    expect("wmma_u8_32x8", dc.host(),
           col(product(u8a, u8b, 32, 8, 16, AT(u8a[i * 16 + p], u8b[j * 16 + p]), 1, 3), 32, 8));
    wmma_int8<8, 32><<<1, 32>>>(da.get(), db.get(), dc);
    expect("wmma_s8_8x32", dc.host(),
           col(product(a8, b8, 8, 32, 16, AT(a8[i * 16 + p], b8[j * 16 + p]), 1, 3), 8, 32));
    mma_s8<<<1, 32>>>(da, db, dc);
    auto got = dc.host();
    got.resize(128);
    expect("mma_s8", got, product(a8, b8, 16, 8, 32, AT(a8[i * 32 + p], b8[j * 32 + p])));
    std::vector<unsigned> wa, wb;
    for (int k = 0; k < 32; ++k) {
      wa.push_back(r.next() * 2654435761u);
      wb.push_back(r.next() * 2246822519u);
    }
    Device<unsigned> dwa(wa), dwb(wb);
    Device<int> d64(64);
    auto nib = [](const std::vector<unsigned>& w, int row, int k) {
      int v = w[row * 4 + k / 8] >> (k % 8 * 4) & 15;
      return v > 7 ? v - 16 : v;
    };
    mma_s4<<<1, 32>>>(dwa, dwb, d64);
    expect("mma_s4", d64.host(), product(wa, wb, 8, 8, 32, AT(nib(wa, i, p), nib(wb, j, p))));
    auto bit = [](const std::vector<unsigned>& w, int row, int k) {
      return int(w[row * 4 + k / 32] >> (k % 32) & 1);
    };
    mma_b1<<<1, 32>>>(dwa, dwb, d64);
    expect("mma_b1", d64.host(), product(wa, wb, 8, 8, 128, AT(bit(wa, i, p), bit(wb, j, p))));
  }
  {
    auto ha = eighths<__half>(512, r), hb = eighths<__half>(512, r);
    auto c0 = eighths<float>(512, r);
    Device<__half> da(ha), db(hb), dh(256);
    Device<float> d0(c0), dc(256);
    auto plus = [&](std::vector<double> v) {
      for (size_t k = 0; k < v.size(); ++k) v[k] += c0[k];
      return v;
    };
    wmma_half_shapes<32, 8><<<1, 32>>>(da.get(), db.get(), d0.get(), dc.get());
    expect("wmma_32x8", dc.host(),
           plus(product(ha, hb, 32, 8, 16, AT(ha[p * 32 + i], hb[p * 8 + j]))));
    wmma_half_shapes<8, 32><<<1, 32>>>(da.get(), db.get(), d0.get(), dc.get());
    expect("wmma_8x32", dc.host(),
           plus(product(ha, hb, 8, 32, 16, AT(ha[p * 8 + i], hb[p * 32 + j]))));
    mma_half_half<<<1, 32>>>(da, db, dh);
    auto got = fl(dh.host());
    got.resize(128);
    expect("mma_half_half", got, product(ha, hb, 16, 8, 8, AT(ha[i * 8 + p], hb[j * 8 + p])));
    ldmatrix_trans<<<1, 32>>>(da, dh);
    auto h = fl(ha);
    std::vector<float> t(256);
    for (int i = 0; i < 256; ++i) t[i % 16 * 16 + i / 16] = h[i];
    expect("ldmatrix_trans", fl(dh.host()), t);
  }
  {
    auto xa = eighths<double>(32, r), xb = eighths<double>(32, r);
    Device<double> da(xa), db(xb), dc(64);
    wmma_double<<<1, 32>>>(da, db, dc);
    expect("wmma_double", dc.host(),
           product(xa, xb, 8, 8, 4, AT(xa[i * 4 + p], xb[j * 4 + p]), 1, 0.5));
  }
  return finish();
}
