// Half types, tensor-core fragments, attention.

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <mma.h>

#include "check.cuh"

using namespace nvcuda;

__global__ void half_pairs(const float2* x, float2* y, __half* z, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const __half2 h = __float22half2_rn(x[i]);
  const __half2 r = __hfma2(h, h, __hadd2(h, __float2half2_rn(0.5f)));
  y[i] = __half22float2(r);
  z[i] = __hgt(__low2half(h), __high2half(h)) ? __hsub(__low2half(h), __high2half(h)) : hsqrt(__habs(__low2half(h)));
}

__global__ void brain_floats(const float* x, float* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const __nv_bfloat16 b = __float2bfloat16(x[i]);
  y[i] = __bfloat162float(__hfma(b, b, __float2bfloat16(1.0f)));
}

__global__ void half_tile(const __half* a, const __half* b, float* c, int n) {
  __shared__ __half as[16][16], bs[16][16];
  const int row = blockIdx.y * 16 + threadIdx.y, col = blockIdx.x * 16 + threadIdx.x;
  float sum = 0;
  for (int t = 0; t < n; t += 16) {
    as[threadIdx.y][threadIdx.x] = a[row * n + t + threadIdx.x];
    bs[threadIdx.y][threadIdx.x] = b[(t + threadIdx.y) * n + col];
    __syncthreads();
    for (int k = 0; k < 16; ++k) sum += __half2float(as[threadIdx.y][k]) * __half2float(bs[k][threadIdx.x]);
    __syncthreads();
  }
  c[row * n + col] = sum;
}

__global__ void wmma_gemm(const __half* a, const __half* b, float* c, int n) {
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::row_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> fc;
  wmma::fill_fragment(fc, 0.0f);
  const int row = blockIdx.y * 16, col = blockIdx.x * 16;
  for (int k = 0; k < n; k += 16) {
    wmma::load_matrix_sync(fa, a + row * n + k, n);
    wmma::load_matrix_sync(fb, b + k * n + col, n);
    wmma::mma_sync(fc, fa, fb, fc);
  }
  for (int e = 0; e < fc.num_elements; ++e) fc.x[e] *= 2;
  wmma::store_matrix_sync(c + row * n + col, fc, n, wmma::mem_row_major);
}

__global__ void wmma_shared(const __half* a, const __half* b, __half* c) {  // columns, and f16 sums
  __shared__ __align__(32) __half as[16 * 24], bs[16 * 24];
  for (int e = threadIdx.x; e < 256; e += 32) {
    as[e / 16 * 24 + e % 16] = a[e];
    bs[e % 16 * 24 + e / 16] = b[e];
  }
  __syncwarp();
  wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::col_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, __half> fc;
  wmma::fill_fragment(fc, __float2half(0.0f));
  wmma::load_matrix_sync(fa, as, 24);
  wmma::load_matrix_sync(fb, bs, 24);
  wmma::mma_sync(fc, fa, fb, fc);
  wmma::store_matrix_sync(c, fc, 16, wmma::mem_row_major);
}

__global__ void wmma_bytes(const signed char* a, const signed char* b, int* c) {
  wmma::fragment<wmma::matrix_a, 16, 16, 16, signed char, wmma::row_major> fa;
  wmma::fragment<wmma::matrix_b, 16, 16, 16, signed char, wmma::row_major> fb;
  wmma::fragment<wmma::accumulator, 16, 16, 16, int> fc;
  wmma::fill_fragment(fc, 0);
  wmma::load_matrix_sync(fa, a, 16);
  wmma::load_matrix_sync(fb, b, 16);
  wmma::mma_sync(fc, fa, fb, fc);
  wmma::store_matrix_sync(c, fc, 16, wmma::mem_row_major);
}

// One 16x8 tile with the fragments loaded by ldmatrix.
__global__ void mma_ldmatrix(const __half* a, const __half* b, float* c) {
  __shared__ __align__(16) __half as[16 * 16], bs[16 * 8];
  const int lane = threadIdx.x;
  for (int e = lane; e < 256; e += 32) as[e] = a[e];
  for (int e = lane; e < 128; e += 32) bs[e] = b[e];
  __syncthreads();
  unsigned ra[4], rb[2];
  float d[4], zero = 0;
  const unsigned pa = static_cast<unsigned>(__cvta_generic_to_shared(&as[lane % 16 * 16 + lane / 16 * 8]));
  const unsigned pb = static_cast<unsigned>(__cvta_generic_to_shared(&bs[lane % 16 * 8]));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(ra[0]), "=r"(ra[1]), "=r"(ra[2]), "=r"(ra[3]) : "r"(pa));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%0,%1}, [%2];"
               : "=r"(rb[0]), "=r"(rb[1]) : "r"(pb));
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
               "{%10,%10,%10,%10};"
               : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
               : "r"(ra[0]), "r"(ra[1]), "r"(ra[2]), "r"(ra[3]), "r"(rb[0]), "r"(rb[1]), "f"(zero));
  const int row = lane / 4, col = lane % 4 * 2;
  c[row * 8 + col] = d[0];
  c[row * 8 + col + 1] = d[1];
  c[(row + 8) * 8 + col] = d[2];
  c[(row + 8) * 8 + col + 1] = d[3];
}

__global__ void mma_doubles(const double* a, const double* b, double* c) {  // m8n8k4
  const int lane = threadIdx.x;
  double d0, d1, zero = 0;
  asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, {%3}, {%4,%4};"
               : "=d"(d0), "=d"(d1) : "d"(a[lane / 4 * 4 + lane % 4]), "d"(b[lane % 4 * 8 + lane / 4]), "d"(zero));
  c[lane / 4 * 8 + lane % 4 * 2] = d0;
  c[lane / 4 * 8 + lane % 4 * 2 + 1] = d1;
}

// Attention in one pass over the keys, a row of queries to a thread.
constexpr int kDim = 16, kKeys = 32;
__global__ void flash_attention(const float* q, const float* k, const float* v, float* out, int n) {
  __shared__ float ks[kKeys][kDim], vs[kKeys][kDim];
  const int head = blockIdx.y, row = blockIdx.x * blockDim.x + threadIdx.x;
  const float* base = q + head * n * kDim;
  float query[kDim], sum[kDim] = {};
  for (int d = 0; d < kDim; ++d) query[d] = row < n ? base[row * kDim + d] : 0.0f;
  float most = -INFINITY, weight = 0;
  for (int start = 0; start < n; start += kKeys) {
    for (int e = threadIdx.x; e < kKeys * kDim; e += blockDim.x) {
      const int key = start + e / kDim;
      ks[e / kDim][e % kDim] = key < n ? k[(head * n + key) * kDim + e % kDim] : 0.0f;
      vs[e / kDim][e % kDim] = key < n ? v[(head * n + key) * kDim + e % kDim] : 0.0f;
    }
    __syncthreads();
    for (int j = 0; j < kKeys && start + j < n; ++j) {
      float score = 0;
      for (int d = 0; d < kDim; ++d) score += query[d] * ks[j][d];
      score *= 0.25f;
      const float next = fmaxf(most, score), scale = __expf(most - next), p = __expf(score - next);
      weight = weight * scale + p;
      for (int d = 0; d < kDim; ++d) sum[d] = sum[d] * scale + p * vs[j][d];
      most = next;
    }
    __syncthreads();
  }
  if (row >= n) return;
  for (int d = 0; d < kDim; ++d) out[(head * n + row) * kDim + d] = sum[d] / weight;
}

__global__ void layer_norm(const float* x, const float* gain, float* y, int cols) {
  float sum = 0, squares = 0;
  for (int c = threadIdx.x; c < cols; c += 32) {
    const float v = x[blockIdx.x * cols + c];
    sum += v;
    squares += v * v;
  }
  for (int step = 16; step > 0; step /= 2) {
    sum += __shfl_xor_sync(0xffffffff, sum, step);
    squares += __shfl_xor_sync(0xffffffff, squares, step);
  }
  const float mean = sum / cols, scale = rsqrtf(squares / cols - mean * mean + 1e-5f);
  for (int c = threadIdx.x; c < cols; c += 32) {
    y[blockIdx.x * cols + c] = (x[blockIdx.x * cols + c] - mean) * scale * gain[c];
  }
}

namespace {

std::vector<__half> halves(const std::vector<float>& x) {
  std::vector<__half> y;
  for (const float value : x) y.push_back(__float2half(value));
  return y;
}

std::vector<float> product(const std::vector<float>& a, const std::vector<float>& b, int m, int n, int k) {
  std::vector<float> c(m * n);
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < n; ++j) {
      double sum = 0;
      for (int p = 0; p < k; ++p) sum += static_cast<double>(a[i * k + p]) * b[p * n + j];
      c[i * n + j] = static_cast<float>(sum);
    }
  }
  return c;
}

// Eighths: exact in f16, and so are their products in f32.
std::vector<float> eighths(Random& random, int size) {
  std::vector<float> x(size);
  for (float& value : x) value = (static_cast<int>(random.next() % 33) - 16) / 8.0f;
  return x;
}

void half_types() {
  Random random;
  const int n = 100;
  const std::vector<float> x = eighths(random, 2 * n);
  std::vector<float> want(2 * n), small(n);
  for (int i = 0; i < 2 * n; ++i) want[i] = x[i] * x[i] + x[i] + 0.5f;  // exact in f16
  for (int i = 0; i < n; ++i) {
    small[i] = x[2 * i] > x[2 * i + 1] ? x[2 * i] - x[2 * i + 1]
                                       : __half2float(__float2half(std::sqrt(std::fabs(x[2 * i]))));
  }
  Device<float> dx(x), dy(2 * n);
  Device<__half> dz(n);
  half_pairs<<<1, 128>>>(reinterpret_cast<float2*>(dx.get()), reinterpret_cast<float2*>(dy.get()), dz, n);
  expect("half_pairs", dy.host(), want);
  std::vector<float> z;
  for (const __half value : dz.host()) z.push_back(__half2float(value));
  expect("half comparison", z, small, 1e-3);

  std::vector<float> squares(2 * n);
  for (int i = 0; i < 2 * n; ++i) squares[i] = __bfloat162float(__float2bfloat16(x[i] * x[i] + 1.0f));
  Device<float> db(2 * n);
  brain_floats<<<2, 128>>>(dx, db, 2 * n);
  expect("brain_floats", db.host(), squares);
}

void tensor_cores() {
  Random random(2);
  const int n = 48;
  const std::vector<float> a = eighths(random, n * n), b = eighths(random, n * n);
  Device<__half> da(halves(a)), db(halves(b));
  Device<float> dc(n * n), dd(n * n);
  half_tile<<<dim3(3, 3), dim3(16, 16)>>>(da, db, dc, n);
  std::vector<float> want = product(a, b, n, n, n);
  expect("half_tile", dc.host(), want);
  wmma_gemm<<<dim3(3, 3), 32>>>(da, db, dd, n);
  for (float& value : want) value *= 2;
  expect("wmma_gemm", dd.host(), want);

  const std::vector<float> p(a.begin(), a.begin() + 256), q(b.begin(), b.begin() + 256);
  Device<__half> dp(halves(p)), dq(halves(q)), dr(256);
  wmma_shared<<<1, 32>>>(dp, dq, dr);
  std::vector<float> r, rounded;
  for (const __half value : dr.host()) r.push_back(__half2float(value));
  for (const float value : product(p, q, 16, 16, 16)) rounded.push_back(__half2float(__float2half(value)));
  expect("wmma_shared", r, rounded);

  std::vector<signed char> ba(256), bb(256);
  std::vector<int> bytes(256);
  for (auto& value : ba) value = static_cast<signed char>(random.next());
  for (auto& value : bb) value = static_cast<signed char>(random.next());
  for (int e = 0; e < 256; ++e) {
    for (int k = 0; k < 16; ++k) bytes[e] += ba[e / 16 * 16 + k] * bb[k * 16 + e % 16];
  }
  Device<signed char> dba(ba), dbb(bb);
  Device<int> dbc(256);
  wmma_bytes<<<1, 32>>>(dba, dbb, dbc);
  expect("wmma_bytes", dbc.host(), bytes);

  const std::vector<float> s(b.begin(), b.begin() + 128);
  Device<__half> ds(halves(s));
  Device<float> dt(128);
  mma_ldmatrix<<<1, 32>>>(dp, ds, dt);
  expect("mma_ldmatrix", dt.host(), product(p, s, 16, 8, 16));

  const std::vector<double> wa(a.begin(), a.begin() + 32), wb(b.begin(), b.begin() + 32);
  std::vector<double> wc(64);
  for (int e = 0; e < 64; ++e) {
    for (int k = 0; k < 4; ++k) wc[e] += wa[e / 8 * 4 + k] * wb[k * 8 + e % 8];
  }
  Device<double> dwa(wa), dwb(wb), dwc(64);
  mma_doubles<<<1, 32>>>(dwa, dwb, dwc);
  expect("mma_doubles", dwc.host(), wc);
}

void networks() {
  Random random(3);
  const int heads = 2, n = 70;
  const std::vector<float> q = random.floats(heads * n * kDim), k = random.floats(heads * n * kDim),
                           v = random.floats(heads * n * kDim);
  std::vector<float> want(q.size());
  for (int h = 0; h < heads; ++h) {
    for (int i = 0; i < n; ++i) {
      std::vector<double> p(n);
      double total = 0;
      for (int j = 0; j < n; ++j) {
        for (int d = 0; d < kDim; ++d) p[j] += 0.25 * q[(h * n + i) * kDim + d] * k[(h * n + j) * kDim + d];
        total += p[j] = std::exp(p[j]);
      }
      for (int d = 0; d < kDim; ++d) {
        double sum = 0;
        for (int j = 0; j < n; ++j) sum += p[j] * v[(h * n + j) * kDim + d];
        want[(h * n + i) * kDim + d] = static_cast<float>(sum / total);
      }
    }
  }
  Device<float> dq(q), dk(k), dv(v), out(q.size());
  flash_attention<<<dim3(2, heads), 64>>>(dq, dk, dv, out, n);
  expect("flash_attention", out.host(), want, 1e-5);

  const int cols = 77;
  const std::vector<float> x = random.floats(5 * cols), gain = random.floats(cols);
  std::vector<float> normal(5 * cols);
  for (int r = 0; r < 5; ++r) {
    double mean = 0, squares = 0;
    for (int c = 0; c < cols; ++c) mean += x[r * cols + c] / cols;
    for (int c = 0; c < cols; ++c) squares += std::pow(x[r * cols + c] - mean, 2) / cols;
    for (int c = 0; c < cols; ++c) {
      normal[r * cols + c] = static_cast<float>((x[r * cols + c] - mean) / std::sqrt(squares + 1e-5) * gain[c]);
    }
  }
  Device<float> dx(x), dg(gain), dn(5 * cols);
  layer_norm<<<5, 32>>>(dx, dg, dn, cols);
  expect("layer_norm", dn.host(), normal, 1e-5);
}

}  // namespace

int main() {
  half_types();
  tensor_cores();
  networks();
  return finish();
}
