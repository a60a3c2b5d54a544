// Work of several streams: with --checks races.  Without an argument everything is in order; with
// one, one thing is missing, and the line that ends in `expect: KIND N` gets the finding, or none.

#include <cuda_pipeline.h>
#include <cuda_runtime.h>
#include <mma.h>

#include <cstdlib>

__global__ void fill(int* x, int n, int value) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = value;  // expect: stream_race 5
}
__global__ void add(const int* x, int* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = 1 +
      x[i];  // expect: stream_race 1
}
__global__ void use(const int* x, int* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = 2 *
      x[i];  // expect: stream_race 2
}
__global__ void late(const int* x, int* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  y[i] = 3 *  // expect: stream_race 3
      x[i];  // expect: stream_race 3
}
__global__ void after_set(const int* x, int* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = 4 *
      x[i];  // expect: stream_race 4
}
__global__ void look_up(cudaTextureObject_t t, int* y, int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = 5 *
      tex1Dfetch<int>(t, i);  // expect: stream_race 12
}
__global__ void draw(cudaSurfaceObject_t s, int value) {
  surf2Dwrite(value, s, threadIdx.x * sizeof(int), blockIdx.x);  // expect: stream_race 13
}
__global__ void magnify(cudaTextureObject_t t, float* y) {
  y[blockIdx.x * blockDim.x + threadIdx.x] =
      tex2D<float>(t, threadIdx.x + 1.0f, blockIdx.x + 1.0f);  // expect: stream_race 14
}
__global__ void fetch_ahead(const int4* x, int* y) {
  __shared__ int4 room[32];
  __pipeline_memcpy_async(&room[threadIdx.x], &x[threadIdx.x], sizeof(int4));  // expect: stream_race 15
  __pipeline_commit();
  __pipeline_wait_prior(0);
  y[threadIdx.x] = room[threadIdx.x].x;
}
__global__ void ones(float* y) {
  using namespace nvcuda;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;
  wmma::fill_fragment(sum, 1.0f);
  wmma::store_matrix_sync(y, sum, 16, wmma::mem_row_major);  // expect: stream_race 16
}

// What is read and written by other ways than loads and stores, while a copy in another stream is.
void by_other_ways(int without, int* x, int* y, int* host, int bytes, cudaStream_t a, cudaStream_t b) {
  const auto synchronised = [&](int which, auto&& first, auto&& second) {
    first();
    if (without != which) cudaStreamSynchronize(a);
    second();
    cudaDeviceSynchronize();
  };
  const auto copy_in = [&] { cudaMemcpyAsync(x, host, bytes, cudaMemcpyHostToDevice, a); };
  const int count = bytes / static_cast<int>(sizeof(int));
  cudaResourceDesc linear{};
  linear.resType = cudaResourceTypeLinear;
  linear.res.linear = {x, cudaCreateChannelDesc<int>(), static_cast<std::size_t>(bytes)};
  cudaTextureDesc how{};
  cudaTextureObject_t line = 0, picture = 0;
  cudaCreateTextureObject(&line, &linear, &how, nullptr);
  synchronised(12, copy_in, [&] { look_up<<<4, 256, 0, b>>>(line, y, count); });

  constexpr int kSide = 16, kRow = kSide * sizeof(float);
  const cudaChannelFormatDesc format = cudaCreateChannelDesc<float>();
  cudaArray_t array;
  cudaMallocArray(&array, &format, kSide, kSide, cudaArraySurfaceLoadStore);
  cudaResourceDesc whole{};
  whole.resType = cudaResourceTypeArray;
  whole.res.array.array = array;
  how.filterMode = cudaFilterModeLinear;
  cudaSurfaceObject_t surface = 0;
  cudaCreateSurfaceObject(&surface, &whole);
  cudaCreateTextureObject(&picture, &whole, &how, nullptr);
  const auto array_in = [&] {
    cudaMemcpy2DToArrayAsync(array, 0, 0, host, kRow, kRow, kSide, cudaMemcpyHostToDevice, a);
  };
  synchronised(13, array_in, [&] { draw<<<kSide, kSide, 0, b>>>(surface, 7); });
  synchronised(14, array_in, [&] { magnify<<<8, 8, 0, b>>>(picture, reinterpret_cast<float*>(y)); });
  // Rows that nobody looks at change meanwhile.
  magnify<<<8, 8, 0, b>>>(picture, reinterpret_cast<float*>(y));
  cudaMemcpy2DToArrayAsync(array, 0, 9, host, kRow, kRow, kSide - 9, cudaMemcpyHostToDevice, a);
  cudaDeviceSynchronize();
  synchronised(15, copy_in, [&] { fetch_ahead<<<1, 32, 0, b>>>(reinterpret_cast<int4*>(x), y); });
  synchronised(16, copy_in, [&] { ones<<<1, 32, 0, b>>>(reinterpret_cast<float*>(x)); });
  cudaDestroyTextureObject(line);
  cudaDestroyTextureObject(picture);
  cudaDestroySurfaceObject(surface);
  cudaFreeArray(array);
}

constexpr int kCount = 1000, kBytes = kCount * sizeof(int), kBlocks = (kCount + 127) / 128;

int main(int argc, char** argv) {
  const int without = argc > 1 ? std::atoi(argv[1]) : 0;
  int *x = nullptr, *y = nullptr, *z = nullptr, *host = nullptr;
  cudaMalloc(&x, kBytes);
  cudaMalloc(&y, kBytes);
  cudaMalloc(&z, kBytes);
  cudaMallocHost(&host, kBytes);
  for (int i = 0; i < kCount; ++i) host[i] = i;
  cudaStream_t a, b, blocking, other;
  cudaStreamCreateWithFlags(&a, cudaStreamNonBlocking);
  cudaStreamCreateWithFlags(&b, cudaStreamNonBlocking);
  cudaStreamCreate(&blocking);
  cudaStreamCreate(&other);
  cudaEvent_t ready, done;
  cudaEventCreateWithFlags(&ready, cudaEventDisableTiming);
  cudaEventCreateWithFlags(&done, cudaEventDisableTiming);

  // An event between a copy and the kernel of another stream, and back.
  cudaMemcpyAsync(x, host, kBytes, cudaMemcpyHostToDevice, a);
  cudaEventRecord(ready, a);
  if (without != 1) cudaStreamWaitEvent(b, ready, 0);
  add<<<kBlocks, 128, 0, b>>>(x, y, kCount);
  cudaEventRecord(done, b);
  cudaStreamWaitEvent(a, done, 0);
  fill<<<kBlocks, 128, 0, a>>>(x, kCount, 7);
  // The host between two streams.
  if (without != 2) cudaStreamSynchronize(a);
  use<<<kBlocks, 128, 0, b>>>(x, z, kCount);
  cudaDeviceSynchronize();

  // Halves of one array, each a stream's own.
  fill<<<kBlocks, 128, 0, a>>>(x, kCount / 2, 1);
  fill<<<kBlocks, 128, 0, b>>>(x + kCount / 2, kCount / 2, 2);
  // Two that only read.
  cudaDeviceSynchronize();
  add<<<kBlocks, 128, 0, a>>>(x, y, kCount);
  use<<<kBlocks, 128, 0, b>>>(x, z, kCount);
  cudaDeviceSynchronize();

  // The legacy default stream waits for blocking streams, and they for it; others do not.
  fill<<<kBlocks, 128, 0, blocking>>>(x, kCount, 3);
  add<<<kBlocks, 128>>>(x, y, kCount);
  use<<<kBlocks, 128, 0, other>>>(y, z, kCount);
  late<<<kBlocks, 128, 0, without == 3 ? a : blocking>>>(y, x, kCount);
  cudaDeviceSynchronize();

  // A fill returns before it is done.
  cudaMemset(x, 0, kBytes);
  if (without != 4) cudaStreamSynchronize(nullptr);
  after_set<<<kBlocks, 128, 0, a>>>(x, y, kCount);
  cudaDeviceSynchronize();

  // Two blocking streams are not ordered with each other.
  fill<<<kBlocks, 128, 0, blocking>>>(x, kCount, 5);
  if (without != 5) cudaStreamSynchronize(blocking);
  fill<<<kBlocks, 128, 0, other>>>(x, kCount, 6);
  cudaDeviceSynchronize();

  // A copy to the host is over when it returns, an asynchronous one when its stream is.
  fill<<<kBlocks, 128, 0, a>>>(x, kCount, 8);
  if (without != 6) cudaStreamSynchronize(a);
  cudaMemcpy(host, x, kBytes, cudaMemcpyDeviceToHost);
  fill<<<kBlocks, 128, 0, b>>>(y, kCount, 9);
  cudaMemcpyAsync(host, y, kBytes, cudaMemcpyDeviceToHost, b);
  while (cudaStreamQuery(b) == cudaErrorNotReady) {
  }
  fill<<<kBlocks, 128, 0, a>>>(y, kCount, 10);
  cudaDeviceSynchronize();

  // A graph that two streams were captured into, launched in one of them.
  cudaGraph_t graph;
  cudaGraphExec_t exec;
  cudaStreamBeginCapture(a, cudaStreamCaptureModeGlobal);
  cudaMemcpyAsync(x, host, kBytes, cudaMemcpyHostToDevice, a);
  cudaEventRecord(ready, a);
  cudaStreamWaitEvent(b, ready, 0);
  add<<<kBlocks, 128, 0, b>>>(x, y, kCount);
  cudaEventRecord(done, b);
  cudaStreamWaitEvent(a, done, 0);
  cudaStreamEndCapture(a, &graph);
  cudaGraphInstantiate(&exec, graph, 0);
  cudaGraphLaunch(exec, a);
  cudaEventRecord(ready, a);
  if (without != 7) cudaStreamWaitEvent(other, ready, 0);
  cudaMemcpyAsync(z, y, kBytes, cudaMemcpyDeviceToDevice, other);
  cudaDeviceSynchronize();

  // Memory of a pool that is used again.
  int* spare = nullptr;
  for (int round = 0; round < 3; ++round) {
    cudaStream_t const in = round % 2 ? a : b;
    cudaMallocAsync(&spare, kBytes, in);
    fill<<<kBlocks, 128, 0, in>>>(spare, kCount, round);
    cudaFreeAsync(spare, in);
  }
  cudaMallocAsync(&spare, kBytes, a);
  fill<<<kBlocks, 128, 0, a>>>(spare, kCount, 1);
  if (without != 8) cudaStreamSynchronize(a);
  cudaFreeAsync(spare, b);
  cudaDeviceSynchronize();

  // What the host reads and writes itself, in pinned and in managed memory.
  int* shared = nullptr;
  cudaMallocManaged(&shared, kBytes);
  long sum = 0;
  fill<<<kBlocks, 128, 0, a>>>(x, kCount, 11);
  cudaMemcpyAsync(host, x, kBytes, cudaMemcpyDeviceToHost, a);
  if (without != 9) cudaStreamSynchronize(a);
  for (int i = 0; i < kCount; ++i) sum += host[i];  // expect: stream_race 9
  cudaDeviceSynchronize();
  fill<<<kBlocks, 128, 0, b>>>(shared, kCount / 2, 12);
  if (without != 10) cudaDeviceSynchronize();
  for (int i = 0; i < kCount; ++i) sum += shared[i];  // expect: stream_race 10
  cudaDeviceSynchronize();
  cudaMemcpyAsync(x, host, kBytes, cudaMemcpyHostToDevice, a);
  sum += host[5];  // both read
  cudaEventRecord(ready, a);
  if (without != 11) cudaEventSynchronize(ready);
  host[0] = 13;  // expect: stream_race 11
  cudaDeviceSynchronize();
  // Other bytes of one page, and a function that the stream calls in its order.
  fill<<<kBlocks, 128, 0, a>>>(shared, kCount / 2, 14);
  shared[kCount - 1] = 15;
  cudaMemcpyAsync(host, x, kBytes, cudaMemcpyDeviceToHost, a);
  cudaLaunchHostFunc(a, [](void* data) { static_cast<int*>(data)[1] += 1; }, host);
  cudaDeviceSynchronize();
  if (sum == 0) return 1;
  by_other_ways(without, x, y, host, kBytes, a, b);
  cudaFree(shared);

  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  cudaEventDestroy(ready);
  cudaEventDestroy(done);
  for (cudaStream_t stream : {a, b, blocking, other}) cudaStreamDestroy(stream);
  for (int* memory : {x, y, z}) cudaFree(memory);
  cudaFreeHost(host);
  return cudaGetLastError() != cudaSuccess;
}
