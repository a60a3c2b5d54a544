// Nodes of graphs: what a program asks of them, and changes in them; pools; small calls.
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include "check.cuh"

__global__ void add(int* x, int n, int by) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] += by;
}
__global__ void times(int* x, int n, int by) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= by;
}

namespace {

constexpr int kCount = 100, kBytes = kCount * sizeof(int);
using Ints = std::vector<int>;

// A chain of two nodes beside a third, captured from two streams, and what can be asked of it.
void captured(int* x, int* y, int* host, cudaStream_t a, cudaStream_t b) {
  cudaEvent_t fork, join;
  cudaEventCreateWithFlags(&fork, cudaEventDisableTiming);
  cudaEventCreateWithFlags(&join, cudaEventDisableTiming);
  cudaGraph_t graph;
  cudaStreamBeginCapture(a, cudaStreamCaptureModeGlobal);
  cudaMemsetAsync(x, 0, kBytes, a);
  cudaEventRecord(fork, a);
  cudaStreamWaitEvent(b, fork, 0);
  cudaMemsetAsync(y, 0, kBytes, b);
  cudaEventRecord(join, b);
  add<<<1, 128, 0, a>>>(x, kCount, 3);
  cudaStreamWaitEvent(a, join, 0);
  times<<<1, 128, 0, a>>>(x, kCount, 2);
  cudaMemcpyAsync(host, x, kBytes, cudaMemcpyDeviceToHost, a);
  cudaStreamEndCapture(a, &graph);

  size_t nodes = 0, roots = 0, edges = 0;
  cudaGraphGetNodes(graph, nullptr, &nodes);
  cudaGraphGetRootNodes(graph, nullptr, &roots);
  cudaGraphGetEdges(graph, nullptr, nullptr, nullptr, &edges);
  expect("counts", Ints{int(nodes), int(roots), int(edges)}, Ints{5, 1, 5});
  std::vector<cudaGraphNode_t> all(nodes), from(edges), to(edges);
  cudaGraphGetNodes(graph, all.data(), &nodes);
  cudaGraphGetEdges(graph, from.data(), to.data(), nullptr, &edges);
  cudaGraphExec_t exec;
  cudaGraphInstantiate(&exec, graph, 0);
  cudaGraphLaunch(exec, a);
  cudaStreamSynchronize(a);
  expect("captured", Ints(host, host + kCount), Ints(kCount, 6));

  // The kernel that multiplies gets another factor, in the instance alone.
  for (cudaGraphNode_t node : all) {
    cudaGraphNodeType type;
    cudaGraphNodeGetType(node, &type);
    cudaKernelNodeParams p = {};
    const cudaError_t is_kernel = cudaGraphKernelNodeGetParams(node, &p);
    expect("kernel nodes", Ints{is_kernel == cudaSuccess}, Ints{type == cudaGraphNodeTypeKernel});
    cudaGetLastError();
    if (is_kernel != cudaSuccess || p.func != reinterpret_cast<void*>(times)) continue;
    int factor = 5, n = 0, before = 0;
    std::memcpy(&n, p.kernelParams[1], sizeof n);
    std::memcpy(&before, p.kernelParams[2], sizeof before);
    expect("its arguments", Ints{n, before, int(p.blockDim.x)}, Ints{kCount, 2, 128});
    void* arguments[] = {p.kernelParams[0], &n, &factor};
    p.kernelParams = arguments;
    cudaGraphExecKernelNodeSetParams(exec, node, &p);
    size_t waits = 0;
    cudaGraphNodeGetDependencies(node, nullptr, nullptr, &waits);
    expect("it waits for", Ints{int(waits)}, Ints{2});
  }
  cudaGraphLaunch(exec, a);
  cudaStreamSynchronize(a);
  expect("changed", Ints(host, host + kCount), Ints(kCount, 15));
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
  cudaEventDestroy(fork);
  cudaEventDestroy(join);
}

void built(int* x, int* host, cudaStream_t stream) {
  cudaGraph_t graph;
  cudaGraphCreate(&graph, 0);
  cudaGraphNodeParams p = {};
  p.type = cudaGraphNodeTypeMemset;
  p.memset.dst = x;
  p.memset.elementSize = 4;
  p.memset.value = 1;
  p.memset.width = kCount;
  p.memset.height = 1;
  cudaGraphNode_t set, kernel, copy;
  cudaGraphAddNode(&set, graph, nullptr, nullptr, 0, &p);
  int n = kCount, by = 4;
  void* arguments[] = {&x, &n, &by};
  p = {};
  p.type = cudaGraphNodeTypeKernel;
  p.kernel.func = reinterpret_cast<void*>(add);
  p.kernel.gridDim = dim3(1);
  p.kernel.blockDim = dim3(128);
  p.kernel.kernelParams = arguments;
  cudaGraphAddNode(&kernel, graph, &set, nullptr, 1, &p);
  cudaGraphAddMemcpyNode1D(&copy, graph, &kernel, 1, host, x, kBytes, cudaMemcpyDeviceToHost);
  cudaGraphExec_t exec;
  cudaGraphInstantiateParams how = {};
  cudaGraphInstantiateWithParams(&exec, graph, &how);
  expect("instantiated", Ints{how.result_out}, Ints{cudaGraphInstantiateSuccess});
  const auto result = [&] {
    cudaGraphLaunch(exec, stream);
    cudaStreamSynchronize(stream);
    return Ints(host, host + kCount);
  };
  expect("built", result(), Ints(kCount, 5));
  unsigned enabled = 7;
  cudaGraphNodeSetEnabled(exec, kernel, 0);
  cudaGraphNodeGetEnabled(exec, kernel, &enabled);
  expect("switched off", result(), Ints(kCount, 1));
  cudaGraphNodeSetEnabled(exec, kernel, 1);
  const cudaMemsetParams other = {x, 0, 9, 4, kCount, 1};
  cudaGraphExecMemsetNodeSetParams(exec, set, &other);
  std::fill_n(host, kCount, 0);
  cudaGraphExecMemcpyNodeSetParams1D(exec, copy, host, x, kBytes / 2, cudaMemcpyDeviceToHost);
  Ints half(kCount, 13);
  std::fill_n(half.begin() + kCount / 2, kCount / 2, 0);
  expect("other parameters", result(), half);
  expect("enabled", Ints{int(enabled)}, Ints{0});

  cudaGraphRemoveDependencies(graph, &set, &kernel, nullptr, 1);
  size_t roots = 0;
  cudaGraphGetRootNodes(graph, nullptr, &roots);
  expect("roots", Ints{int(roots)}, Ints{2});
  const std::string path = "/tmp/assay-graph-" + std::to_string(roots) + ".dot";
  cudaGraphDebugDotPrint(graph, path.c_str(), 0);
  std::ifstream file(path);
  const std::string dot((std::istreambuf_iterator<char>(file)), {});
  std::remove(path.c_str());
  expect("dot",
         Ints{dot.find("n1 -> n2") != std::string::npos, dot.find("kernel") != std::string::npos},
         Ints{1, 1});
  cudaGraphExecDestroy(exec);
  cudaGraphDestroy(graph);
}

void pools_and_places(cudaStream_t stream) {
  cudaMemPool_t pool, own;
  cudaDeviceGetDefaultMemPool(&pool, 0);
  cudaMemPoolProps properties = {};
  properties.allocType = cudaMemAllocationTypePinned;
  properties.location.type = cudaMemLocationTypeDevice;
  cudaMemPoolCreate(&own, &properties);
  std::uint64_t keep = 1 << 20, told = 0, untold = 7;
  int follow = 0, opportunistic = 7;
  cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &keep);
  cudaMemPoolSetAttribute(pool, cudaMemPoolReuseFollowEventDependencies, &follow);
  cudaMemPoolGetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &told);
  cudaMemPoolGetAttribute(own, cudaMemPoolAttrReleaseThreshold, &untold);
  follow = 7;
  cudaMemPoolGetAttribute(pool, cudaMemPoolReuseFollowEventDependencies, &follow);
  cudaMemPoolGetAttribute(pool, cudaMemPoolReuseAllowOpportunistic, &opportunistic);
  expect("pools", Ints{int(told), int(untold), follow, opportunistic}, Ints{1 << 20, 0, 0, 1});
  int* x;
  cudaMallocFromPoolAsync(reinterpret_cast<void**>(&x), kBytes, own, stream);
  cudaMemPool_t standard;
  cudaDeviceGetDefaultMemPool(&standard, 0);
  const auto counts = [&] {
    Ints result;
    for (const cudaMemPool_t one : {own, standard}) {
      for (const auto what : {cudaMemPoolAttrUsedMemCurrent, cudaMemPoolAttrUsedMemHigh, cudaMemPoolAttrReservedMemCurrent}) {
        unsigned long long bytes = 7;
        cudaMemPoolGetAttribute(one, what, &bytes);
        result.push_back(static_cast<int>(bytes));
      }
    }
    return result;
  };
  int* more;
  cudaMallocAsync(reinterpret_cast<void**>(&more), 400, stream);
  expect("in use", counts(), Ints{kBytes, kBytes, kBytes, 400, 400, 400});
  cudaFree(more);
  cudaMemsetAsync(x, 0, kBytes, stream);
  add<<<1, 128, 0, stream>>>(x, kCount, 2);
  Ints got(kCount);
  cudaMemcpyAsync(got.data(), x, kBytes, cudaMemcpyDeviceToHost, stream);
  cudaFreeAsync(x, stream);
  cudaStreamSynchronize(stream);
  expect("of a pool", got, Ints(kCount, 2));
  expect("given back", counts(), Ints{0, kBytes, 0, 0, 400, 0});
  expect("destroyed", Ints{cudaMemPoolDestroy(own)}, Ints{0});

  cudaPitchedPtr box;
  const cudaExtent extent = make_cudaExtent(20, 3, 2);
  cudaMalloc3D(&box, extent);
  cudaMemset3DAsync(box, 6, extent, stream);
  std::vector<signed char> bytes(120);
  cudaMemcpy2DAsync(bytes.data(), 20, box.ptr, box.pitch, 20, 6, cudaMemcpyDeviceToHost, stream);
  cudaStreamSynchronize(stream);
  expect("filled box", bytes, Ints(120, 6));
  cudaFree(box.ptr);

  char place[32];
  int device = 7, of_stream = 7;
  unsigned long long number = 0, other = 0;
  cudaDeviceGetPCIBusId(place, sizeof place, 0);
  cudaDeviceGetByPCIBusId(&device, place);
  cudaStreamGetDevice(stream, &of_stream);
  cudaStreamGetId(stream, &number);
  cudaStreamGetId(cudaStreamPerThread, &other);
  expect("places", Ints{device, of_stream, number != other}, Ints{0, 0, 1});
}

// Nobody can wait for what is captured; who tries has lost the capture.
void waited_for(int* x, cudaStream_t stream) {
  cudaEvent_t event;
  cudaEventCreate(&event);
  const cudaError_t unsupported = cudaErrorStreamCaptureUnsupported,
                    implicit = cudaErrorStreamCaptureImplicit;
  const struct {
    const char* name;
    cudaError_t error;
    std::function<cudaError_t()> wait;
  } rows[] = {{"a stream", unsupported, [=] { return cudaStreamSynchronize(stream); }},
              {"the device", unsupported, [=] { return cudaDeviceSynchronize(); }},
              {"an event", cudaErrorCapturedEvent, [=] { return cudaEventSynchronize(event); }},
              {"a query", cudaErrorCapturedEvent, [=] { return cudaEventQuery(event); }},
              {"the legacy stream", implicit, [=] { return cudaStreamSynchronize(nullptr); }},
              {"a fill", implicit, [=] { return cudaMemset(x, 1, 4); }},
              {"a copy", implicit, [=] { return cudaMemcpy(x, x + 1, 4, cudaMemcpyDefault); }},
              {"a late event", implicit, [=] { return cudaEventRecord(event, cudaStreamLegacy); }},
              {"a launch", implicit, [=] {
                 add<<<1, 1>>>(x, 1, 1);
                 return cudaGetLastError();
               }}};
  for (const auto& row : rows) {
    cudaStreamCaptureStatus status;
    cudaGraph_t graph = nullptr;
    cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal);
    cudaMemsetAsync(x, 0, kBytes, stream);
    cudaEventRecord(event, stream);
    const cudaError_t waited = row.wait();
    cudaStreamIsCapturing(stream, &status);
    const cudaError_t ended = cudaStreamEndCapture(stream, &graph);
    const cudaError_t after = cudaStreamSynchronize(stream);
    expect(row.name, Ints{waited, status, ended, graph != nullptr, after},
           Ints{row.error, cudaStreamCaptureStatusInvalidated,
                cudaErrorStreamCaptureInvalidated, 0, cudaSuccess});
  }
  expect("the event after it", Ints{cudaEventSynchronize(event)}, Ints{cudaSuccess});
  // A stream that does not wait for the legacy one leaves it free.
  cudaStream_t apart;
  cudaGraph_t graph;
  cudaStreamCreateWithFlags(&apart, cudaStreamNonBlocking);
  cudaStreamBeginCapture(apart, cudaStreamCaptureModeRelaxed);
  cudaMemsetAsync(x, 0, kBytes, apart);
  const cudaError_t set = cudaMemset(x, 1, 4);
  expect("apart", Ints{set, cudaStreamEndCapture(apart, &graph), cudaGraphDestroy(graph)}, Ints{0, 0, 0});
  cudaStreamDestroy(apart);
  cudaEventDestroy(event);
  cudaGetLastError();
}

}  // namespace

int main() {
  int *x, *y, *host;
  cudaMalloc(&x, kBytes);
  cudaMalloc(&y, kBytes);
  cudaMallocHost(&host, kBytes);
  cudaStream_t a, b;
  cudaStreamCreate(&a);
  cudaStreamCreate(&b);
  captured(x, y, host, a, b);
  built(x, host, a);
  pools_and_places(a);
  waited_for(x, b);
  cudaStreamDestroy(a);
  cudaStreamDestroy(b);
  cudaFree(x);
  cudaFree(y);
  cudaFreeHost(host);
  return finish();
}
