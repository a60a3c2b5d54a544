// What programs ask of the nodes of a graph, and change in them.

#include <algorithm>
#include <cstdio>

#include "cudart/graph.hpp"

using Node = CUgraphNode_st;
using Step = CUgraphExec_st::Step;

namespace assay::cudart {
namespace {

cudaError_t refused() { return Runtime::get().fail(cudaErrorInvalidValue); }

Step* step_of(cudaGraphExec_t exec, cudaGraphNode_t node, const char* call = __builtin_FUNCTION()) {
  if (alive(exec, call) != cudaSuccess) return nullptr;
  const auto found = std::find_if(exec->steps.begin(), exec->steps.end(),
                                  [&](const Step& step) { return step.origin == node; });
  return found == exec->steps.end() ? nullptr : &*found;
}

// The step of `node` does something else from now on.
cudaError_t change(cudaGraphExec_t exec, cudaGraphNode_t node, Node::Action action,
                   const char* call = __builtin_FUNCTION()) {
  Step* const step = step_of(exec, node, call);
  if (!step) return refused();
  step->action = std::move(action);
  return cudaSuccess;
}

Node::Action host_call(const cudaHostNodeParams& p) {
  return [p] {
    p.fn(p.userData);
    return cudaSuccess;
  };
}

// As the calls that list nodes do: as many as there is room for, and how many there are.
cudaError_t list(const std::vector<Node*>& all, cudaGraphNode_t* nodes, size_t* count) {
  for (size_t k = 0; nodes && k < *count; ++k) nodes[k] = k < all.size() ? all[k] : nullptr;
  *count = all.size();
  return cudaSuccess;
}

const char* word(cudaGraphNodeType type) {
  switch (type) {
    case cudaGraphNodeTypeKernel:
      return "kernel";
    case cudaGraphNodeTypeMemcpy:
      return "copy";
    case cudaGraphNodeTypeMemset:
      return "fill";
    case cudaGraphNodeTypeHost:
      return "host";
    case cudaGraphNodeTypeGraph:
      return "graph";
    default:
      return "node";
  }
}

}  // namespace
}  // namespace assay::cudart

using namespace assay::cudart;

extern "C" {

// --- edges

cudaError_t cudaGraphAddDependencies(cudaGraph_t, const cudaGraphNode_t* from,
                                     const cudaGraphNode_t* to, const cudaGraphEdgeData*,
                                     size_t count) {
  for (size_t k = 0; k < count; ++k) to[k]->after.push_back(from[k]);
  return cudaSuccess;
}
cudaError_t cudaGraphRemoveDependencies(cudaGraph_t, const cudaGraphNode_t* from,
                                        const cudaGraphNode_t* to, const cudaGraphEdgeData*,
                                        size_t count) {
  for (size_t k = 0; k < count; ++k) {
    std::vector<Node*>& after = to[k]->after;
    after.erase(std::remove(after.begin(), after.end(), from[k]), after.end());
  }
  return cudaSuccess;
}
cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t* nodes, size_t* count) {
  std::vector<Node*> all;
  for (const auto& node : graph->nodes) all.push_back(node.get());
  return list(all, nodes, count);
}
cudaError_t cudaGraphGetRootNodes(cudaGraph_t graph, cudaGraphNode_t* nodes, size_t* count) {
  std::vector<Node*> all;
  for (const auto& node : graph->nodes) {
    if (node->after.empty()) all.push_back(node.get());
  }
  return list(all, nodes, count);
}
cudaError_t cudaGraphGetEdges(cudaGraph_t graph, cudaGraphNode_t* from, cudaGraphNode_t* to,
                              cudaGraphEdgeData* data, size_t* count) {
  std::vector<Node*> begins, ends;
  for (const auto& node : graph->nodes) {
    for (Node* const before : node->after) {
      begins.push_back(before);
      ends.push_back(node.get());
    }
  }
  if (data) std::fill_n(data, std::min(*count, begins.size()), cudaGraphEdgeData{});
  size_t room = *count;
  list(begins, from, &room);
  return list(ends, to, count);
}
cudaError_t cudaGraphNodeGetDependencies(cudaGraphNode_t node, cudaGraphNode_t* nodes,
                                         cudaGraphEdgeData* data, size_t* count) {
  if (data) std::fill_n(data, std::min(*count, node->after.size()), cudaGraphEdgeData{});
  return list(node->after, nodes, count);
}
cudaError_t cudaGraphNodeGetType(cudaGraphNode_t node, cudaGraphNodeType* type) {
  *type = node->type;
  return cudaSuccess;
}
// Our own words: what NVIDIA writes there is not documented.
cudaError_t cudaGraphDebugDotPrint(cudaGraph_t graph, const char* path, unsigned) {
  std::FILE* const file = std::fopen(path, "w");
  if (!file) return refused();
  std::fputs("digraph graph_of_cuda {\n", file);
  for (size_t k = 0; k < graph->nodes.size(); ++k) {
    std::fprintf(file, "  n%zu [label=\"%zu %s\"];\n", k, k, word(graph->nodes[k]->type));
    for (size_t other = 0; other < graph->nodes.size(); ++other) {
      const std::vector<Node*>& after = graph->nodes[k]->after;
      if (std::find(after.begin(), after.end(), graph->nodes[other].get()) == after.end()) continue;
      std::fprintf(file, "  n%zu -> n%zu;\n", other, k);
    }
  }
  std::fputs("}\n", file);
  std::fclose(file);
  return cudaSuccess;
}

// --- nodes of every kind

cudaError_t cudaGraphAddNode(cudaGraphNode_t* node, cudaGraph_t graph, const cudaGraphNode_t* after,
                             const cudaGraphEdgeData*, size_t count, cudaGraphNodeParams* p) {
  switch (p->type) {
    case cudaGraphNodeTypeKernel: {
      const cudaKernelNodeParamsV2& kernel = p->kernel;
      const cudaKernelNodeParams plain = {kernel.func,         kernel.gridDim,
                                          kernel.blockDim,     kernel.sharedMemBytes,
                                          kernel.kernelParams, kernel.extra};
      return cudaGraphAddKernelNode(node, graph, after, count, &plain);
    }
    case cudaGraphNodeTypeMemcpy:
      return cudaGraphAddMemcpyNode(node, graph, after, count, &p->memcpy.copyParams);
    case cudaGraphNodeTypeMemset: {
      const cudaMemsetParams plain = {p->memset.dst,         p->memset.pitch, p->memset.value,
                                      p->memset.elementSize, p->memset.width, p->memset.height};
      return cudaGraphAddMemsetNode(node, graph, after, count, &plain);
    }
    case cudaGraphNodeTypeHost: {
      const cudaHostNodeParams plain = {p->host.fn, p->host.userData};
      return cudaGraphAddHostNode(node, graph, after, count, &plain);
    }
    case cudaGraphNodeTypeGraph:
      return cudaGraphAddChildGraphNode(node, graph, after, count, p->graph.graph);
    case cudaGraphNodeTypeEmpty:
      return cudaGraphAddEmptyNode(node, graph, after, count);
    case cudaGraphNodeTypeMemFree:
      return cudaGraphAddMemFreeNode(node, graph, after, count, p->free.dptr);
    default:
      Runtime::get().unsupported("cudaGraphAddNode of type " + std::to_string(p->type));
      return Runtime::get().fail(cudaErrorNotSupported);
  }
}
cudaError_t cudaGraphAddEventRecordNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                        const cudaGraphNode_t* after, size_t count,
                                        cudaEvent_t event) {
  *node = graph->add(cudaGraphNodeTypeEventRecord, after, count,
                     [=] { return cudaEventRecord(event, nullptr); });
  return cudaSuccess;
}
cudaError_t cudaGraphAddEventWaitNode(cudaGraphNode_t* node, cudaGraph_t graph,
                                      const cudaGraphNode_t* after, size_t count, cudaEvent_t) {
  *node = graph->add(cudaGraphNodeTypeWaitEvent, after, count, {});
  return cudaSuccess;
}

// --- kernels

cudaError_t cudaGraphKernelNodeGetParams(cudaGraphNode_t node, cudaKernelNodeParams* p) {
  if (!node->kernel) return refused();
  *p = node->kernel->parameters;
  return cudaSuccess;
}
cudaError_t cudaGraphKernelNodeSetParams(cudaGraphNode_t node, const cudaKernelNodeParams* p) {
  cudaError_t error = cudaSuccess;
  std::shared_ptr<KeptLaunch> kernel = kept_launch(*p, false, &error);
  if (!kernel) return Runtime::get().fail(error);
  node->action = action_of(kernel);
  node->kernel = std::move(kernel);
  return cudaSuccess;
}
cudaError_t cudaGraphExecKernelNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                             const cudaKernelNodeParams* p) {
  cudaError_t error = cudaSuccess;
  std::shared_ptr<KeptLaunch> kernel = kept_launch(*p, false, &error);
  if (!kernel) return Runtime::get().fail(error);
  return change(exec, node, action_of(std::move(kernel)));
}

// --- a graph that was instantiated

cudaError_t cudaGraphNodeSetEnabled(cudaGraphExec_t exec, cudaGraphNode_t node, unsigned enabled) {
  Step* const step = step_of(exec, node);
  if (!step) return refused();
  step->enabled = enabled != 0;
  return cudaSuccess;
}
cudaError_t cudaGraphNodeGetEnabled(cudaGraphExec_t exec, cudaGraphNode_t node, unsigned* enabled) {
  const Step* const step = step_of(exec, node);
  if (!step) return refused();
  *enabled = step->enabled;
  return cudaSuccess;
}
cudaError_t cudaGraphExecMemcpyNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                             const cudaMemcpy3DParms* p) {
  return change(exec, node, [p = *p] { return cudaMemcpy3D(&p); });
}
cudaError_t cudaGraphExecMemcpyNodeSetParams1D(cudaGraphExec_t exec, cudaGraphNode_t node, void* to,
                                               const void* from, size_t bytes,
                                               cudaMemcpyKind kind) {
  return change(exec, node, [=] { return copy(to, from, bytes, kind); });
}
cudaError_t cudaGraphExecMemsetNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                             const cudaMemsetParams* p) {
  return change(exec, node, kept_fill(*p));
}
cudaError_t cudaGraphExecHostNodeSetParams(cudaGraphExec_t exec, cudaGraphNode_t node,
                                           const cudaHostNodeParams* p) {
  return change(exec, node, host_call(*p));
}
cudaError_t cudaGraphInstantiateWithParams(cudaGraphExec_t* exec, cudaGraph_t graph,
                                           cudaGraphInstantiateParams* p) {
  const cudaError_t error = cudaGraphInstantiate(exec, graph, p->flags);
  p->result_out = error == cudaSuccess ? cudaGraphInstantiateSuccess : cudaGraphInstantiateError;
  return error;
}

}  // extern "C"
