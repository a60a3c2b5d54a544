// Kernels of the everyday kind, each against a plain loop on the CPU.

#include <algorithm>
#include <numeric>

#include "check.cuh"

__global__ void saxpy(float a, const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    y[i] = a * x[i] + y[i];
  }
}

__global__ void gemm_naive(const float* a, const float* b, float* c, int m, int n, int k) {
  const int row = blockIdx.y * blockDim.y + threadIdx.y, col = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= m || col >= n) return;
  float sum = 0;
  for (int i = 0; i < k; ++i) sum += a[row * k + i] * b[i * n + col];
  c[row * n + col] = sum;
}

constexpr int kTile = 16;
__global__ void gemm_tiled(const float* a, const float* b, float* c, int m, int n, int k) {
  __shared__ float as[kTile][kTile], bs[kTile][kTile];
  const int row = blockIdx.y * kTile + threadIdx.y, col = blockIdx.x * kTile + threadIdx.x;
  float sum = 0;
  for (int t = 0; t < (k + kTile - 1) / kTile; ++t) {
    const int ka = t * kTile + threadIdx.x, kb = t * kTile + threadIdx.y;
    as[threadIdx.y][threadIdx.x] = row < m && ka < k ? a[row * k + ka] : 0.0f;
    bs[threadIdx.y][threadIdx.x] = kb < k && col < n ? b[kb * n + col] : 0.0f;
    __syncthreads();
    for (int i = 0; i < kTile; ++i) sum += as[threadIdx.y][i] * bs[i][threadIdx.x];
    __syncthreads();
  }
  if (row < m && col < n) c[row * n + col] = sum;
}

// Each thread computes 4x4 elements of a 64x64 tile.
__global__ void gemm_register(const float* a, const float* b, float* c, int n) {
  __shared__ float as[16][64 + 1], bs[16][64];
  const int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  const int row0 = blockIdx.y * 64, col0 = blockIdx.x * 64;
  float acc[4][4] = {};
  for (int k0 = 0; k0 < n; k0 += 16) {
    for (int e = threadIdx.x; e < 64 * 16; e += 256) {
      as[e % 16][e / 16] = a[(row0 + e / 16) * n + k0 + e % 16];
      bs[e / 64][e % 64] = b[(k0 + e / 64) * n + col0 + e % 64];
    }
    __syncthreads();
    for (int k = 0; k < 16; ++k) {
      for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) acc[i][j] += as[k][ty * 4 + i] * bs[k][tx * 4 + j];
      }
    }
    __syncthreads();
  }
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) c[(row0 + ty * 4 + i) * n + col0 + tx * 4 + j] = acc[i][j];
  }
}

__global__ void reduce_shared(const float* x, float* out, int n) {
  extern __shared__ float room[];
  float sum = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) sum += x[i];
  room[threadIdx.x] = sum;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) room[threadIdx.x] += room[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) atomicAdd(out, room[0]);
}

__global__ void scan_block(const int* x, int* y, int* sums, int n) {
  __shared__ int room[2][256];
  const int i = blockIdx.x * 256 + threadIdx.x;
  int side = 0;
  room[0][threadIdx.x] = i < n ? x[i] : 0;
  __syncthreads();
  for (int step = 1; step < 256; step *= 2) {
    int value = room[side][threadIdx.x];
    if (threadIdx.x >= step) value += room[side][threadIdx.x - step];
    side ^= 1;
    room[side][threadIdx.x] = value;
    __syncthreads();
  }
  if (i < n) y[i] = room[side][threadIdx.x];
  if (threadIdx.x == 255) sums[blockIdx.x] = room[side][255];
}
__global__ void scan_add(int* y, const int* sums, int n) {
  const int i = blockIdx.x * 256 + threadIdx.x;
  if (i < n && blockIdx.x > 0) y[i] += sums[blockIdx.x - 1];
}

__global__ void histogram(const int* x, int* bins, int n) {
  __shared__ int local[64];
  if (threadIdx.x < 64) local[threadIdx.x] = 0;
  __syncthreads();
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    atomicAdd(&local[x[i]], 1);
  }
  __syncthreads();
  if (threadIdx.x < 64) atomicAdd(&bins[threadIdx.x], local[threadIdx.x]);
}

__global__ void transpose(const float* x, float* y, int rows, int cols) {
  __shared__ float tile[32][33];
  int col = blockIdx.x * 32 + threadIdx.x, row = blockIdx.y * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 8) {
    if (row + k < rows && col < cols) tile[threadIdx.y + k][threadIdx.x] = x[(row + k) * cols + col];
  }
  __syncthreads();
  col = blockIdx.y * 32 + threadIdx.x;
  row = blockIdx.x * 32 + threadIdx.y;
  for (int k = 0; k < 32; k += 8) {
    if (row + k < cols && col < rows) y[(row + k) * rows + col] = tile[threadIdx.x][threadIdx.y + k];
  }
}

__constant__ float filter[25];
__global__ void convolve(const float* x, float* y, int width, int height) {
  const int col = blockIdx.x * blockDim.x + threadIdx.x, row = blockIdx.y * blockDim.y + threadIdx.y;
  if (col >= width || row >= height) return;
  float sum = 0;
  for (int dy = -2; dy <= 2; ++dy) {
    for (int dx = -2; dx <= 2; ++dx) {
      const int r = min(max(row + dy, 0), height - 1), c = min(max(col + dx, 0), width - 1);
      sum += filter[(dy + 2) * 5 + dx + 2] * x[r * width + c];
    }
  }
  y[row * width + col] = sum;
}

__global__ void softmax(const float* x, float* y, int cols) {
  __shared__ float room[128];
  const float* row = x + blockIdx.x * cols;
  float most = -INFINITY;
  for (int i = threadIdx.x; i < cols; i += 128) most = fmaxf(most, row[i]);
  room[threadIdx.x] = most;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) room[threadIdx.x] = fmaxf(room[threadIdx.x], room[threadIdx.x + half]);
    __syncthreads();
  }
  most = room[0];
  __syncthreads();
  float sum = 0;
  for (int i = threadIdx.x; i < cols; i += 128) sum += expf(row[i] - most);
  room[threadIdx.x] = sum;
  __syncthreads();
  for (int half = 64; half > 0; half /= 2) {
    if (threadIdx.x < half) room[threadIdx.x] += room[threadIdx.x + half];
    __syncthreads();
  }
  for (int i = threadIdx.x; i < cols; i += 128) y[blockIdx.x * cols + i] = expf(row[i] - most) / room[0];
}

__global__ void bitonic_sort(int* x) {
  __shared__ int room[512];
  room[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  for (int size = 2; size <= 512; size *= 2) {
    for (int step = size / 2; step > 0; step /= 2) {
      const int other = threadIdx.x ^ step;
      const int mine = room[threadIdx.x], theirs = room[other];
      __syncthreads();
      const bool up = (threadIdx.x & size) == 0, low = threadIdx.x < other;
      room[threadIdx.x] = (up == low) ? min(mine, theirs) : max(mine, theirs);
      __syncthreads();
    }
  }
  x[threadIdx.x] = room[threadIdx.x];
}

__global__ void spmv(const int* starts, const int* cols, const float* values, const float* x, float* y,
                     int rows) {
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  float sum = 0;
  for (int k = starts[row]; k < starts[row + 1]; ++k) sum += values[k] * x[cols[k]];
  y[row] = sum;
}

__global__ void mandelbrot(int* out, int width, int height) {
  const int px = blockIdx.x * blockDim.x + threadIdx.x, py = blockIdx.y * blockDim.y + threadIdx.y;
  if (px >= width || py >= height) return;
  const double cx = -2.0 + 3.0 * px / width, cy = -1.0 + 2.0 * py / height;
  double x = 0, y = 0;
  int steps = 0;
  while (steps < 60 && x * x + y * y < 4) {
    const double next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
    ++steps;
  }
  out[py * width + px] = steps;
}

__global__ void game_of_life(const unsigned char* now, unsigned char* next, int n) {
  const int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= n || y >= n) return;
  int near = 0;
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      if (dx || dy) near += now[(y + dy + n) % n * n + (x + dx + n) % n];
    }
  }
  next[y * n + x] = near == 3 || (near == 2 && now[y * n + x]);
}

__global__ void float4_copy(const float4* x, float4* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = make_float4(x[i].w, x[i].z, x[i].y, x[i].x);
}

__device__ int g_counter = 5;
__global__ void bump() { atomicAdd(&g_counter, static_cast<int>(threadIdx.x)); }

__global__ void math_functions(const float* x, float* y, double* z, int n) {
  const int i = threadIdx.x;
  if (i >= n) return;
  y[i] = sinf(x[i]) + cosf(x[i]) * tanhf(x[i]) + logf(fabsf(x[i]) + 1) + powf(fabsf(x[i]) + 0.5f, 1.7f) +
         rsqrtf(fabsf(x[i]) + 1) + cbrtf(x[i]) + erff(x[i]) + atan2f(x[i], 2.0f) + fmodf(x[i], 0.3f);
  z[i] = sin(static_cast<double>(x[i])) + exp(static_cast<double>(x[i])) + sqrt(fabs(x[i]) + 1.0) +
         lgamma(fabs(static_cast<double>(x[i])) + 1.5) + log1p(fabs(static_cast<double>(x[i])));
}

__global__ void big_sine(const float* x, float* y, int n) {  // needs the long argument reduction
  if (threadIdx.x < n) y[threadIdx.x] = sinf(x[threadIdx.x]);
}

__global__ void integers(const int* a, const int* b, long long* out, int n) {
  const int i = threadIdx.x;
  if (i >= n) return;
  const long long wide = static_cast<long long>(a[i]) * b[i];
  out[i] = wide / (b[i] | 1) + a[i] % (b[i] | 1) + __mulhi(a[i], b[i]) + __popc(a[i]) + __clz(b[i]) +
           __ffs(a[i]) + (a[i] >> 3) + static_cast<long long>(static_cast<unsigned>(b[i]) >> 5) +
           __byte_perm(a[i], b[i], 0x3715) + __brev(a[i]) % 1000 + __sad(a[i], b[i], 7);
}

__global__ void choose(const int* x, int* y, int n) {
  const int i = threadIdx.x;
  if (i >= n) return;
  switch (x[i]) {
    case 0: y[i] = 10; break;
    case 1: y[i] = x[i] * 7 + i; break;
    case 2: y[i] = i / 3; break;
    case 3: y[i] = -i; break;
    case 4: y[i] = i ^ 0x55; break;
    case 5: y[i] = __popc(i); break;
    case 6: y[i] = i % 11; break;
    case 7: y[i] = i << 2; break;
    default: y[i] = 99;
  }
}

namespace {

std::vector<float> multiplied(const std::vector<float>& a, const std::vector<float>& b, int m, int n, int k) {
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

void linear_algebra() {
  Random random;
  const int n = 10007;
  std::vector<float> x = random.floats(n), y = random.floats(n), want(n);
  Device<float> dx(x), dy(y);
  saxpy<<<8, 128>>>(2.5f, dx, dy, n);
  for (int i = 0; i < n; ++i) want[i] = std::fma(2.5f, x[i], y[i]);
  expect("saxpy", dy.host(), want);

  const int m = 37, k = 45, cols = 50;
  std::vector<float> a = random.floats(m * k), b = random.floats(k * cols);
  Device<float> da(a), db(b), dc(m * cols);
  gemm_naive<<<dim3(4, 3), dim3(16, 16)>>>(da, db, dc, m, cols, k);
  expect("gemm_naive", dc.host(), multiplied(a, b, m, cols, k), 1e-5);
  Device<float> dt(m * cols);
  gemm_tiled<<<dim3(4, 3), dim3(16, 16)>>>(da, db, dt, m, cols, k);
  expect("gemm_tiled", dt.host(), multiplied(a, b, m, cols, k), 1e-5);
  const int s = 128;
  std::vector<float> p = random.floats(s * s), q = random.floats(s * s);
  Device<float> dp(p), dq(q), dr(s * s);
  gemm_register<<<dim3(2, 2), 256>>>(dp, dq, dr, s);
  expect("gemm_register", dr.host(), multiplied(p, q, s, s, s), 1e-5);

  Device<float> total(1);
  total.zero();
  reduce_shared<<<7, 256, 256 * sizeof(float)>>>(dx, total, n);
  expect("reduce_shared", total.host(), std::vector<double>{std::accumulate(x.begin(), x.end(), 0.0)}, 1e-4);
}

void scans_and_bins() {
  Random random(2);
  const int n = 5000, blocks = (n + 255) / 256;
  std::vector<int> x = random.ints(n, 64), want(n);
  Device<int> dx(x), dy(n), sums(blocks), ignored(1), totals(blocks);
  scan_block<<<blocks, 256>>>(dx, dy, sums, n);
  scan_block<<<1, 256>>>(sums, totals, ignored, blocks);
  scan_add<<<blocks, 256>>>(dy, totals, n);
  std::partial_sum(x.begin(), x.end(), want.begin());
  expect("scan", dy.host(), want);

  Device<int> bins(64);
  bins.zero();
  histogram<<<5, 128>>>(dx, bins, n);
  std::vector<int> counts(64);
  for (const int value : x) ++counts[value];
  expect("histogram", bins.host(), counts);

  std::vector<int> numbers = random.ints(512, 100000), sorted = numbers;
  Device<int> dn(numbers);
  bitonic_sort<<<1, 512>>>(dn);
  std::sort(sorted.begin(), sorted.end());
  expect("bitonic_sort", dn.host(), sorted);

  bump<<<3, 50>>>();
  int counter = 0;
  cudaMemcpyFromSymbol(&counter, g_counter, sizeof counter);
  expect("device variable", std::vector<int>{counter}, std::vector<int>{5 + 3 * 1225});
}

void images() {
  Random random(3);
  const int rows = 70, cols = 45;
  std::vector<float> x = random.floats(rows * cols), want(rows * cols);
  Device<float> dx(x), dy(rows * cols);
  transpose<<<dim3(2, 3), dim3(32, 8)>>>(dx, dy, rows, cols);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < cols; ++c) want[c * rows + r] = x[r * cols + c];
  }
  expect("transpose", dy.host(), want);

  const std::vector<float> weights = random.floats(25);
  cudaMemcpyToSymbol(filter, weights.data(), 25 * sizeof(float));
  Device<float> dz(rows * cols);
  convolve<<<dim3(3, 5), dim3(16, 16)>>>(dx, dz, cols, rows);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < cols; ++c) {
      double sum = 0;
      for (int dy2 = -2; dy2 <= 2; ++dy2) {
        for (int dx2 = -2; dx2 <= 2; ++dx2) {
          sum += weights[(dy2 + 2) * 5 + dx2 + 2] *
                 x[std::clamp(r + dy2, 0, rows - 1) * cols + std::clamp(c + dx2, 0, cols - 1)];
        }
      }
      want[r * cols + c] = static_cast<float>(sum);
    }
  }
  expect("convolve", dz.host(), want, 1e-5);

  Device<int> steps(40 * 30);
  mandelbrot<<<dim3(5, 4), dim3(8, 8)>>>(steps, 40, 30);
  std::vector<int> counts(40 * 30);
  for (int py = 0; py < 30; ++py) {
    for (int px = 0; px < 40; ++px) {
      const double cx = -2.0 + 3.0 * px / 40, cy = -1.0 + 2.0 * py / 30;
      double zx = 0, zy = 0;
      int s = 0;
      for (; s < 60 && zx * zx + zy * zy < 4; ++s) {
        const double next = zx * zx - zy * zy + cx;
        zy = 2 * zx * zy + cy;
        zx = next;
      }
      counts[py * 40 + px] = s;
    }
  }
  expect("mandelbrot", steps.host(), counts);

  const int n = 33;
  std::vector<unsigned char> cells(n * n), next(n * n);
  for (auto& cell : cells) cell = random.next() % 3 == 0;
  Device<unsigned char> dc(cells), dn(n * n);
  game_of_life<<<dim3(3, 3), dim3(16, 16)>>>(dc, dn, n);
  for (int y = 0; y < n; ++y) {
    for (int x2 = 0; x2 < n; ++x2) {
      int near = 0;
      for (int d = 0; d < 9; ++d) {
        if (d != 4) near += cells[(y + d / 3 - 1 + n) % n * n + (x2 + d % 3 - 1 + n) % n];
      }
      next[y * n + x2] = near == 3 || (near == 2 && cells[y * n + x2]);
    }
  }
  expect("game_of_life", dn.host(), next);
}

void rows_and_vectors() {
  Random random(4);
  const int rows = 9, cols = 300;
  std::vector<float> x = random.floats(rows * cols), want(rows * cols);
  Device<float> dx(x), dy(rows * cols);
  softmax<<<rows, 128>>>(dx, dy, cols);
  for (int r = 0; r < rows; ++r) {
    double sum = 0;
    for (int c = 0; c < cols; ++c) sum += std::exp(static_cast<double>(x[r * cols + c]));
    for (int c = 0; c < cols; ++c) want[r * cols + c] = static_cast<float>(std::exp(x[r * cols + c]) / sum);
  }
  expect("softmax", dy.host(), want, 1e-5);

  std::vector<int> starts(51), columns;
  std::vector<float> values;
  for (int r = 0; r < 50; ++r) {
    for (int k = 0; k < r % 7; ++k) {
      columns.push_back(static_cast<int>(random.next() % 50));
      values.push_back(random.uniform());
    }
    starts[r + 1] = static_cast<int>(columns.size());
  }
  std::vector<float> v = random.floats(50), product(50);
  Device<int> ds(starts), dcols(columns);
  Device<float> dv(values), dvec(v), dprod(50);
  spmv<<<2, 32>>>(ds, dcols, dv, dvec, dprod, 50);
  for (int r = 0; r < 50; ++r) {
    for (int k = starts[r]; k < starts[r + 1]; ++k) product[r] += values[k] * v[columns[k]];
  }
  expect("spmv", dprod.host(), product, 1e-5);

  std::vector<float> fours = random.floats(400), swapped(400);
  Device<float> df(fours), dg(400);
  float4_copy<<<1, 128>>>(reinterpret_cast<float4*>(df.get()), reinterpret_cast<float4*>(dg.get()), 100);
  for (int k = 0; k < 400; ++k) swapped[k] = fours[k / 4 * 4 + 3 - k % 4];
  expect("float4_copy", dg.host(), swapped);
}

void functions() {
  Random random(5);
  const int n = 200;
  std::vector<float> x(n), y(n), big(n), sines(n);
  std::vector<double> z(n);
  for (float& value : x) value = 3 * random.uniform();
  for (float& value : big) value = 1e8f * random.uniform();
  Device<float> dx(x), dy(n), db(big), ds(n);
  Device<double> dz(n);
  math_functions<<<1, 256>>>(dx, dy, dz, n);
  big_sine<<<1, 256>>>(db, ds, n);
  for (int i = 0; i < n; ++i) {
    const double v = x[i], a = std::fabs(v);
    y[i] = static_cast<float>(std::sin(v) + std::cos(v) * std::tanh(v) + std::log(a + 1) + std::pow(a + 0.5, 1.7) +
                              1 / std::sqrt(a + 1) + std::cbrt(v) + std::erf(v) + std::atan2(v, 2.0) +
                              std::fmod(x[i], 0.3f));
    z[i] = std::sin(v) + std::exp(v) + std::sqrt(a + 1) + std::lgamma(a + 1.5) + std::log1p(a);
    sines[i] = static_cast<float>(std::sin(static_cast<double>(big[i])));
  }
  expect("math f32", dy.host(), y, 2e-6);
  expect("math f64", dz.host(), z, 1e-14);
  expect("sinf of large arguments", ds.host(), sines, 1e-6);

  std::vector<int> a = random.ints(n, 1 << 24), b = random.ints(n, 1 << 24);
  for (int i = 0; i < n; i += 3) a[i] = -a[i] * 97;
  for (int i = 0; i < n; i += 5) b[i] = -b[i] * 33;
  Device<int> da(a), dbi(b);
  Device<long long> dl(n);
  integers<<<1, 256>>>(da, dbi, dl, n);
  std::vector<long long> want(n);
  for (int i = 0; i < n; ++i) {
    const long long wide = static_cast<long long>(a[i]) * b[i];
    unsigned reversed = 0, permuted = 0;
    for (int k = 0; k < 32; ++k) reversed |= (static_cast<unsigned>(a[i]) >> k & 1) << (31 - k);
    const unsigned long long both = static_cast<unsigned long long>(static_cast<unsigned>(b[i])) << 32 |
                                    static_cast<unsigned>(a[i]);
    for (int k = 0; k < 4; ++k) permuted |= static_cast<unsigned>(both >> (8 * (0x3715 >> (4 * k) & 7)) & 255) << (8 * k);
    const long long far = a[i] > b[i] ? static_cast<long long>(a[i]) - b[i] : static_cast<long long>(b[i]) - a[i];
    want[i] = wide / (b[i] | 1) + a[i] % (b[i] | 1) + (wide >> 32) + __builtin_popcount(a[i]) +
              (b[i] ? __builtin_clz(b[i]) : 32) + __builtin_ffs(a[i]) + (a[i] >> 3) +
              static_cast<long long>(static_cast<unsigned>(b[i]) >> 5) + permuted + reversed % 1000 +
              static_cast<unsigned>(far + 7);
  }
  expect("integers", dl.host(), want);

  const std::vector<int> picks = random.ints(n, 10);
  std::vector<int> chosen(n);
  Device<int> dp(picks), dq(n);
  choose<<<1, 256>>>(dp, dq, n);
  for (int i = 0; i < n; ++i) {
    const int cases[] = {10, 7 + i, i / 3, -i, i ^ 0x55, __builtin_popcount(i), i % 11, i << 2, 99, 99};
    chosen[i] = cases[picks[i]];
  }
  expect("switch", dq.host(), chosen);
}

}  // namespace

int main() {
  linear_algebra();
  scans_and_bins();
  images();
  rows_and_vectors();
  functions();
  return finish();
}
