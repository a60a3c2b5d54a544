// Kernels whose counters follow from their geometry.

#include "check.cuh"

template <int pitch>
__device__ void transpose(const float* x, float* y, int n) {
  __shared__ float tile[32][pitch];
  const int col = blockIdx.x * 32 + threadIdx.x, row = blockIdx.y * 32 + threadIdx.y;
  tile[threadIdx.y][threadIdx.x] = x[row * n + col];
  __syncthreads();
  y[(blockIdx.x * 32 + threadIdx.y) * n + blockIdx.y * 32 + threadIdx.x] = tile[threadIdx.x][threadIdx.y];
}
__global__ void transpose_plain(const float* x, float* y, int n) { transpose<32>(x, y, n); }
__global__ void transpose_padded(const float* x, float* y, int n) { transpose<33>(x, y, n); }

template <int stride>
__global__ void strided(const float* x, float* y) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  y[i] = x[i * stride];
}

__global__ void one_bin(int* bins) { atomicAdd(&bins[blockIdx.x / 1000], static_cast<int>(threadIdx.x)); }
__global__ void own_bins(int* bins) { atomicAdd(&bins[threadIdx.x], static_cast<int>(threadIdx.x)); }

__global__ void polynomial(const float* c, float* y) {
  const float x = y[threadIdx.x];
  float sum = c[8];
  for (int k = 7; k >= 0; --k) sum = fmaf(sum, x, c[k]);
  y[threadIdx.x] = sum;
}

__global__ void split(int* y) {
  volatile int* out = y;
  if (threadIdx.x % 2) {
    out[threadIdx.x] = out[threadIdx.x] * 3 + 1;
  } else {
    out[threadIdx.x] = out[threadIdx.x] / 2 + 7;
  }
}

__global__ void broadcast(const float* x, float* y) {
  y[blockIdx.x * blockDim.x + threadIdx.x] = *reinterpret_cast<const volatile float*>(x);
}

__global__ void lopsided(float* y) {
  float value = y[threadIdx.x];
  if (threadIdx.x % 4 == 0) {
#pragma unroll 1
    for (int k = 0; k < 200; ++k) value = value * 1.5f + 1;
  }
  y[threadIdx.x] = value;
}

__global__ void own_array(const int* order, float* y) {
  float own[32];
#pragma unroll
  for (int k = 0; k < 32; ++k) own[k] = y[k];
  y[threadIdx.x] = own[order[threadIdx.x] & 31];
}

__global__ void tells(const float* y) {
  if (threadIdx.x == 0) printf("%g %d\n", y[0], static_cast<int>(blockDim.x));
}

int main() {
  Device<float> x(4096), y(4096);
  Device<int> bins(256);
  x.zero();
  y.zero();
  bins.zero();
  transpose_plain<<<dim3(2, 2), dim3(32, 32)>>>(x, y, 64);
  transpose_padded<<<dim3(2, 2), dim3(32, 32)>>>(x, y, 64);
  strided<1><<<2, 64>>>(x, y);
  strided<2><<<2, 64>>>(x, y);
  strided<4><<<2, 64>>>(x, y);
  strided<8><<<2, 64>>>(x, y);
  strided<16><<<2, 64>>>(x, y);
  one_bin<<<2, 128>>>(bins);
  own_bins<<<1, 256>>>(bins);
  polynomial<<<1, 64>>>(x, y);
  split<<<2, 64>>>(bins);
  broadcast<<<2, 64>>>(x, y);
  lopsided<<<1, 64>>>(y);
  own_array<<<1, 32>>>(bins, y);
  tells<<<1, 32>>>(y);
  return cudaDeviceSynchronize() != cudaSuccess;
}
