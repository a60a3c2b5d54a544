// Streams and events.  Everything runs at the call; what they order is for stream_order.hpp, where
// it is asked for.  The time of an event is that of the simulation: real and of no meaning for a
// GPU.

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "cudart/graph.hpp"

struct CUevent_st {
  std::chrono::steady_clock::time_point at;
  bool recorded = false, timed = true;
  // Recorded in a stream that is captured: whoever waits for it joins the capture.
  CUgraph_st* capture = nullptr;
  std::vector<cudaGraphNode_t> front;
  assay::cudart::StreamClock clock;  // of what was given before it
};

namespace assay::cudart {
namespace {

std::unordered_set<CUstream_st*> g_streams;  // under the runtime's lock
std::unordered_set<CUevent_st*> g_events;    // likewise

// Whether it was made and not destroyed.
bool is_event(cudaEvent_t event) {
  const Lock lock(Runtime::get().mutex);
  return g_events.count(event) != 0;
}

cudaError_t no_such_handle() { return Runtime::get().fail(cudaErrorInvalidResourceHandle); }

// What is captured runs when its graph is launched: who waits for it has spoilt the capture.
bool spoils_capture(cudaStream_t stream) {
  CUstream_st* const own = own_stream(stream);
  if (!own || !own->capture) return false;
  own->capture->spoilt = true;
  return true;
}

// The same of all streams.
bool spoils_captures() {
  return std::count_if(g_streams.begin(), g_streams.end(), spoils_capture) != 0;
}

// An event of a capture that goes on stands for nothing that runs: who asks for it spoils that.
bool spoils_capture(cudaEvent_t event) {
  const Lock lock(Runtime::get().mutex);
  const bool goes_on =
      event->capture && std::any_of(g_streams.begin(), g_streams.end(),
                                    [&](auto* s) { return s->capture == event->capture; });
  if (goes_on) event->capture->spoilt = true;
  return goes_on;
}

void join_capture(CUstream_st& stream, CUgraph_st* graph,
                  const std::vector<cudaGraphNode_t>& front) {
  stream.capture = graph;
  for (const cudaGraphNode_t node : front) {
    if (std::find(stream.front.begin(), stream.front.end(), node) == stream.front.end()) {
      stream.front.push_back(node);
    }
  }
}

// What the program was told is over.
void host_waits(const StreamClock& until) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (runtime.order) runtime.order->host_waits(until);
}

void host_waits(cudaStream_t stream) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (runtime.order) runtime.order->host_waits(runtime.order->given(stream));
}

}  // namespace

bool is_stream(cudaStream_t stream) {
  if (!own_stream(stream)) return true;
  const Lock lock(Runtime::get().mutex);
  return g_streams.count(stream) != 0;
}

cudaError_t legacy_stream_is_free() {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  bool taken = false;
  for (CUstream_st* const stream : g_streams) {
    if (stream->capture && (stream->flags & cudaStreamNonBlocking) == 0) {
      stream->capture->spoilt = taken = true;
    }
  }
  return taken ? runtime.fail(cudaErrorStreamCaptureImplicit) : cudaSuccess;
}

void leave_capture(CUgraph_st* graph) {
  const Lock lock(Runtime::get().mutex);
  for (CUstream_st* const stream : g_streams) {
    if (stream->capture != graph) continue;
    stream->capture = nullptr;
    stream->owns_capture = false;
    stream->front.clear();
  }
  for (CUevent_st* const event : g_events) {
    if (event->capture == graph) event->capture = nullptr;
  }
}

}  // namespace assay::cudart

using namespace assay::cudart;

extern "C" {

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int priority) {
  *stream = new CUstream_st;
  (*stream)->flags = flags;
  (*stream)->priority = priority;
  const Lock lock(Runtime::get().mutex);
  static unsigned long long last = 15;  // the others have less
  (*stream)->number = ++last;
  g_streams.insert(*stream);
  return cudaSuccess;
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  return cudaStreamCreateWithPriority(stream, flags, 0);
}
cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return cudaStreamCreateWithPriority(stream, 0, 0);
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const Lock lock(Runtime::get().mutex);
  if (g_streams.erase(stream) == 0) return no_such_handle();
  delete stream;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (!is_stream(stream)) return no_such_handle();
  if (spoils_capture(stream)) return Runtime::get().fail(cudaErrorStreamCaptureUnsupported);
  if (const cudaError_t taken = may_use(stream); taken != cudaSuccess) return taken;
  host_waits(stream);
  return Runtime::get().fail(Runtime::get().done());
}
cudaError_t cudaStreamQuery(cudaStream_t stream) { return cudaStreamSynchronize(stream); }
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  if (!is_stream(stream) || !is_event(event)) return no_such_handle();
  if (const cudaError_t taken = may_use(stream); taken != cudaSuccess) return taken;
  CUstream_st* const own = own_stream(stream);
  if (own && event->capture) join_capture(*own, event->capture, event->front);
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (runtime.order && !event->capture) runtime.order->stream_waits(stream, event->clock);
  return cudaSuccess;
}
cudaError_t cudaStreamGetFlags(cudaStream_t stream, unsigned* flags) {
  *flags = own_stream(stream) ? stream->flags : 0;
  return cudaSuccess;
}
cudaError_t cudaStreamGetPriority(cudaStream_t stream, int* priority) {
  *priority = own_stream(stream) ? stream->priority : 0;
  return cudaSuccess;
}
cudaError_t cudaStreamGetId(cudaStream_t stream, unsigned long long* id) {
  *id = own_stream(stream) ? stream->number : reinterpret_cast<std::uintptr_t>(stream);
  return cudaSuccess;
}
cudaError_t cudaStreamGetDevice(cudaStream_t, int* device) {
  *device = 0;
  return cudaSuccess;
}
cudaError_t cudaStreamBeginCaptureToGraph(cudaStream_t stream, cudaGraph_t graph,
                                          const cudaGraphNode_t* after, const cudaGraphEdgeData*,
                                          size_t count, cudaStreamCaptureMode) {
  CUstream_st* const own = own_stream(stream);
  if (!own || own->capture) return Runtime::get().fail(cudaErrorIllegalState);
  own->capture = graph;
  own->owns_capture = true;
  own->front.assign(after, after + count);
  return cudaSuccess;
}
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
  auto graph = std::make_unique<CUgraph_st>();
  const cudaError_t error =
      cudaStreamBeginCaptureToGraph(stream, graph.get(), nullptr, nullptr, 0, mode);
  if (error != cudaSuccess) return error;
  graph->of_capture = true;
  graph.release();  // the stream's, until the capture ends
  return error;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  CUstream_st* const own = own_stream(stream);
  if (!own || !own->owns_capture) return Runtime::get().fail(cudaErrorIllegalState);
  CUgraph_st* const ended = own->capture;
  leave_capture(ended);
  const bool spoilt = ended->spoilt;
  if (spoilt && ended->of_capture) delete ended;
  *graph = spoilt ? nullptr : ended;
  if (spoilt) return Runtime::get().fail(cudaErrorStreamCaptureInvalidated);
  ended->of_capture = false;
  return cudaSuccess;
}
cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* status) {
  CUstream_st* const own = own_stream(stream);
  *status = !own || !own->capture  ? cudaStreamCaptureStatusNone
            : own->capture->spoilt ? cudaStreamCaptureStatusInvalidated
                                   : cudaStreamCaptureStatusActive;
  return cudaSuccess;
}
cudaError_t cudaStreamGetCaptureInfo(cudaStream_t stream, cudaStreamCaptureStatus* status,
                                     unsigned long long* id, cudaGraph_t* graph,
                                     const cudaGraphNode_t** front, const cudaGraphEdgeData** edges,
                                     size_t* count) {
  cudaStreamIsCapturing(stream, status);
  if (*status == cudaStreamCaptureStatusNone) return cudaSuccess;
  if (id) *id = reinterpret_cast<std::uintptr_t>(stream->capture);
  if (graph) *graph = stream->capture;
  if (front) *front = stream->front.data();
  if (edges) *edges = nullptr;
  if (count) *count = stream->front.size();
  return cudaSuccess;
}
cudaError_t cudaStreamUpdateCaptureDependencies(cudaStream_t stream, cudaGraphNode_t* nodes,
                                                const cudaGraphEdgeData*, size_t count,
                                                unsigned flags) {
  CUstream_st* const own = own_stream(stream);
  if (!own || !own->capture) return Runtime::get().fail(cudaErrorIllegalState);
  if (flags == cudaStreamSetCaptureDependencies) own->front.clear();
  own->front.insert(own->front.end(), nodes, nodes + count);
  return cudaSuccess;
}
// Hints about time and caches: nothing here depends on them.
cudaError_t cudaStreamSetAttribute(cudaStream_t, cudaStreamAttrID, const cudaStreamAttrValue*) {
  return cudaSuccess;
}
cudaError_t cudaStreamAttachMemAsync(cudaStream_t, void*, size_t, unsigned) { return cudaSuccess; }
cudaError_t cudaStreamAddCallback(cudaStream_t stream, cudaStreamCallback_t callback, void* data,
                                  unsigned) {
  return enqueue(stream, cudaGraphNodeTypeHost, [=] {
    callback(stream, Runtime::get().done(), data);
    return cudaSuccess;
  });
}
cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* data) {
  return enqueue(stream, cudaGraphNodeTypeHost, [=] {
    function(data);
    return cudaSuccess;
  });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  *event = new CUevent_st;
  const Lock lock(Runtime::get().mutex);
  g_events.insert(*event);
  (*event)->timed = (flags & cudaEventDisableTiming) == 0;
  return cudaSuccess;
}
cudaError_t cudaEventCreate(cudaEvent_t* event) { return cudaEventCreateWithFlags(event, 0); }
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  const Lock lock(Runtime::get().mutex);
  if (g_events.erase(event) == 0) return no_such_handle();
  delete event;
  return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  if (!is_stream(stream) || !is_event(event)) return no_such_handle();
  if (const cudaError_t taken = may_use(stream); taken != cudaSuccess) return taken;
  const CUstream_st* const own = own_stream(stream);
  event->capture = own ? own->capture : nullptr;
  if (event->capture) {
    event->front = own->front;
    return cudaSuccess;
  }
  event->at = std::chrono::steady_clock::now();
  event->recorded = true;
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (runtime.order) event->clock = runtime.order->given(stream);
  return runtime.done();
}
cudaError_t cudaEventRecordWithFlags(cudaEvent_t event, cudaStream_t stream, unsigned) {
  return cudaEventRecord(event, stream);
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  if (!is_event(event)) return no_such_handle();
  if (spoils_capture(event)) return Runtime::get().fail(cudaErrorCapturedEvent);
  host_waits(event->clock);
  return Runtime::get().fail(Runtime::get().done());
}
cudaError_t cudaEventQuery(cudaEvent_t event) { return cudaEventSynchronize(event); }
cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t start, cudaEvent_t end) {
  if (!is_event(start) || !is_event(end)) return no_such_handle();
  if (!start->recorded || !end->recorded || !start->timed || !end->timed) return no_such_handle();
  *ms = std::chrono::duration<float, std::milli>(end->at - start->at).count();
  return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize() {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  if (spoils_captures()) return runtime.fail(cudaErrorStreamCaptureUnsupported);
  if (runtime.order) runtime.order->host_waits_for_all();
  return runtime.fail(runtime.done());
}

cudaError_t cudaGetLastError() {
  Runtime& runtime = Runtime::get();
  const assay::cudart::Lock lock(runtime.mutex);
  const cudaError_t error = runtime.last;
  runtime.last = runtime.sticky;
  runtime.unread_launch.clear();
  return error;
}
cudaError_t cudaPeekAtLastError() {
  Runtime& runtime = Runtime::get();
  const assay::cudart::Lock lock(runtime.mutex);
  runtime.unread_launch.clear();
  return runtime.last;
}

}  // extern "C"
