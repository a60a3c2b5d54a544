// More faulty kernels; see faults.cu.
#include <cooperative_groups.h>
#include <cuda_pipeline.h>
#include <cstdio>
#include <cstdlib>
namespace cg = cooperative_groups;

// --- by one, in every space

__device__ int g_table[10];
__constant__ int c_table[10];
__device__ int g_after[10];
__global__ void device_array(int* y, int n) {
  if (threadIdx.x <= n) y[threadIdx.x] = g_table[threadIdx.x];  // expect: out_of_bounds
}
__global__ void constant_array(int* y, int n) {
  if (threadIdx.x <= n) y[threadIdx.x] = c_table[threadIdx.x];  // expect: out_of_bounds
}
__global__ void first_shared_of_two(int* y) {
  __shared__ int a[32];
  __shared__ int b[32];
  a[threadIdx.x] = threadIdx.x;
  b[threadIdx.x] = 2 * threadIdx.x;
  __syncthreads();
  y[threadIdx.x] = a[threadIdx.x + 1] + b[31 - threadIdx.x];  // expect: out_of_bounds
}
__global__ void shared_row_past(int* y, int n) {
  __shared__ int a[8][9];
  if (threadIdx.x < 72) (&a[0][0])[threadIdx.x] = 1;
  __syncthreads();
  int s = 0;
  for (int k = 0; k <= n; ++k) s += a[7][k];  // expect: out_of_bounds
  y[threadIdx.x] = s;
}
__global__ void local_past(const int* x, int* y, int n) {
  int a[10];
  for (int k = 0; k < 10; ++k) a[k] = x[k];
  for (int k = 0; k < 10; ++k) a[(a[k] + k) % 10] += k;
  int s = 0;
  for (int k = 0; k <= n; ++k) s += a[(k * x[0] + k)];  // expect: out_of_bounds
  y[threadIdx.x] = s;
}
__device__ __noinline__ int deep(int* a, int n) { return n == 0 ? a[0] : deep(a, n - 1) + a[n]; }
__global__ void local_past_in_call(int* y, int n) {
  int a[12];
  for (int k = 0; k < 12; ++k) a[k] = k;
  a[n + threadIdx.x % 2] = 5;  // expect: out_of_bounds
  y[threadIdx.x] = deep(a, 5);
}
__global__ void sixteen_bits(const short* x, short* y) {
  y[threadIdx.x] = x[threadIdx.x + 1];  // expect: out_of_bounds
}
__global__ void last_byte(unsigned char* x, int n) {
  for (int i = threadIdx.x; i <= n; i += blockDim.x) x[i] = 0;  // expect: out_of_bounds
}
__global__ void grid_stride_wrong(float* x, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += blockDim.x)
    x[i + blockIdx.x] = 1;  // expect: out_of_bounds
}
__global__ void async_past(const float4* x, float4* y) {
  __shared__ float4 room[32];
  __pipeline_memcpy_async(&room[threadIdx.x], &x[threadIdx.x + 1], 16);  // expect: out_of_bounds
  __pipeline_commit();
  __pipeline_wait_prior(0);
  y[threadIdx.x] = room[threadIdx.x];
}
__global__ void row_major_mixed(const float* x, float* y, int rows, int cols) {
  const int r = threadIdx.y, c = threadIdx.x;
  y[c * rows + r] = x[c * cols + r];  // expect: out_of_bounds
}
__global__ void halo(const float* x, float* y, int n) {
  __shared__ float t[34];
  const int i = threadIdx.x;
  t[i + 1] = x[i];
  if (i == 0) t[0] = x[-1];  // expect: out_of_bounds
  if (i == 31) t[33] = 0;
  __syncthreads();
  y[i] = t[i] + t[i + 2];
}
__global__ void heap_past(int* y) {
  int* p = static_cast<int*>(malloc(5 * sizeof(int)));
  for (int k = 0; k < 5; ++k) p[k] = k;
  y[threadIdx.x] = p[5];  // expect: out_of_bounds
  free(p);
}

// --- alignment

__global__ void misaligned_double(const float* x, double* y) {
  y[threadIdx.x] = *reinterpret_cast<const double*>(x + 2 * threadIdx.x + 1);  // expect: misaligned
}
__global__ void misaligned_atomic(char* x) {
  atomicAdd(reinterpret_cast<int*>(x + 4 * threadIdx.x + 2), 1);  // expect: misaligned
}
__global__ void misaligned_dynamic(float* y) {
  extern __shared__ unsigned char raw[];
  float4* const v = reinterpret_cast<float4*>(raw + 4);
  v[threadIdx.x] = make_float4(1, 2, 3, 4);  // expect: misaligned
  __syncthreads();
  y[threadIdx.x] = 0;
}
__global__ void misaligned_async(const char* x, float4* y) {
  __shared__ float4 room[32];
  __pipeline_memcpy_async(&room[threadIdx.x], x + 8 + 16 * threadIdx.x, 16);  // expect: misaligned
  __pipeline_commit();
  __pipeline_wait_prior(0);
  y[threadIdx.x] = room[threadIdx.x];
}

// --- life time

__global__ void heap_after_free(int* y) {
  int* p = static_cast<int*>(malloc(16));
  p[0] = threadIdx.x;
  free(p);
  y[threadIdx.x] = p[0];  // expect: use_after_free
}
__global__ void heap_twice(int* y) {
  int* p = static_cast<int*>(malloc(16));
  y[threadIdx.x] = p != nullptr;
  free(p);
  free(p);  // expect: invalid_free
}
__global__ void use_freed_async(const int* x, int* y) {
  y[threadIdx.x] = x[threadIdx.x];  // expect: use_after_free 10
}
__global__ void interior(int** holder, int* y) {
  y[threadIdx.x] = holder[0][threadIdx.x];  // expect: use_after_free
}

// --- uninitialised

__global__ void half_written(const int* x, int* y) {
  y[threadIdx.x] = x[threadIdx.x];  // expect: uninitialised_read
}
__global__ void write_odd(int* x) {
  if (threadIdx.x & 1) x[threadIdx.x] = 1;
}
__global__ void accumulator(const int* x, int* y) {
  __shared__ int sum;
  atomicAdd(&sum, x[threadIdx.x]);  // expect: uninitialised_read
  __syncthreads();
  y[threadIdx.x] = sum;
}
__global__ void tail_of_tile(const float* x, float* y, int n) {
  __shared__ float t[64];
  if (threadIdx.x < n) t[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  float s = 0;
  for (int k = 0; k < 64; ++k) s += t[k];  // expect: uninitialised_read
  y[threadIdx.x] = s;
}
__global__ void heap_unwritten(int* y) {
  int* p = static_cast<int*>(malloc(64));
  y[threadIdx.x] = p[3];  // expect: uninitialised_read
  free(p);
}
__global__ void local_not_all(const int* x, int* y) {
  int a[16];
  for (int k = 0; k < 16; k += 2) a[(k + x[k]) % 16] = k;
  int s = 0;
  for (int k = 0; k < 16; ++k) s += a[(k + x[k]) % 16];  // expect: uninitialised_read
  y[threadIdx.x] = s;
}

// --- races

__global__ void transpose_no_barrier(const int* x, int* y) {
  __shared__ int t[16][17];
  t[threadIdx.y][threadIdx.x] = x[threadIdx.y * 16 + threadIdx.x];
  y[threadIdx.y * 16 + threadIdx.x] = t[threadIdx.x][threadIdx.y];  // expect: shared_race
}
__global__ void scan_one_buffer(int* x) {
  __shared__ int t[128];
  t[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  for (int d = 1; d < 128; d *= 2) {
    if (threadIdx.x >= d) t[threadIdx.x] += t[threadIdx.x - d];  // expect: shared_race
    __syncthreads();
  }
  x[threadIdx.x] = t[threadIdx.x];
}
__global__ void double_buffer_reused(const int* x, int* y) {
  __shared__ int t[2][64];
  int s = 0;
  for (int k = 0; k < 4; ++k) {
    t[k & 1][threadIdx.x] = x[k * 64 + threadIdx.x];  // expect: shared_race
    __syncwarp();
    s += t[k & 1][63 - threadIdx.x];  // expect: shared_race
    __syncthreads();
  }
  y[threadIdx.x] = s;
}
__global__ void result_read_early(const float* x, float* y) {
  __shared__ float total;
  if (threadIdx.x == 0) total = 0;
  __syncthreads();
  atomicAdd(&total, x[threadIdx.x]);  // expect: shared_race
  y[threadIdx.x] = total;             // expect: shared_race
}
__global__ void bytes_side_by_side(unsigned char* y) {
  __shared__ unsigned char t[64];
  t[threadIdx.x] = threadIdx.x;
  y[threadIdx.x] = t[threadIdx.x ^ 1];  // expect: shared_race
}
__global__ void warp_reduce_old(float* x) {
  __shared__ float t[32];
  const int i = threadIdx.x;
  t[i] = x[i];
  __syncwarp();
  if (i < 16) t[i] += t[i + 16];
  if (i < 8) t[i] += t[i + 8];  // expect: shared_race
  if (i == 0) x[0] = t[0];
}
__global__ void vector_over_scalar(float* y) {
  __shared__ float4 t[16];
  float* f = reinterpret_cast<float*>(t);
  f[threadIdx.x] = threadIdx.x;
  y[threadIdx.x] = t[threadIdx.x / 4].x;  // expect: shared_race
}
__global__ void wrong_tile_sync(const int* x, int* y) {
  __shared__ int t[64];
  auto tile = cg::tiled_partition<16>(cg::this_thread_block());
  t[threadIdx.x] = x[threadIdx.x];
  tile.sync();
  y[threadIdx.x] = t[(threadIdx.x + 16) % 64];  // expect: shared_race
}
__global__ void last_not_waited(const int* x, int* y) {
  __shared__ int count, last;
  if (threadIdx.x == 0) count = 0;
  __syncthreads();
  if (atomicAdd(&count, 1) == 63) last = threadIdx.x;
  y[threadIdx.x] = last;  // expect: shared_race
}
__global__ void others_not_waited(const int* x, int* y) {
  __shared__ int t[64];
  __pipeline_memcpy_async(&t[threadIdx.x], &x[threadIdx.x], 4);
  __pipeline_commit();
  y[threadIdx.x] = t[63 - threadIdx.x];  // expect: missing_wait
}
__global__ void max_without_atomic(const int* x, int* y) {
  __shared__ int most;
  if (threadIdx.x == 0) most = 0;
  __syncthreads();
  if (x[threadIdx.x] > most) most = x[threadIdx.x];  // expect: shared_race
  __syncthreads();
  y[threadIdx.x] = most;
}

// --- barriers, masks, waiting

__global__ void barrier_in_loop(int* y, const int* n) {
  for (int k = 0; k < n[threadIdx.x / 32]; ++k) {
    y[threadIdx.x] += k;
    __syncthreads();  // expect: barrier_divergence
  }
}
__global__ void half_arrives(int* y) {
  if (threadIdx.x < 16) {
    y[threadIdx.x] = 1;
    __syncthreads();  // expect: barrier_divergence
  }
  y[threadIdx.x] += 1;
}
__global__ void count_in_branch(int* y) {
  int n = 0;
  if (threadIdx.x % 2) n = __syncthreads_count(1);  // expect: barrier_divergence
  y[threadIdx.x] = n;
}
__global__ void syncwarp_mask(int* y) {
  y[threadIdx.x] = 1;
  if (threadIdx.x < 8) __syncwarp(0x0f);  // expect: wrong_mask
  y[threadIdx.x] += 1;
}
__global__ void match_of_others(int* y) {
  if (threadIdx.x >= 4)
    y[threadIdx.x] = __match_any_sync(0xffff0000, threadIdx.x & 1);  // expect: wrong_mask
}
__global__ void shuffle_after_exit(int* y, int n) {
  if (threadIdx.x >= n) return;
  y[threadIdx.x] = __shfl_xor_sync(0xffffffff, threadIdx.x, 1);  // expect: inactive_source
}
__global__ void lock_in_warp(int* lock, int* y) {
  if (threadIdx.x == 0) y[0] = 1;
  while (atomicCAS(lock, 0, 1) != 0) {  // expect: deadlock 1
  }
  y[1] += 1;
}
namespace {
template <class T>
T* room(std::size_t n, int value = 0) {
  T* p = nullptr;
  cudaMalloc(&p, n * sizeof(T));
  cudaMemset(p, value, n * sizeof(T));
  return p;
}
template <class T>
T* unwritten(std::size_t n) {
  T* p = nullptr;
  cudaMalloc(&p, n * sizeof(T));
  return p;
}
}  // namespace
// --- textures and surfaces

__global__ void wider_than_its_rows(cudaSurfaceObject_t s) {
  surf2Dwrite(make_uint4(1, 2, 3, 4), s, 0, 0, cudaBoundaryModeClamp);  // expect: out_of_bounds
}
__global__ void below_its_surface(cudaSurfaceObject_t s, int* y) {
  y[threadIdx.x] = surf2Dread<int>(s, 0, threadIdx.x);  // expect: out_of_bounds
}
__global__ void texture_that_was_freed(cudaTextureObject_t t, float* y) {
  y[threadIdx.x] = tex1Dfetch<float>(t, threadIdx.x);  // expect: use_after_free
}
__global__ void longer_than_its_memory(cudaTextureObject_t t, float* y) {
  y[threadIdx.x] = tex1Dfetch<float>(t, threadIdx.x);  // expect: out_of_bounds
}

void textures(int* y, float* fy) {
  const cudaChannelFormatDesc floats = cudaCreateChannelDesc<float>();
  cudaArray_t array;
  cudaMallocArray(&array, &floats, 1, 2, cudaArraySurfaceLoadStore);
  cudaResourceDesc resource = {};
  resource.resType = cudaResourceTypeArray;
  resource.res.array.array = array;
  cudaSurfaceObject_t surface;
  cudaCreateSurfaceObject(&surface, &resource);
  wider_than_its_rows<<<1, 1>>>(surface);
  below_its_surface<<<1, 3>>>(surface, y);
  cudaDestroySurfaceObject(surface);
  cudaFreeArray(array);

  float* row;
  cudaMalloc(&row, 32 * sizeof(float));
  cudaMemset(row, 0, 32 * sizeof(float));
  resource = {};
  resource.resType = cudaResourceTypeLinear;
  resource.res.linear.devPtr = row;
  resource.res.linear.desc = floats;
  resource.res.linear.sizeInBytes = 32 * sizeof(float);
  const cudaTextureDesc plain = {};
  cudaTextureObject_t whole, longer;
  cudaCreateTextureObject(&whole, &resource, &plain, nullptr);
  resource.res.linear.sizeInBytes = 64 * sizeof(float);
  cudaCreateTextureObject(&longer, &resource, &plain, nullptr);
  longer_than_its_memory<<<1, 32>>>(longer, fy);
  cudaDeviceSynchronize();
  cudaFree(row);
  texture_that_was_freed<<<1, 32>>>(whole, fy);
  cudaDestroyTextureObject(whole);
  cudaDestroyTextureObject(longer);
}

int main(int argc, char** argv) {
  switch (argc > 1 ? std::atoi(argv[1]) : 0) {
    case 1: {
      int *l = room<int>(1, 1), *y = room<int>(2);
      lock_in_warp<<<1, 32>>>(l, y);
      cudaDeviceSynchronize();
      cudaFree(l);
      cudaFree(y);
      break;
    }
    case 2: {
      int* x = room<int>(4);
      int h[8] = {};
      cudaMemcpy(x, h, sizeof h, cudaMemcpyHostToDevice);
      cudaFree(x);
      break;
    }  // out_of_bounds
    case 3: {
      int* x = room<int>(4);
      int h[4] = {};
      cudaMemcpy(h, x, sizeof h, cudaMemcpyHostToDevice);
      cudaFree(x);
      break;
    }  // wrong_direction
    case 4: {
      int* x = room<int>(4);
      cudaFree(x);
      int h[4];
      cudaMemcpy(h, x, sizeof h, cudaMemcpyDeviceToHost);
      break;
    }  // use_after_free
    case 5: {
      int* x = room<int>(4);
      cudaFree(x);
      cudaMemset(x, 0, 16);
      break;
    }
    case 6: {
      int h = 0;
      cudaFree(&h);
      break;
    }
    case 7: {
      int* x;
      cudaMallocHost(&x, 40);
      cudaFree(x);
      cudaFreeHost(x);
      break;
    }
    case 8: {
      write_odd<<<dim3(1, 70000), 32>>>(nullptr);
      break;
    }
    case 9: {
      int* x = room<int>(4);
      x[3] = 1;
      break;
    }
    case 10: {
      int* x;
      cudaMallocAsync(&x, 128, 0);
      cudaMemsetAsync(x, 0, 128, 0);
      cudaFreeAsync(x, 0);
      int* y = room<int>(32);
      use_freed_async<<<1, 32>>>(x, y);
      cudaDeviceSynchronize();
      cudaFree(y);
      break;
    }
    case 11: {
      cudaStream_t s;
      cudaStreamCreate(&s);
      int* x;
      cudaMallocAsync(&x, 128, s);
      cudaStreamDestroy(s);
      break;
    }  // leak
    case 12: {
      int* x = room<int>(32);
      cudaMemset(x, 0, 33 * 4);
      cudaFree(x);
      break;
    }
    case 13: {
      int* x;
      cudaMallocManaged(&x, 64);
      cudaFree(x);
      x[3] = 1;
      break;
    }
    case 14: {
      int from[11] = {};
      cudaMemcpyToSymbol(c_table, from, sizeof from);
      break;
    }
    case 15: {
      int on_stack[4];
      cudaFreeHost(on_stack);
      break;
    }
    case 17: {
      int* x = nullptr;
      cudaMalloc(&x, 64);
      cudaFreeHost(x);
      cudaFree(x);
      break;
    }
    case 16: {
      cudaStream_t s;
      cudaStreamCreate(&s);
      cudaStreamDestroy(s);
      cudaEvent_t event;
      cudaEventCreate(&event);
      cudaEventDestroy(event);
      const cudaError_t none = cudaErrorInvalidResourceHandle;
      if (cudaEventRecord(event, nullptr) != none || cudaEventDestroy(event) != none) return 1;
      if (cudaEventSynchronize(event) != none || cudaStreamSynchronize(s) != none) return 1;
      if (cudaMemcpy(nullptr, nullptr, 4, cudaMemcpyDefault) != cudaErrorInvalidValue) return 1;
      cudaGetLastError();
      write_odd<<<1, 32, 0, s>>>(nullptr);
      break;
    }
    default: {
      int *y = room<int>(512), *z = room<int>(64);
      float *x = room<float>(64), *fy = room<float>(512);
      int* zero = room<int>(64);
      device_array<<<1, 32>>>(y, 10);
      constant_array<<<1, 32>>>(y, 10);
      first_shared_of_two<<<1, 32>>>(y);
      shared_row_past<<<1, 96>>>(y, 9);
      local_past<<<1, 1>>>(zero, y, 10);
      local_past_in_call<<<1, 32>>>(y, 11);
      short *s = room<short>(32), *s2 = room<short>(32);
      sixteen_bits<<<1, 32>>>(s, s2);
      unsigned char* by = room<unsigned char>(101);
      last_byte<<<1, 64>>>(by, 101);
      float* gs = room<float>(128);
      grid_stride_wrong<<<2, 64>>>(gs, 128);
      float4 *v = room<float4>(32), *v2 = room<float4>(32);
      async_past<<<1, 32>>>(v, v2);
      float* m = room<float>(12);
      row_major_mixed<<<1, dim3(4, 3)>>>(m, fy, 3, 4);
      halo<<<1, 32>>>(x, fy, 32);
      heap_past<<<1, 2>>>(y);
      misaligned_double<<<1, 8>>>(x, reinterpret_cast<double*>(fy));
      misaligned_atomic<<<1, 8>>>(reinterpret_cast<char*>(z));
      misaligned_dynamic<<<1, 32, 1024>>>(fy);
      misaligned_async<<<1, 31>>>(reinterpret_cast<char*>(v), v2);
      heap_after_free<<<1, 2>>>(y);
      heap_twice<<<1, 1>>>(y);
      int** holder = room<int*>(1);
      int* inner = room<int>(64);
      inner += 8;
      cudaMemcpy(holder, &inner, 8, cudaMemcpyHostToDevice);
      cudaFree(inner - 8);
      interior<<<1, 32>>>(holder, y);
      int* un = unwritten<int>(64);
      write_odd<<<1, 64>>>(un);
      half_written<<<1, 64>>>(un, y);
      accumulator<<<1, 64>>>(z, y);
      tail_of_tile<<<1, 64>>>(x, fy, 40);
      heap_unwritten<<<1, 2>>>(y);
      local_not_all<<<1, 32>>>(zero, y);
      transpose_no_barrier<<<1, dim3(16, 16)>>>(y, y + 256);
      scan_one_buffer<<<1, 128>>>(y);
      double_buffer_reused<<<1, 64>>>(y, z);
      result_read_early<<<1, 64>>>(x, fy);
      bytes_side_by_side<<<1, 64>>>(by);
      warp_reduce_old<<<1, 32>>>(x);
      vector_over_scalar<<<1, 64>>>(fy);
      wrong_tile_sync<<<1, 64>>>(y, z);
      last_not_waited<<<1, 64>>>(y, z);
      others_not_waited<<<1, 64>>>(y, z);
      int up[64];
      for (int k = 0; k < 64; ++k) up[k] = k;
      cudaMemcpy(z, up, sizeof up, cudaMemcpyHostToDevice);
      max_without_atomic<<<1, 64>>>(z, y);
      int counts[2] = {2, 3};
      cudaMemcpy(z, counts, 8, cudaMemcpyHostToDevice);
      barrier_in_loop<<<1, 64>>>(y, z);
      half_arrives<<<1, 64>>>(y);
      count_in_branch<<<1, 64>>>(y);
      syncwarp_mask<<<1, 32>>>(y);
      match_of_others<<<1, 32>>>(y);
      shuffle_after_exit<<<1, 32>>>(y, 31);
      textures(y, fy);
      for (void* p :
           {(void*)y, (void*)z, (void*)x, (void*)fy, (void*)zero, (void*)s, (void*)s2, (void*)by,
            (void*)gs, (void*)v, (void*)v2, (void*)m, (void*)holder, (void*)un})
        cudaFree(p);
    }
  }
  cudaDeviceSynchronize();
  return 0;
}
