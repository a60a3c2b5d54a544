// Algorithms of numbers and words: transforms, solvers, hashes, products, wavefronts.

#include <algorithm>
#include <complex>
#include <cstring>

#include "check.cuh"

// radix-2 FFT, one block per transform, Stockham in shared memory
template <int N>
__global__ void fft(const float2* x, float2* y) {
  __shared__ float2 room[2][N];
  const int t = threadIdx.x;
  const float2* in = x + blockIdx.x * N;
  room[0][t] = in[t];
  room[0][t + N / 2] = in[t + N / 2];
  int cur = 0;
  for (int s = 1; s < N; s *= 2) {
    __syncthreads();
    const int p = t & (s - 1);
    float sn, cs;
    sincospif(-(float)p / s, &sn, &cs);
    const float2 a = room[cur][t], b0 = room[cur][t + N / 2];
    const float2 b = {b0.x * cs - b0.y * sn, b0.x * sn + b0.y * cs};
    const int o = ((t - p) << 1) + p;
    room[cur ^ 1][o] = {a.x + b.x, a.y + b.y};
    room[cur ^ 1][o + s] = {a.x - b.x, a.y - b.y};
    cur ^= 1;
  }
  __syncthreads();
  y[blockIdx.x * N + t] = room[cur][t];
  y[blockIdx.x * N + t + N / 2] = room[cur][t + N / 2];
}

// Smith-Waterman: one block, anti-diagonals, three diagonals in dynamic shared memory
__global__ void smith_waterman(const char* a, int n, const char* b, int m, int* best) {
  extern __shared__ int dyn[];
  int *d0 = dyn, *d1 = dyn + n + 1, *d2 = d1 + n + 1;
  __shared__ int top;
  for (int k = threadIdx.x; k <= n; k += blockDim.x) d0[k] = d1[k] = d2[k] = 0;
  if (threadIdx.x == 0) top = 0;
  __syncthreads();
  int mine = 0;
  for (int d = 2; d <= n + m; ++d) {
    for (int i = 1 + threadIdx.x; i <= n; i += blockDim.x) {
      const int j = d - i;
      if (j < 1 || j > m) {
        if (j == 0 || j == m + 1) d2[i] = 0;
        continue;
      }
      int v = d0[i - 1] + (a[i - 1] == b[j - 1] ? 3 : -2);
      v = max(v, max(d1[i - 1], d1[i]) - 1);
      d2[i] = v = max(v, 0);
      mine = max(mine, v);
    }
    __syncthreads();
    int* o = d0;
    d0 = d1;
    d1 = d2;
    d2 = o;
  }
  mine = __reduce_max_sync(~0u, mine);
  if (threadIdx.x % 32 == 0) atomicMax(&top, mine);
  __syncthreads();
  if (threadIdx.x == 0) *best = top;
}

// SHA-256 of one block messages
__constant__ unsigned c_k[64];
__host__ __device__ inline unsigned turned(unsigned x, int n) { return x >> n | x << (32 - n); }
__host__ __device__ void sha_rounds(const unsigned* m, unsigned* out, const unsigned* k) {
  unsigned w[64];
  for (int i = 0; i < 16; ++i) w[i] = m[i];
  for (int i = 16; i < 64; ++i)
    w[i] = w[i - 16] + w[i - 7] + (turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3) +
           (turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10);
  unsigned h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
           s[8];
  for (int i = 0; i < 8; ++i) s[i] = h[i];
  for (int i = 0; i < 64; ++i) {
    const unsigned t1 = s[7] + (turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25)) +
                        ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
    const unsigned t2 = (turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22)) +
                        ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    for (int j = 7; j > 0; --j) s[j] = s[j - 1];
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; ++i) out[i] = h[i] + s[i];
}
__global__ void sha(const unsigned* m, unsigned* out) {
  const int k = blockIdx.x * blockDim.x + threadIdx.x;
  sha_rounds(m + 16 * k, out + 8 * k, c_k);
}

// parallel cyclic reduction of a tridiagonal system, one per block
__global__ void pcr(const float* a, const float* b, const float* c, const float* d, float* x) {
  __shared__ float sa[128], sb[128], sc[128], sd[128];
  const int t = threadIdx.x, n = blockDim.x, g = blockIdx.x * n + t;
  float A = a[g], B = b[g], C = c[g], D = d[g];
  for (int s = 1; s < n; s *= 2) {
    sa[t] = A;
    sb[t] = B;
    sc[t] = C;
    sd[t] = D;
    __syncthreads();
    const float k1 = t >= s ? A / sb[t - s] : 0, k2 = t + s < n ? C / sb[t + s] : 0;
    const float nb = B - (t >= s ? sc[t - s] * k1 : 0) - (t + s < n ? sa[t + s] * k2 : 0);
    const float nd = D - (t >= s ? sd[t - s] * k1 : 0) - (t + s < n ? sd[t + s] * k2 : 0);
    A = t >= s ? -sa[t - s] * k1 : 0;
    C = t + s < n ? -sc[t + s] * k2 : 0;
    B = nb;
    D = nd;
    __syncthreads();
  }
  x[g] = D / B;
}

// int8 GEMM by dp4a, tiled
__global__ void gemm_dp4a(const int* a, const int* bt, int* c, int m, int n, int k4) {
  __shared__ int ta[16][17], tb[16][17];
  const int x = blockIdx.x * 16 + threadIdx.x, y = blockIdx.y * 16 + threadIdx.y;
  int s = 0;
  for (int at = 0; at < k4; at += 16) {
    ta[threadIdx.y][threadIdx.x] =
        y < m && at + threadIdx.x < k4 ? a[y * k4 + at + threadIdx.x] : 0;
    const int yb = blockIdx.x * 16 + threadIdx.y;
    tb[threadIdx.y][threadIdx.x] =
        yb < n && at + threadIdx.x < k4 ? bt[yb * k4 + at + threadIdx.x] : 0;
    __syncthreads();
#pragma unroll
    for (int k = 0; k < 16; ++k) s = __dp4a(ta[threadIdx.y][k], tb[threadIdx.x][k], s);
    __syncthreads();
  }
  if (x < n && y < m) c[y * n + x] = s;
}

// Philox 4x32-10
__host__ __device__ inline void philox(unsigned* c, unsigned k0, unsigned k1) {
  for (int r = 0; r < 10; ++r) {
#ifdef __CUDA_ARCH__
    const unsigned h0 = __umulhi(0xD2511F53u, c[0]), h1 = __umulhi(0xCD9E8D57u, c[2]);
#else
    const unsigned h0 = (0xD2511F53ull * c[0]) >> 32, h1 = (0xCD9E8D57ull * c[2]) >> 32;
#endif
    const unsigned l0 = 0xD2511F53u * c[0], l1 = 0xCD9E8D57u * c[2];
    c[0] = h1 ^ c[1] ^ k0;
    c[1] = l1;
    c[2] = h0 ^ c[3] ^ k1;
    c[3] = l0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
}
__global__ void philoxes(uint4* out, unsigned k0, unsigned k1) {
  unsigned c[4] = {blockIdx.x * blockDim.x + threadIdx.x, 0, 7, 9};
  philox(c, k0, k1);
  out[blockIdx.x * blockDim.x + threadIdx.x] = make_uint4(c[0], c[1], c[2], c[3]);
}

// causal attention with online softmax, a warp to a query, keys in shared memory tiles
template <int D>
__global__ void causal(const float* q, const float* k, const float* v, float* o, int n) {
  __shared__ float kt[32][D + 1], vt[32][D];
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32,
            row = blockIdx.x * (blockDim.x / 32) + warp;
  const int last = min(n, (int)((blockIdx.x + 1) * (blockDim.x / 32))) - 1;
  float qv[D], acc[D / 32] = {}, m = -INFINITY, l = 0;
  for (int d = 0; d < D; ++d) qv[d] = row < n ? q[row * D + d] : 0;
  for (int at = 0; at <= last; at += 32) {
    for (int e = threadIdx.x; e < 32 * D; e += blockDim.x) {
      const int r = at + e / D;
      kt[e / D][e % D] = r < n ? k[r * D + e % D] : 0;
      vt[e / D][e % D] = r < n ? v[r * D + e % D] : 0;
    }
    __syncthreads();
    if (row < n && at <= row) {
      float s = -INFINITY;
      if (at + lane <= row) {
        s = 0;
        for (int d = 0; d < D; ++d) s = fmaf(qv[d], kt[lane][d], s);
        s *= rsqrtf((float)D);
      }
      float mx = s;
      for (int x = 16; x; x >>= 1) mx = fmaxf(mx, __shfl_xor_sync(~0u, mx, x));
      const float nm = fmaxf(m, mx), p = __expf(s - nm), f = __expf(m - nm);
      float ps = p;
      for (int x = 16; x; x >>= 1) ps += __shfl_xor_sync(~0u, ps, x);
      l = l * f + ps;
      m = nm;
      for (int j = 0; j < D / 32; ++j) {
        acc[j] *= f;
        for (int r = 0; r < 32; ++r) acc[j] += __shfl_sync(~0u, p, r) * vt[r][j * 32 + lane];
      }
    }
    __syncthreads();
  }
  if (row < n)
    for (int j = 0; j < D / 32; ++j) o[row * D + j * 32 + lane] = acc[j] / l;
}

// heat equation with halo and a max-norm by atomicMax on bits
__global__ void jacobi(const float* in, float* out, int w, int h, int* change) {
  __shared__ float t[10][34];
  const int x = blockIdx.x * 32 + threadIdx.x, y = blockIdx.y * 8 + threadIdx.y;
  for (int r = threadIdx.y; r < 10; r += 8)
    for (int c = threadIdx.x; c < 34; c += 32) {
      const int gx = blockIdx.x * 32 + c - 1, gy = blockIdx.y * 8 + r - 1;
      t[r][c] = gx >= 0 && gy >= 0 && gx < w && gy < h ? in[gy * w + gx] : 0;
    }
  const int any = __syncthreads_or(x < w && y < h);
  if (!any) return;
  float d = 0;
  if (x < w && y < h) {
    const float v = 0.25f * (t[threadIdx.y][threadIdx.x + 1] + t[threadIdx.y + 2][threadIdx.x + 1] +
                             t[threadIdx.y + 1][threadIdx.x] + t[threadIdx.y + 1][threadIdx.x + 2]);
    d = fabsf(v - t[threadIdx.y + 1][threadIdx.x + 1]);
    out[y * w + x] = v;
  }
  const int worst = __reduce_max_sync(~0u, __float_as_int(d));
  if (threadIdx.x == 0) atomicMax(change, worst);
}

namespace {

void ffts() {
  Random random;
  constexpr int n = 256, batch = 3;
  std::vector<float> f = random.floats(2 * n * batch);
  std::vector<float2> x(n * batch);
  for (int k = 0; k < n * batch; ++k) x[k] = {f[2 * k], f[2 * k + 1]};
  Device<float2> dx(x), dy(n * batch);
  fft<n><<<batch, n / 2>>>(dx, dy);
  std::vector<float> got, want;
  for (auto v : dy.host()) got.push_back(v.x), got.push_back(v.y);
  for (int b = 0; b < batch; ++b)
    for (int k = 0; k < n; ++k) {
      std::complex<double> s;
      for (int j = 0; j < n; ++j)
        s += std::complex<double>(x[b * n + j].x, x[b * n + j].y) *
             std::polar(1.0, -2 * M_PI * j * k / n);
      want.push_back((float)s.real());
      want.push_back((float)s.imag());
    }
  expect("fft", got, want, 1e-4);
}

void alignments() {
  Random random(3);
  const int n = 70, m = 93;
  std::vector<char> a, b;
  for (int v : random.ints(n, 4)) a.push_back("ACGT"[v]);
  for (int v : random.ints(m, 4)) b.push_back("ACGT"[v]);
  Device<char> da(a), db(b);
  Device<int> best(1);
  smith_waterman<<<1, 64, 3 * (n + 1) * 4>>>(da, n, db, m, best);
  std::vector<std::vector<int>> h(n + 1, std::vector<int>(m + 1));
  int top = 0;
  for (int i = 1; i <= n; ++i)
    for (int j = 1; j <= m; ++j)
      top = std::max(top, h[i][j] = std::max({0, h[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 3 : -2),
                                              h[i - 1][j] - 1, h[i][j - 1] - 1}));
  expect("smith_waterman", best.host(), std::vector<int>{top});
}

void hashes() {
  Random random(3);
  std::vector<unsigned> k(64);
  for (int i = 0, p = 2; i < 64; ++p) {
    bool prime = true;
    for (int d = 2; d * d <= p; ++d) prime &= p % d != 0;
    if (prime) {
      double c = std::cbrt((double)p);
      k[i++] = (unsigned)std::floor((c - std::floor(c)) * 4294967296.0);
    }
  }
  cudaMemcpyToSymbol(c_k, k.data(), 256);
  std::vector<unsigned> m(16 * 64), want(8 * 64);
  for (auto& v : m) v = random.next() * 77777u;
  std::fill(m.begin(), m.begin() + 16, 0);
  m[0] = 0x61626380;
  m[15] = 24;  // "abc"
  for (int b = 0; b < 64; ++b) sha_rounds(&m[16 * b], &want[8 * b], k.data());
  Device<unsigned> dm(m), out(8 * 64);
  sha<<<2, 32>>>(dm, out);
  expect("sha", out.host(), want);
  expect("sha abc", std::vector<unsigned>{out.host()[0]}, std::vector<unsigned>{0xba7816bf});
}

void tridiagonal() {
  Random random(3);
  const int n = 128, b = 2;
  std::vector<float> a = random.floats(n * b), d = random.floats(n * b), c = random.floats(n * b),
                     r(n * b), x = random.floats(n * b);
  for (int k = 0; k < n * b; ++k) {
    d[k] = 4 + d[k];
    if (k % n == 0) a[k] = 0;
    if (k % n == n - 1) c[k] = 0;
  }
  for (int k = 0; k < n * b; ++k)
    r[k] = d[k] * x[k] + (k % n ? a[k] * x[k - 1] : 0) + (k % n < n - 1 ? c[k] * x[k + 1] : 0);
  Device<float> da(a), db(d), dc(c), dd(r), dx(n * b);
  pcr<<<b, n>>>(da, db, dc, dd, dx);
  expect("pcr", dx.host(), x, 1e-4);
}

void bytes_product() {
  Random random(3);
  const int m = 37, n = 45, k = 100;
  std::vector<signed char> a(m * k), b(n * k);
  std::vector<int> pa(m * k / 4), pb(n * k / 4), want(m * n);
  for (auto& v : a) v = (signed char)(random.next() & 255);
  for (auto& v : b) v = (signed char)(random.next() & 255);
  std::copy_n((char*)a.data(), m * k, (char*)pa.data());
  std::copy_n((char*)b.data(), n * k, (char*)pb.data());
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j)
      for (int e = 0; e < k; ++e) want[i * n + j] += a[i * k + e] * b[j * k + e];
  Device<int> da(pa), db(pb), dc(m * n);
  gemm_dp4a<<<dim3(3, 3), dim3(16, 16)>>>(da, db, dc, m, n, k / 4);
  expect("dp4a", dc.host(), want);
}

void counter_random() {
  Device<uint4> out(128);
  philoxes<<<2, 64>>>(out, 11, 22);
  std::vector<unsigned> got, want;
  for (auto v : out.host())
    for (unsigned w : {v.x, v.y, v.z, v.w}) got.push_back(w);
  for (unsigned k = 0; k < 128; ++k) {
    unsigned c[4] = {k, 0, 7, 9};
    philox(c, 11, 22);
    want.insert(want.end(), c, c + 4);
  }
  expect("philox", got, want);
}

void attention() {
  Random random(3);
  constexpr int D = 64;
  const int n = 75;
  auto q = random.floats(n * D), k = random.floats(n * D), v = random.floats(n * D);
  std::vector<float> want(n * D);
  for (int i = 0; i < n; ++i) {
    std::vector<double> s(i + 1);
    double sum = 0;
    for (int j = 0; j <= i; ++j) {
      double d = 0;
      for (int e = 0; e < D; ++e) d += (double)q[i * D + e] * k[j * D + e];
      sum += s[j] = std::exp(d / 8);
    }
    for (int e = 0; e < D; ++e) {
      double o = 0;
      for (int j = 0; j <= i; ++j) o += s[j] * v[j * D + e];
      want[i * D + e] = (float)(o / sum);
    }
  }
  Device<float> dq(q), dk(k), dv(v), o(n * D);
  causal<D><<<(n + 3) / 4, 128>>>(dq, dk, dv, o, n);
  expect("causal", o.host(), want, 1e-4);
}

void heat() {
  Random random(3);
  const int w = 77, h = 21;
  auto x = random.floats(w * h);
  std::vector<float> want(w * h);
  float worst = 0;
  auto at = [&](int i, int j) { return i >= 0 && j >= 0 && i < w && j < h ? x[j * w + i] : 0.0f; };
  for (int j = 0; j < h; ++j)
    for (int i = 0; i < w; ++i) {
      want[j * w + i] = 0.25f * (at(i, j - 1) + at(i, j + 1) + at(i - 1, j) + at(i + 1, j));
      worst = std::max(worst, std::fabs(want[j * w + i] - at(i, j)));
    }
  Device<float> a(x), b(w * h);
  Device<int> change(1);
  change.zero();
  jacobi<<<dim3(3, 3), dim3(32, 8)>>>(a, b, w, h, change);
  expect("jacobi", b.host(), want, 1e-6);
  int c = change.host()[0];
  float f;
  memcpy(&f, &c, 4);
  expect("jacobi norm", std::vector<float>{f}, std::vector<float>{worst}, 1e-6);
}

}  // namespace

int main() {
  ffts();
  alignments();
  hashes();
  tridiagonal();
  bytes_product();
  counter_random();
  attention();
  heat();
  return finish();
}
