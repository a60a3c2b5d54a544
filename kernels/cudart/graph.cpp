// Graphs are run node by node, in an order that their edges allow.

#include "cudart/graph.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>

using Node = CUgraphNode_st;

Node* CUgraph_st::add(cudaGraphNodeType type, const cudaGraphNode_t* after, size_t count,
                      Node::Action action) {
  nodes.push_back(std::make_unique<Node>());
  Node& node = *nodes.back();
  node.type = type;
  node.action = std::move(action);
  node.after.assign(after, after + count);
  return &node;
}

namespace assay::cudart {
namespace {

std::unordered_set<const Handle*> g_alive;  // under the runtime's lock

cudaError_t alive(const Handle* handle, const std::string& what) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (g_alive.count(handle) != 0) return cudaSuccess;
  if (handle) {
    sim::Finding finding;
    finding.check = sim::Check::use_after_free;
    finding.message = what + " that was destroyed, or never made";
    runtime.tell(std::move(finding));
  }
  return runtime.fail(cudaErrorInvalidValue);
}

// What graphs allocated, and the most bytes that they held at once.
std::map<u64, u64> g_memory;
u64 g_most_bytes = 0;

u64 held_bytes() {
  u64 sum = 0;
  for (const auto& [address, bytes] : g_memory) {
    if (!sim::Memory::device().below(address)->freed) sum += bytes;
  }
  return sum;
}

// Nodes in an order in which each follows those that it waits for.
std::vector<CUgraphExec_st::Step> in_order(const CUgraph_st& graph) {
  std::vector<CUgraphExec_st::Step> steps;
  std::map<const Node*, bool> done;
  const auto ready = [&](const Node& node) {
    return std::all_of(node.after.begin(), node.after.end(),
                       [&](const Node* before) { return done[before]; });
  };
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& node : graph.nodes) {
      if (done[node.get()] || !ready(*node)) continue;
      done[node.get()] = moved = true;
      steps.push_back({node.get(), node->action, true});
    }
  }
  return steps;
}

cudaError_t run_steps(const std::vector<CUgraphExec_st::Step>& steps) {
  for (const CUgraphExec_st::Step& step : steps) {
    if (!step.action || !step.enabled) continue;
    if (const cudaError_t error = step.action(); error != cudaSuccess) return error;
  }
  return cudaSuccess;
}

cudaError_t add(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* after,
                size_t count, cudaGraphNodeType type, Node::Action action,
                const char* call = __builtin_FUNCTION()) {
  if (const cudaError_t error = alive(graph, call); error != cudaSuccess) return error;
  if (!node) return Runtime::get().fail(cudaErrorInvalidValue);
  *node = graph->add(type, after, count, std::move(action));
  return cudaSuccess;
}

}  // namespace

Handle::Handle() {
  const Lock lock(Runtime::get().mutex);
  g_alive.insert(this);
}
Handle::~Handle() {
  const Lock lock(Runtime::get().mutex);
  g_alive.erase(this);
}

cudaError_t alive(cudaGraph_t graph, const char* call) {
  return alive(graph, std::string(call) + " of a graph");
}
cudaError_t alive(cudaGraphExec_t exec, const char* call) {
  return alive(exec, std::string(call) + " of an executable graph");
}

Node::Action kept_fill(const cudaMemsetParams& p) {
  return [p] {
    const u32 words = static_cast<u32>(p.elementSize);
    if (words == 1)
      return cudaMemset2D(p.dst, p.pitch, static_cast<int>(p.value), p.width, p.height);
    std::vector<u8> row(p.width * words);
    for (size_t k = 0; k < p.width; ++k) std::memcpy(&row[k * words], &p.value, words);
    for (size_t y = 0; y < p.height; ++y) {
      const cudaError_t error = copy(static_cast<u8*>(p.dst) + y * p.pitch, row.data(), row.size(),
                                     cudaMemcpyHostToDevice);
      if (error != cudaSuccess) return error;
    }
    return cudaSuccess;
  };
}

std::shared_ptr<KeptLaunch> kept_launch(const cudaKernelNodeParams& parameters, bool cooperative,
                                        cudaError_t* error) {
  const sim::Kernel* const kernel = Runtime::get().kernel(parameters.func, error);
  if (!kernel) return nullptr;
  auto kept = std::make_shared<KeptLaunch>();
  kept->parameters = parameters;
  kept->cooperative = cooperative;
  for (std::size_t k = 0; k < kernel->parameters.size(); ++k) {
    const auto* const from = static_cast<const u8*>(parameters.kernelParams[k]);
    kept->values.emplace_back(from, from + kernel->parameters[k].bytes);
  }
  for (std::vector<u8>& value : kept->values) kept->pointers.push_back(value.data());
  kept->parameters.kernelParams = kept->pointers.data();
  return kept;
}

Node::Action action_of(std::shared_ptr<KeptLaunch> launch) {
  return [launch = std::move(launch)] {
    Runtime& now = Runtime::get();
    const cudaKernelNodeParams& p = launch->parameters;
    const cudaError_t result = now.launch(p.func, p.gridDim, p.blockDim, p.kernelParams,
                                          p.sharedMemBytes, launch->cooperative);
    now.unread_launch.clear();
    return result;
  };
}

// Memory of a graph has its address from the start, and is there from its node on.
cudaError_t graph_memory(void** pointer, size_t bytes, Node::Action* action) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  sim::Memory& memory = sim::Memory::device();
  const u64 address = memory.allocate(bytes, sim::Allocation::Kind::device, false);
  if (address == 0) return runtime.fail(cudaErrorMemoryAllocation);
  memory.release(address);
  g_memory[address] = bytes;
  *pointer = reinterpret_cast<void*>(address);
  *action = [address, bytes] {
    const bool known = Runtime::get().checks != sim::Checks::all;
    if (!sim::Memory::device().revive(address, known)) {
      return Runtime::get().fail(cudaErrorInvalidValue);
    }
    g_most_bytes = std::max(g_most_bytes, held_bytes());
    return cudaSuccess;
  };
  return cudaSuccess;
}

}  // namespace assay::cudart

using namespace assay::cudart;

extern "C" {

cudaError_t cudaGraphCreate(cudaGraph_t* graph, unsigned) {
  *graph = new CUgraph_st;
  return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  if (const cudaError_t error = alive(graph); error != cudaSuccess) return error;
  delete graph;
  return cudaSuccess;
}

// Nodes of the copy are new; edges lead among them.
cudaError_t cudaGraphClone(cudaGraph_t* clone, cudaGraph_t graph) {
  if (const cudaError_t error = alive(graph); error != cudaSuccess) return error;
  auto copy = std::make_unique<CUgraph_st>();
  std::unordered_map<const Node*, Node*> twins;
  for (const auto& node : graph->nodes) {
    Node* const twin = copy->add(node->type, nullptr, 0, node->action);
    twin->kernel = node->kernel;
    twins[node.get()] = twin;
  }
  for (const auto& node : graph->nodes) {
    for (const Node* before : node->after) twins[node.get()]->after.push_back(twins[before]);
  }
  *clone = copy.release();
  return cudaSuccess;
}

cudaError_t cudaGraphAddEmptyNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                  const cudaGraphNode_t* after, size_t count) {
  return add(node, graph, after, count, cudaGraphNodeTypeEmpty, {});
}
cudaError_t cudaGraphAddKernelNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                   const cudaGraphNode_t* after, size_t count,
                                   const cudaKernelNodeParams* p) {
  cudaError_t error = cudaSuccess;
  std::shared_ptr<KeptLaunch> kernel = kept_launch(*p, false, &error);
  if (!kernel) return Runtime::get().fail(error);
  error = add(node, graph, after, count, cudaGraphNodeTypeKernel, action_of(kernel));
  if (error == cudaSuccess) (*node)->kernel = std::move(kernel);
  return error;
}
cudaError_t cudaGraphAddMemcpyNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                   const cudaGraphNode_t* after, size_t count,
                                   const cudaMemcpy3DParms* p) {
  return add(node, graph, after, count, cudaGraphNodeTypeMemcpy,
             [p = *p] { return cudaMemcpy3D(&p); });
}
cudaError_t cudaGraphAddMemcpyNode1D(cudaGraphNode_t* node, cudaGraph_t graph,
                                     const cudaGraphNode_t* after, size_t count, void* to,
                                     const void* from, size_t bytes, cudaMemcpyKind kind) {
  return add(node, graph, after, count, cudaGraphNodeTypeMemcpy,
             [=] { return copy(to, from, bytes, kind); });
}
cudaError_t cudaGraphAddMemsetNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                   const cudaGraphNode_t* after, size_t count,
                                   const cudaMemsetParams* p) {
  return add(node, graph, after, count, cudaGraphNodeTypeMemset, kept_fill(*p));
}
cudaError_t cudaGraphAddHostNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                 const cudaGraphNode_t* after, size_t count,
                                 const cudaHostNodeParams* p) {
  return add(node, graph, after, count, cudaGraphNodeTypeHost, [p = *p] {
    p.fn(p.userData);
    return cudaSuccess;
  });
}
cudaError_t cudaGraphAddChildGraphNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                       const cudaGraphNode_t* after, size_t count,
                                       cudaGraph_t child) {
  if (const cudaError_t error = alive(child); error != cudaSuccess) return error;
  return add(node, graph, after, count, cudaGraphNodeTypeGraph,
             [steps = in_order(*child)] { return run_steps(steps); });
}
cudaError_t cudaGraphAddMemAllocNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                     const cudaGraphNode_t* after, size_t count,
                                     cudaMemAllocNodeParams* p) {
  Node::Action action;
  if (const cudaError_t error = graph_memory(&p->dptr, p->bytesize, &action);
      error != cudaSuccess) {
    return error;
  }
  return add(node, graph, after, count, cudaGraphNodeTypeMemAlloc, std::move(action));
}
cudaError_t cudaGraphAddMemFreeNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                    const cudaGraphNode_t* after, size_t count, void* pointer) {
  return add(node, graph, after, count, cudaGraphNodeTypeMemFree,
             [=] { return cudaFree(pointer); });
}
// --- running them

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long) {
  if (const cudaError_t error = alive(graph); error != cudaSuccess) return error;
  auto made = std::make_unique<CUgraphExec_st>();
  made->steps = in_order(*graph);
  if (made->steps.size() != graph->nodes.size()) {  // a circle
    return Runtime::get().fail(cudaErrorInvalidValue);
  }
  *exec = made.release();
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* exec, cudaGraph_t graph,
                                          unsigned long long flags) {
  return cudaGraphInstantiate(exec, graph, flags);
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) {
  if (const cudaError_t error = alive(exec); error != cudaSuccess) return error;
  delete exec;
  return cudaSuccess;
}
cudaError_t cudaGraphUpload(cudaGraphExec_t exec, cudaStream_t) { return alive(exec); }
cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream) {
  if (const cudaError_t error = alive(exec); error != cudaSuccess) return error;
  return enqueue(stream, cudaGraphNodeTypeGraph,
                 [steps = exec->steps] { return run_steps(steps); });
}
cudaError_t cudaGraphExecUpdate(cudaGraphExec_t exec, cudaGraph_t graph,
                                cudaGraphExecUpdateResultInfo* info) {
  if (const cudaError_t error = alive(exec); error != cudaSuccess) return error;
  if (const cudaError_t error = alive(graph); error != cudaSuccess) return error;
  std::vector<CUgraphExec_st::Step> steps = in_order(*graph);
  const bool same = steps.size() == exec->steps.size();
  if (info) *info = {};
  if (info) {
    info->result = same ? cudaGraphExecUpdateSuccess : cudaGraphExecUpdateErrorTopologyChanged;
  }
  if (!same) return Runtime::get().fail(cudaErrorGraphExecUpdateFailure);
  for (size_t k = 0; k < steps.size(); ++k) exec->steps[k].action = std::move(steps[k].action);
  return cudaSuccess;
}
cudaError_t cudaDeviceGetGraphMemAttribute(int, cudaGraphMemAttributeType attribute, void* value) {
  const bool high =
      attribute == cudaGraphMemAttrUsedMemHigh || attribute == cudaGraphMemAttrReservedMemHigh;
  const u64 bytes = high ? g_most_bytes : held_bytes();
  std::memcpy(value, &bytes, sizeof bytes);
  return cudaSuccess;
}
cudaError_t cudaDeviceSetGraphMemAttribute(int, cudaGraphMemAttributeType, void*) {
  g_most_bytes = held_bytes();
  return cudaSuccess;
}
cudaError_t cudaDeviceGraphMemTrim(int) { return cudaSuccess; }

}  // extern "C"
