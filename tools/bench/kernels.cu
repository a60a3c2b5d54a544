// Kernels whose simulation is measured: kernels gemm|flash|reduction TURNS [SIZE]
//
// Prints the processor time of one launch, in milliseconds, a line for each turn.  The first launch
// is not counted.

#include <algorithm>
#include <cmath>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

__global__ void gemm(const float* a, const float* b, float* c, int n) {
  __shared__ float ta[16][16], tb[16][16];
  const int x = threadIdx.x, y = threadIdx.y;
  const int row = blockIdx.y * 16 + y, col = blockIdx.x * 16 + x;
  float sum = 0;
  for (int t = 0; t < n; t += 16) {
    ta[y][x] = a[row * n + t + x];
    tb[y][x] = b[(t + y) * n + col];
    __syncthreads();
    for (int k = 0; k < 16; ++k) sum += ta[y][k] * tb[k][x];
    __syncthreads();
  }
  c[row * n + col] = sum;
}

// One thread a query; keys and values in tiles of 32; online softmax.
constexpr int kDepth = 64, kTile = 32;
__global__ void flash(const float* q, const float* k, const float* v, float* out, int length) {
  __shared__ float keys[kTile][kDepth], values[kTile][kDepth];
  const size_t head = static_cast<size_t>(blockIdx.y) * length * kDepth;
  const int row = blockIdx.x * blockDim.x + threadIdx.x;
  float query[kDepth], sum[kDepth] = {}, most = -INFINITY, total = 0;
  for (int d = 0; d < kDepth; ++d) query[d] = q[head + row * kDepth + d] * 0.125f;
  for (int first = 0; first < length; first += kTile) {
    for (int i = threadIdx.x; i < kTile * kDepth; i += blockDim.x) {
      keys[i / kDepth][i % kDepth] = k[head + first * kDepth + i];
      values[i / kDepth][i % kDepth] = v[head + first * kDepth + i];
    }
    __syncthreads();
    for (int j = 0; j < kTile; ++j) {
      float score = 0;
      for (int d = 0; d < kDepth; ++d) score += query[d] * keys[j][d];
      const float higher = fmaxf(most, score), scale = __expf(most - higher), weight = __expf(score - higher);
      total = total * scale + weight;
      for (int d = 0; d < kDepth; ++d) sum[d] = sum[d] * scale + weight * values[j][d];
      most = higher;
    }
    __syncthreads();
  }
  for (int d = 0; d < kDepth; ++d) out[head + row * kDepth + d] = sum[d] / total;
}

__global__ void reduction(const float* x, float* out, int n) {
  float sum = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) sum += x[i];
  for (int step = 16; step > 0; step /= 2) sum += __shfl_down_sync(0xffffffff, sum, step);
  __shared__ float room[32];
  if (threadIdx.x % 32 == 0) room[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x < 32) {
    sum = threadIdx.x < blockDim.x / 32 ? room[threadIdx.x] : 0;
    for (int step = 16; step > 0; step /= 2) sum += __shfl_down_sync(0xffffffff, sum, step);
    if (threadIdx.x == 0) atomicAdd(out, sum);
  }
}

namespace {

float* room(size_t count) {
  std::vector<float> values(count);
  for (size_t k = 0; k < count; ++k) values[k] = static_cast<float>(k * 7919 % 1000) / 1000;
  float* data = nullptr;
  cudaMalloc(reinterpret_cast<void**>(&data), count * sizeof(float));
  cudaMemcpy(data, values.data(), count * sizeof(float), cudaMemcpyHostToDevice);
  return data;
}

template <class F>
void measure(int turns, F launch) {
  for (int turn = 0; turn <= turns; ++turn) {
    const std::clock_t begin = std::clock();
    const auto start = std::chrono::steady_clock::now();
    launch();
    cudaDeviceSynchronize();
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
    if (turn == 0) continue;
    std::printf("%.3f\nwall %.3f\n", 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, wall.count());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const char* const what = argc > 1 ? argv[1] : "gemm";
  const int turns = argc > 2 ? std::atoi(argv[2]) : 3, size = argc > 3 ? std::atoi(argv[3]) : 0;
  if (std::strcmp(what, "gemm") == 0) {
    const int n = size ? size : 256;
    float *a = room(n * n), *b = room(n * n), *c = room(n * n);
    measure(turns, [&] { gemm<<<dim3(n / 16, n / 16), dim3(16, 16)>>>(a, b, c, n); });
    for (float* data : {a, b, c}) cudaFree(data);
  } else if (std::strcmp(what, "flash") == 0) {
    const int length = size ? size : 256;
    const size_t count = 2 * static_cast<size_t>(length) * kDepth;
    float *q = room(count), *k = room(count), *v = room(count), *out = room(count);
    measure(turns, [&] { flash<<<dim3(length / 64, 2), 64>>>(q, k, v, out, length); });
    for (float* data : {q, k, v, out}) cudaFree(data);
  } else {
    const int n = size ? size : 1 << 20;
    float *x = room(n), *out = room(1);
    measure(turns, [&] { reduction<<<256, 256>>>(x, out, n); });
    for (float* data : {x, out}) cudaFree(data);
  }
  return 0;
}
