// Programs that stop early: stuck.cu WHICH.  What they leave allocated is then no finding.
#include <cooperative_groups.h>
#include <cstdlib>
#include "check.cuh"

__device__ unsigned g_arrived;
__global__ void barrier_by_hand(int* x, unsigned blocks) {
  x[blockIdx.x * blockDim.x + threadIdx.x] = 1;
  __syncthreads();
  if (threadIdx.x == 0) {
    __threadfence();
    atomicAdd(&g_arrived, 1);
    while (atomicAdd(&g_arrived, 0) < blocks) {  // expect: deadlock 1
    }
  }
  __syncthreads();
  x[blockIdx.x * blockDim.x + threadIdx.x] += 1;
}
__global__ void fills(int* x) { x[threadIdx.x] = threadIdx.x; }
__global__ void overruns(int* x, int n) {
  x[n + threadIdx.x - 31] = 1;  // expect: out_of_bounds 6
}
__global__ void stops(int* x) {
  if (x[threadIdx.x] == 3) __trap();  // expect: trap 4
}

__global__ void keeps(int* x) {
  int sum;
  asm volatile("vadd.s32.s32.s32.sat %0, %1, %1;" : "=r"(sum) : "r"(x[0]));  // not supported
  x[threadIdx.x] = sum;
}

__device__ __noinline__ int falls(int n) {
  volatile int room[64];
  room[n % 64] = n;
  return n < 0 ? 0 : falls(n + 1) + room[n % 64];  // expect: out_of_bounds 9
}
__global__ void falls_for_ever(int* x) { *x = falls(0); }

__global__ void waits_for_the_host(const volatile int* flag) {
  while (*flag == 0) {
  }
}

int main(int count, char** words) {
  const int which = count > 1 ? std::atoi(words[1]) : 0;
  const int blocks = which == 0 ? 200 : 3000;  // of which no device has room for 400
  int* x;
  cudaMalloc(&x, blocks * 1024 * sizeof(int));
  cudaMemset(x, 0, blocks * 1024 * sizeof(int));
  if (which <= 1) {
    barrier_by_hand<<<blocks, 1024>>>(x, blocks);
    expect("barrier", std::vector<int>{cudaDeviceSynchronize()}, std::vector<int>{0});
    if (which == 1) return finish();
  } else if (which == 2) {
    void* arguments[] = {&x};
    const int error = cudaLaunchCooperativeKernel(fills, blocks, 1024, arguments, 0, nullptr);
    expect("cooperative", std::vector<int>{error},
           std::vector<int>{cudaErrorCooperativeLaunchTooLarge});
    cudaGetLastError();
  } else if (which == 3) {
    fills<<<1, 32>>>(x);
    return x[3];  // the program crashes
  } else if (which == 4) {
    fills<<<1, 32>>>(x);
    stops<<<1, 32>>>(x);
    if (cudaDeviceSynchronize() != cudaSuccess) return 1;
  } else if (which == 5) {
    if (cudaSetValidDevices(nullptr, 0) != cudaSuccess) return 1;  // a call that is not supported
  } else if (which == 8) {
    keeps<<<1, 32>>>(x);
    if (cudaDeviceSynchronize() != cudaSuccess || cudaGetLastError() != cudaSuccess) return 1;
  } else if (which == 9) {
    falls_for_ever<<<1, 1>>>(x);
    if (cudaDeviceSynchronize() != cudaErrorLaunchFailure) return 1;
  } else if (which == 10) {
    int* flag;
    cudaMallocHost(&flag, sizeof *flag);
    *flag = 0;
    waits_for_the_host<<<1, 32>>>(flag);
    *flag = 1;
    cudaDeviceSynchronize();
    cudaFreeHost(flag);
  } else if (which >= 6) {
    overruns<<<1, 32>>>(x, blocks * 1024);
    if (which == 6) std::abort();
    if (which == 7) return *reinterpret_cast<volatile int*>(count);
  }
  cudaFree(x);
  return finish();
}
