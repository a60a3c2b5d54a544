#pragma once
// Graphs: actions, and what each waits for.  Streams that are captured add theirs at the call.

#include <functional>
#include <memory>
#include <vector>

#include "cudart/runtime.hpp"

namespace assay::cudart {

// What a program may name after it is gone: each is known for as long as it lives.
struct Handle {
  Handle();
  ~Handle();
  Handle(const Handle&) = delete;
};

// cudaSuccess if it was made and not destroyed.  Else an error, and for one that is not null a
// finding: a device takes it for whatever lies there by then.
cudaError_t alive(cudaGraph_t graph, const char* call = __builtin_FUNCTION());
cudaError_t alive(cudaGraphExec_t exec, const char* call = __builtin_FUNCTION());

// A launch with a copy of its arguments.
struct KeptLaunch {
  cudaKernelNodeParams parameters = {};  // of its own values
  bool cooperative = false;
  std::vector<std::vector<u8>> values;
  std::vector<void*> pointers;
};

}  // namespace assay::cudart

struct CUgraphNode_st {
  using Action = std::function<cudaError_t()>;
  cudaGraphNodeType type = cudaGraphNodeTypeEmpty;
  Action action;
  std::vector<CUgraphNode_st*> after;                 // of the same graph
  std::shared_ptr<assay::cudart::KeptLaunch> kernel;  // of a node that launches
};

struct CUgraph_st : assay::cudart::Handle {
  std::vector<std::unique_ptr<CUgraphNode_st>> nodes;
  bool of_capture = false;  // made by one, which has not ended
  bool spoilt = false;      // by a call that no capture allows

  CUgraphNode_st* add(cudaGraphNodeType type, const cudaGraphNode_t* after, size_t count,
                      CUgraphNode_st::Action action);
};

struct CUgraphExec_st : assay::cudart::Handle {
  struct Step {
    cudaGraphNode_t origin;  // in the graph that it was made from; a name only
    CUgraphNode_st::Action action;
    bool enabled = true;
  };
  std::vector<Step> steps;
};

struct CUstream_st {
  unsigned long long number = 0;  // nobody else's, also later
  unsigned flags = 0;
  int priority = 0;
  CUgraph_st* capture = nullptr;       // while it is captured
  bool owns_capture = false;           // began it: only this one may end it
  std::vector<cudaGraphNode_t> front;  // what its next node waits for
};

namespace assay::cudart {

// nullptr for the streams that every program has (0, 1, 2).
inline CUstream_st* own_stream(cudaStream_t stream) {
  return reinterpret_cast<std::uintptr_t>(stream) > 2 ? stream : nullptr;
}

// Whether it was made and not destroyed, or is one of those.
bool is_stream(cudaStream_t stream);

// The legacy stream waits for all streams but those that say they do not (cudaStreamNonBlocking):
// who uses it while such a one is captured has spoilt the capture, and is refused.
cudaError_t legacy_stream_is_free();
inline cudaError_t may_use(cudaStream_t stream) {
  return !stream || stream == cudaStreamLegacy ? legacy_stream_is_free() : cudaSuccess;
}

// Does `action` now, or adds it to the graph that the stream is captured into.
template <class Action>
cudaError_t enqueue(cudaStream_t stream, cudaGraphNodeType type, Action action) {
  if (!is_stream(stream)) return Runtime::get().fail(cudaErrorInvalidResourceHandle);
  if (const cudaError_t taken = may_use(stream); taken != cudaSuccess) return taken;
  CUstream_st* const own = own_stream(stream);
  if (!own || !own->capture) {
    const InStream here(stream);
    return action();
  }
  CUgraphNode_st* const node =
      own->capture->add(type, own->front.data(), own->front.size(), std::move(action));
  own->front.assign(1, node);
  return cudaSuccess;
}

// nullptr with `error` set if there is no such kernel.
std::shared_ptr<KeptLaunch> kept_launch(const cudaKernelNodeParams& parameters, bool cooperative,
                                        cudaError_t* error);
CUgraphNode_st::Action action_of(std::shared_ptr<KeptLaunch> launch);
// What fills memory as the parameters say.
CUgraphNode_st::Action kept_fill(const cudaMemsetParams& parameters);

// Memory whose address is fixed now and which is there from `action` on.
cudaError_t graph_memory(void** pointer, size_t bytes, CUgraphNode_st::Action* action);

// The pool gave this memory; it was freed, whoever gave it.
void note_given(cudaMemPool_t pool, const void* pointer, size_t bytes);
void note_freed(const void* pointer);

// Ends the capture in every stream that takes part in it.
void leave_capture(CUgraph_st* graph);

}  // namespace assay::cudart
