// What replay/driver.hpp says of the driver's binary interface, held against NVIDIA's header.

#include "replay/driver.hpp"

#include <cuda.h>

#include <catch2/catch.hpp>
#include <type_traits>

namespace assay::replay {
namespace {

// Two types are passed alike if both are pointers, or numbers of the same size.
template <class A, class B>
constexpr bool passed_alike() {
  if constexpr (std::is_pointer_v<A> || std::is_pointer_v<B>) {
    return std::is_pointer_v<A> && std::is_pointer_v<B>;
  } else {
    return sizeof(A) == sizeof(B);
  }
}

template <class Ours, class Theirs>
struct Alike : std::false_type {};
template <class R, class... Ours, class Q, class... Theirs>
requires(sizeof...(Ours) == sizeof...(Theirs)) struct Alike<R (*)(Ours...), Q (*)(Theirs...)> {
  static constexpr bool value = sizeof(R) == sizeof(Q) && (passed_alike<Ours, Theirs>() && ...);
};

template <auto Ours, class Theirs>
struct Member;
template <class Call, Call Driver::*Ours, class Theirs>
struct Member<Ours, Theirs> {
  static constexpr bool alike = Alike<Call, Theirs>::value;
};

#define ASSAY_SAME(ours, theirs) \
  static_assert(Member<&Driver::ours, decltype(&theirs)>::alike, #theirs)

ASSAY_SAME(init, cuInit);
ASSAY_SAME(driver_version, cuDriverGetVersion);
ASSAY_SAME(error_name, cuGetErrorName);
ASSAY_SAME(device_count, cuDeviceGetCount);
ASSAY_SAME(device_get, cuDeviceGet);
ASSAY_SAME(device_name, cuDeviceGetName);
ASSAY_SAME(device_attribute, cuDeviceGetAttribute);
ASSAY_SAME(device_memory, cuDeviceTotalMem);
ASSAY_SAME(context_retain, cuDevicePrimaryCtxRetain);
ASSAY_SAME(context_current, cuCtxSetCurrent);
ASSAY_SAME(context_limit, cuCtxSetLimit);
ASSAY_SAME(module_load, cuModuleLoadDataEx);
ASSAY_SAME(module_unload, cuModuleUnload);
ASSAY_SAME(module_function, cuModuleGetFunction);
ASSAY_SAME(module_global, cuModuleGetGlobal);
ASSAY_SAME(function_attribute, cuFuncSetAttribute);
ASSAY_SAME(allocate, cuMemAlloc);
ASSAY_SAME(release, cuMemFree);
ASSAY_SAME(allocate_host, cuMemHostAlloc);
ASSAY_SAME(host_to_device_pointer, cuMemHostGetDevicePointer);
ASSAY_SAME(upload, cuMemcpyHtoDAsync);
ASSAY_SAME(download, cuMemcpyDtoH);
ASSAY_SAME(copy, cuMemcpyDtoDAsync);
ASSAY_SAME(set_bytes, cuMemsetD8Async);
ASSAY_SAME(set_words, cuMemsetD32Async);
ASSAY_SAME(launch, cuLaunchKernel);
ASSAY_SAME(stream_create, cuStreamCreate);
ASSAY_SAME(stream_query, cuStreamQuery);
ASSAY_SAME(capture_begin, cuStreamBeginCapture);
ASSAY_SAME(capture_end, cuStreamEndCapture);
ASSAY_SAME(graph_instantiate, cuGraphInstantiateWithFlags);
ASSAY_SAME(graph_upload, cuGraphUpload);
ASSAY_SAME(graph_launch, cuGraphLaunch);
ASSAY_SAME(graph_exec_destroy, cuGraphExecDestroy);
ASSAY_SAME(graph_destroy, cuGraphDestroy);
ASSAY_SAME(event_create, cuEventCreate);
ASSAY_SAME(event_record, cuEventRecord);
ASSAY_SAME(event_elapsed, cuEventElapsedTime);

}  // namespace

TEST_CASE("our numbers are those of NVIDIA's header", "[driver]") {
  CHECK(kCuSuccess == CUDA_SUCCESS);
  CHECK(kCuOutOfMemory == CUDA_ERROR_OUT_OF_MEMORY);
  CHECK(kCuNotReady == CUDA_ERROR_NOT_READY);
  CHECK(kCuSmCount == CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  CHECK(kCuMaxThreadsPerSm == CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR);
  CHECK(kCuL2Bytes == CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE);
  CHECK(kCuMajor == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
  CHECK(kCuMinor == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  CHECK(kCuDynamicShared == CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES);
  CHECK(kCuErrorLog == CU_JIT_ERROR_LOG_BUFFER);
  CHECK(kCuErrorLogBytes == CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES);
  CHECK(kCuHostMapped == CU_MEMHOSTALLOC_DEVICEMAP);
  CHECK(kCuNonBlocking == CU_STREAM_NON_BLOCKING);
  CHECK(kCuCaptureThreadLocal == CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  CHECK(kCuPersistingL2 == CU_LIMIT_PERSISTING_L2_CACHE_SIZE);
}

}  // namespace assay::replay
