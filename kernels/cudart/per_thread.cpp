// What `nvcc --default-stream per-thread` makes of calls: stream 0 is then the thread's own.

#include "cudart/graph.hpp"

namespace {

cudaStream_t of_thread(cudaStream_t stream) { return stream ? stream : cudaStreamPerThread; }

// A call that has no stream, done in the thread's own, for which the host waits.
template <class Call>
cudaError_t in_own(Call call) {
  cudaError_t error;
  {
    const assay::cudart::InStream here(cudaStreamPerThread);
    error = call();
  }
  const cudaError_t waited = cudaStreamSynchronize(cudaStreamPerThread);
  return error == cudaSuccess ? waited : error;
}

}  // namespace

extern "C" {

cudaError_t cudaMemcpy_ptds(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return in_own([=] { return cudaMemcpy(to, from, bytes, kind); });
}
cudaError_t cudaMemset_ptds(void* to, int value, size_t bytes) {
  const assay::cudart::InStream here(cudaStreamPerThread);
  return cudaMemset(to, value, bytes);
}
cudaError_t cudaMemcpyToSymbol_ptds(const void* symbol, const void* from, size_t bytes,
                                    size_t offset, cudaMemcpyKind kind) {
  return in_own([=] { return cudaMemcpyToSymbol(symbol, from, bytes, offset, kind); });
}
cudaError_t cudaMemcpyFromSymbol_ptds(void* to, const void* symbol, size_t bytes, size_t offset,
                                      cudaMemcpyKind kind) {
  return in_own([=] { return cudaMemcpyFromSymbol(to, symbol, bytes, offset, kind); });
}
cudaError_t cudaMemcpyAsync_ptsz(void* to, const void* from, size_t bytes, cudaMemcpyKind kind,
                                 cudaStream_t stream) {
  return cudaMemcpyAsync(to, from, bytes, kind, of_thread(stream));
}
cudaError_t cudaMemsetAsync_ptsz(void* to, int value, size_t bytes, cudaStream_t stream) {
  return cudaMemsetAsync(to, value, bytes, of_thread(stream));
}
cudaError_t cudaMallocAsync_ptsz(void** pointer, size_t bytes, cudaStream_t stream) {
  return cudaMallocAsync(pointer, bytes, of_thread(stream));
}
cudaError_t cudaFreeAsync_ptsz(void* pointer, cudaStream_t stream) {
  return cudaFreeAsync(pointer, of_thread(stream));
}
cudaError_t cudaLaunchKernel_ptsz(const void* function, dim3 grid, dim3 block, void** arguments,
                                  size_t shared, cudaStream_t stream) {
  return cudaLaunchKernel(function, grid, block, arguments, shared, of_thread(stream));
}
cudaError_t cudaStreamSynchronize_ptsz(cudaStream_t stream) {
  return cudaStreamSynchronize(of_thread(stream));
}
cudaError_t cudaStreamQuery_ptsz(cudaStream_t stream) { return cudaStreamQuery(of_thread(stream)); }
cudaError_t cudaStreamWaitEvent_ptsz(cudaStream_t stream, cudaEvent_t event, unsigned flags) {
  return cudaStreamWaitEvent(of_thread(stream), event, flags);
}
cudaError_t cudaEventRecord_ptsz(cudaEvent_t event, cudaStream_t stream) {
  return cudaEventRecord(event, of_thread(stream));
}
cudaError_t cudaLaunchHostFunc_ptsz(cudaStream_t stream, cudaHostFn_t function, void* data) {
  return cudaLaunchHostFunc(of_thread(stream), function, data);
}
cudaError_t cudaGraphLaunch_ptsz(cudaGraphExec_t exec, cudaStream_t stream) {
  return cudaGraphLaunch(exec, of_thread(stream));
}

}  // extern "C"
