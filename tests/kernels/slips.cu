// What candidates overlook: slips.cu [WHICH].  See faults.cu.
#include <cstdio>
#include <cstdlib>
#include <vector>

// --- divisions

__global__ void mean_of_none(const int* sums, const int* counts, int* means) {
  means[threadIdx.x] = sums[threadIdx.x] / counts[threadIdx.x];  // expect: division_by_zero
}
__global__ void slot_of_no_table(const unsigned* keys, unsigned* slots, unsigned size) {
  if (threadIdx.x < 20)
    slots[threadIdx.x] = keys[threadIdx.x] % size;  // expect: division_by_zero
}
__global__ void wide_quotient(const long long* a, const long long* b, long long* q) {
  q[threadIdx.x] = (a[threadIdx.x] + (1ll << 40)) / b[threadIdx.x];  // expect: division_by_zero
}
__global__ void narrow_remainder(const short* a, short* b) {
  b[threadIdx.x] = 100 % a[threadIdx.x];  // expect: division_by_zero
}

namespace {

// A pointer to memory of the device with these values.
template <class T>
T* given(const std::vector<T>& values) {
  T* data = nullptr;
  cudaMalloc(&data, values.size() * sizeof(T));
  cudaMemcpy(data, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice);
  return data;
}
template <class T>
T* room(std::size_t count, T value = T()) {
  return given(std::vector<T>(count, value));
}

void divisions() {
  int *sums = room<int>(64, 7), *counts = room<int>(64, 2), *means = room<int>(64);
  cudaMemset(counts + 40, 0, sizeof(int));
  mean_of_none<<<1, 64>>>(sums, counts, means);
  unsigned *keys = room<unsigned>(32, 5), *slots = room<unsigned>(32);
  slot_of_no_table<<<1, 32>>>(keys, slots, 0);
  long long *a = room<long long>(32, 9), *b = room<long long>(32), *q = room<long long>(32);
  wide_quotient<<<1, 32>>>(a, b, q);
  short *few = room<short>(32), *left = room<short>(32);
  narrow_remainder<<<1, 32>>>(few, left);
  cudaDeviceSynchronize();
  for (void* p : {(void*)sums, (void*)counts, (void*)means, (void*)keys, (void*)slots, (void*)a,
                  (void*)b, (void*)q, (void*)few, (void*)left})
    cudaFree(p);
}

// A graph of one fill.
cudaGraph_t graph_of_a_fill(int* x) {
  cudaGraph_t graph;
  cudaGraphCreate(&graph, 0);
  cudaGraphNode_t node;
  cudaMemsetParams fill = {};
  fill.dst = x;
  fill.elementSize = 4;
  fill.width = 8;
  fill.height = 1;
  cudaGraphAddMemsetNode(&node, graph, nullptr, 0, &fill);
  return graph;
}

// What is done with a graph that is gone: refused, and told.
int graphs(int which) {
  int* x = room<int>(8, 5);
  cudaGraph_t graph = graph_of_a_fill(x), other;
  cudaGraphExec_t exec = nullptr, never = nullptr;
  cudaGraphNode_t node;
  cudaGraphInstantiate(&exec, graph, 0);
  cudaError_t error = cudaSuccess;
  if (which < 3) cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  if (which == 1) error = cudaGraphLaunch(exec, nullptr);
  if (which == 2) error = cudaGraphExecDestroy(exec);
  if (which == 3) error = cudaGraphInstantiate(&never, graph, 0);
  if (which == 4) error = cudaGraphAddEmptyNode(&node, graph, nullptr, 0);
  if (which == 5) error = cudaGraphClone(&other, graph);
  if (which == 6) error = cudaGraphDestroy(graph);
  if (which == 7) error = cudaGraphLaunch(never, nullptr);  // no finding: the error says it
  if (which >= 3) cudaGraphExecDestroy(exec);
  cudaFree(x);
  return error == cudaErrorInvalidValue ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) {
  const int which = argc > 1 ? std::atoi(argv[1]) : 0;
  if (which > 0) return graphs(which);
  divisions();
  return 0;
}
