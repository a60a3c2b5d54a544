// What replay/driver.hpp and replay/library.hpp say of binary interfaces, held against NVIDIA's
// headers; and our PTX, held against NVIDIA's assembler.

#include "replay/driver.hpp"

#include <cublas_v2.h>
#include <cuda.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <type_traits>

#include "base/file.hpp"
#include "replay/library.hpp"
#include "replay/own_kernels.hpp"

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
template <class Library, class Call, Call Library::*Ours, class Theirs>
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

#define ASSAY_SAME_BLAS(ours, theirs) \
  static_assert(Member<&Blas::ours, decltype(&theirs)>::alike, #theirs)

// The header names the first four without what the library's symbols end in.
ASSAY_SAME_BLAS(create, cublasCreate_v2);
ASSAY_SAME_BLAS(set_stream, cublasSetStream_v2);
ASSAY_SAME_BLAS(set_workspace, cublasSetWorkspace_v2);
ASSAY_SAME_BLAS(sgemm, cublasSgemm_v2);
using GemmEx = cublasStatus_t (*)(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int,
                                  int, const void*, const void*, cudaDataType, int, const void*,
                                  cudaDataType, int, const void*, void*, cudaDataType, int,
                                  cublasComputeType_t, cublasGemmAlgo_t);
[[maybe_unused]] constexpr GemmEx kTheirs = &cublasGemmEx;  // of its overloads
static_assert(Member<&Blas::gemm_ex, GemmEx>::alike, "cublasGemmEx");

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
  CHECK(kBlasSuccess == CUBLAS_STATUS_SUCCESS);
  CHECK(kBlasNoTranspose == CUBLAS_OP_N);
  CHECK(kBlasDefaultAlgorithm == CUBLAS_GEMM_DEFAULT);
  CHECK(kBlasF32 == CUDA_R_32F);
  CHECK(kBlasF16 == CUDA_R_16F);
  CHECK(kBlasBf16 == CUDA_R_16BF);
  CHECK(kBlasComputeF32 == CUBLAS_COMPUTE_32F);
}

TEST_CASE("a round of tensor cores has the operations of eight products", "[driver]") {
  CHECK(tensor_math("tf32").flops_per_round == 8 * 2 * 16 * 8 * 8);
  CHECK(tensor_math("f16").flops_per_round == 8 * 2 * 16 * 8 * 16);
  CHECK(tensor_math("bf16").flops_per_round == 8 * 2 * 16 * 8 * 16);
  CHECK(tensor_math("i8").flops_per_round == 8 * 2 * 16 * 8 * 32);
}

TEST_CASE("NVIDIA's assembler takes our PTX for every device that we time on", "[driver]") {
  const std::string folder = ASSAY_BINARY_DIR "/test-kernels";
  const std::string assembler = "PATH=\"$PATH:/usr/local/cuda/bin\" ptxas ";
  if (std::system((assembler + "--version > /dev/null 2>&1").c_str()) != 0) {
    WARN("not run: no ptxas");
    return;
  }
  std::vector<std::string> texts = {kOwnKernels};
  for (const char* unit : {"tf32", "f16", "bf16", "i8"}) texts.push_back(tensor_math(unit).ptx);
  CHECK(tensor_math("f32").ptx.empty());
  for (const std::string& text : texts) {
    const std::string file = folder + "/ours.ptx";
    REQUIRE(write_file(file, text).ok());
    for (const char* device : {"sm_80", "sm_86", "sm_90", "sm_100", "sm_120"}) {
      CAPTURE(device, text);
      CHECK(std::system((assembler + "-arch=" + device + " -o /dev/null " + file).c_str()) == 0);
    }
  }
}

}  // namespace assay::replay
