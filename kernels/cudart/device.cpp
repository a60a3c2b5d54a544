// The device that is simulated: one, with the numbers of compute capability 8.0, though kernels
// for newer ones run, too, and say what they are for: thrust and CUB choose by that.

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "cudart/runtime.hpp"

namespace assay::cudart {
namespace {

constexpr int kProcessors = 16;
constexpr int kThreadsPerProcessor = 2048, kBlocksPerProcessor = 32;
constexpr int kRegisters = 65536;
constexpr size_t kSharedPerProcessor = 164 * 1024, kSharedPerBlock = 48 * 1024;
constexpr size_t kSharedOptIn = 163 * 1024;
constexpr int kClockKhz = 1000000, kMemoryClockKhz = 1000000;

size_t g_limits[16] = {1024, 1 << 20, 8 << 20, 2, 2048, 128, 0};
unsigned g_flags = 0;

// Blocks that fit a multiprocessor by threads, count and shared memory (registers are ptxas's
// business, and it has not run).
int active_blocks(const sim::Kernel& kernel, int block, size_t dynamic) {
  if (block <= 0 || block > 1024) return 0;
  const size_t shared = kernel.shared_bytes + dynamic;
  const int warps = (block + 31) / 32;
  int blocks = std::min(kBlocksPerProcessor, kThreadsPerProcessor / 32 / warps);
  if (shared > 0)
    blocks = std::min(blocks, static_cast<int>(kSharedPerProcessor / (shared + 1024)));
  return blocks;
}

// 90 for "sm_90a".
int capability(const std::string& target) { return std::atoi(target.c_str() + 3); }

}  // namespace
}  // namespace assay::cudart

using namespace assay::cudart;

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return cudaSuccess;
}
cudaError_t cudaGetDevice(int* device) {
  *device = 0;
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) {
  return device == 0 ? cudaSuccess : Runtime::get().fail(cudaErrorInvalidDevice);
}
cudaError_t cudaInitDevice(int device, unsigned, unsigned) { return cudaSetDevice(device); }
cudaError_t cudaChooseDevice(int* device, const cudaDeviceProp*) {
  *device = 0;
  return cudaSuccess;
}
cudaError_t cudaSetDeviceFlags(unsigned flags) {
  g_flags = flags;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceFlags(unsigned* flags) {
  *flags = g_flags;
  return cudaSuccess;
}
cudaError_t cudaDeviceReset() {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  // What the device holds goes with it; leaks are looked for first.
  for (const assay::sim::Allocation& left : assay::sim::Memory::device().live()) {
    if (left.kind == assay::sim::Allocation::Kind::device && runtime.tells_leaks()) {
      runtime.tell_leak(left);
    }
    assay::sim::Memory::device().release(left.address);
  }
  runtime.sticky = runtime.last = cudaSuccess;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* p, int device) {
  if (device != 0) return Runtime::get().fail(cudaErrorInvalidDevice);
  *p = {};
  std::strcpy(p->name, "Assay simulated device (SIMULATED)");
  p->totalGlobalMem = assay::sim::Memory::device().limit();
  p->sharedMemPerBlock = kSharedPerBlock;
  p->regsPerBlock = kRegisters;
  p->warpSize = 32;
  p->memPitch = 0x7fffffff;
  p->maxThreadsPerBlock = 1024;
  const int threads[] = {1024, 1024, 64}, grid[] = {0x7fffffff, 65535, 65535};
  std::copy(threads, threads + 3, p->maxThreadsDim);
  std::copy(grid, grid + 3, p->maxGridSize);
  p->totalConstMem = 65536;
  p->major = 8;
  p->minor = 0;
  p->textureAlignment = 512;
  p->texturePitchAlignment = 32;
  p->multiProcessorCount = kProcessors;
  p->canMapHostMemory = 1;
  p->concurrentKernels = 1;
  p->asyncEngineCount = 2;
  p->unifiedAddressing = 1;
  p->memoryBusWidth = 512;
  p->l2CacheSize = 4 << 20;
  p->maxThreadsPerMultiProcessor = kThreadsPerProcessor;
  p->streamPrioritiesSupported = 1;
  p->globalL1CacheSupported = 1;
  p->localL1CacheSupported = 1;
  p->sharedMemPerMultiprocessor = kSharedPerProcessor;
  p->regsPerMultiprocessor = kRegisters;
  p->managedMemory = 1;
  p->concurrentManagedAccess = 1;
  p->cooperativeLaunch = 1;
  p->sharedMemPerBlockOptin = kSharedOptIn;
  p->maxBlocksPerMultiProcessor = kBlocksPerProcessor;
  p->reservedSharedMemPerBlock = 1024;
  p->hostNativeAtomicSupported = 1;
  p->memoryPoolsSupported = 1;
  return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  if (device != 0) return Runtime::get().fail(cudaErrorInvalidDevice);
  cudaDeviceProp p;
  cudaGetDeviceProperties(&p, 0);
  switch (attribute) {
    case cudaDevAttrMaxThreadsPerBlock:
      *value = 1024;
      break;
    case cudaDevAttrMaxBlockDimX:
      *value = 1024;
      break;
    case cudaDevAttrMaxBlockDimY:
      *value = 1024;
      break;
    case cudaDevAttrMaxBlockDimZ:
      *value = 64;
      break;
    case cudaDevAttrMaxGridDimX:
      *value = 0x7fffffff;
      break;
    case cudaDevAttrMaxGridDimY:
    case cudaDevAttrMaxGridDimZ:
      *value = 65535;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      *value = kSharedPerBlock;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      *value = kSharedOptIn;
      break;
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
      *value = kSharedPerProcessor;
      break;
    case cudaDevAttrReservedSharedMemoryPerBlock:
      *value = 1024;
      break;
    case cudaDevAttrTotalConstantMemory:
      *value = 65536;
      break;
    case cudaDevAttrWarpSize:
      *value = 32;
      break;
    case cudaDevAttrMaxRegistersPerBlock:
    case cudaDevAttrMaxRegistersPerMultiprocessor:
      *value = kRegisters;
      break;
    case cudaDevAttrClockRate:
      *value = kClockKhz;
      break;
    case cudaDevAttrMemoryClockRate:
      *value = kMemoryClockKhz;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = kProcessors;
      break;
    case cudaDevAttrMaxThreadsPerMultiProcessor:
      *value = kThreadsPerProcessor;
      break;
    case cudaDevAttrMaxBlocksPerMultiprocessor:
      *value = kBlocksPerProcessor;
      break;
    case cudaDevAttrGlobalMemoryBusWidth:
      *value = p.memoryBusWidth;
      break;
    case cudaDevAttrL2CacheSize:
      *value = p.l2CacheSize;
      break;
    case cudaDevAttrComputeCapabilityMajor:
      *value = 8;
      break;
    case cudaDevAttrMaxPitch:
      *value = 0x7fffffff;
      break;
    case cudaDevAttrTextureAlignment:
      *value = 512;
      break;
    case cudaDevAttrAsyncEngineCount:
      *value = 2;
      break;
    case cudaDevAttrConcurrentKernels:
    case cudaDevAttrUnifiedAddressing:
    case cudaDevAttrCanMapHostMemory:
    case cudaDevAttrStreamPrioritiesSupported:
    case cudaDevAttrGlobalL1CacheSupported:
    case cudaDevAttrLocalL1CacheSupported:
    case cudaDevAttrManagedMemory:
    case cudaDevAttrConcurrentManagedAccess:
    case cudaDevAttrCooperativeLaunch:
    case cudaDevAttrHostNativeAtomicSupported:
    case cudaDevAttrMemoryPoolsSupported:
      *value = 1;
      break;
    default:
      *value = 0;
  }
  return cudaSuccess;
}

cudaError_t cudaDeviceGetLimit(size_t* value, cudaLimit limit) {
  if (limit < 0 || limit >= 7) return Runtime::get().fail(cudaErrorUnsupportedLimit);
  *value = g_limits[limit];
  return cudaSuccess;
}
cudaError_t cudaDeviceSetLimit(cudaLimit limit, size_t value) {
  if (limit < 0 || limit >= 7) return Runtime::get().fail(cudaErrorUnsupportedLimit);
  const Lock lock(Runtime::get().mutex);
  g_limits[limit] = value;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetCacheConfig(cudaFuncCache* config) {
  *config = cudaFuncCachePreferNone;
  return cudaSuccess;
}
cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache) { return cudaSuccess; }
cudaError_t cudaDeviceGetSharedMemConfig(cudaSharedMemConfig* config) {
  *config = cudaSharedMemBankSizeFourByte;
  return cudaSuccess;
}
cudaError_t cudaDeviceSetSharedMemConfig(cudaSharedMemConfig) { return cudaSuccess; }
cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
  *least = 0;
  *greatest = -5;
  return cudaSuccess;
}
cudaError_t cudaDeviceCanAccessPeer(int* can, int, int) {
  *can = 0;
  return cudaSuccess;
}
cudaError_t cudaDeviceEnablePeerAccess(int, unsigned) {
  return Runtime::get().fail(cudaErrorPeerAccessUnsupported);
}
cudaError_t cudaDeviceDisablePeerAccess(int) {
  return Runtime::get().fail(cudaErrorPeerAccessNotEnabled);
}
cudaError_t cudaDeviceGetP2PAttribute(int* value, cudaDeviceP2PAttr, int, int) {
  *value = 0;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetPCIBusId(char* id, int length, int) {
  std::strncpy(id, "0000:00:00.0", static_cast<size_t>(std::max(length, 1)));
  return cudaSuccess;
}
cudaError_t cudaDeviceGetByPCIBusId(int* device, const char* id) {
  char ours[16];
  cudaDeviceGetPCIBusId(ours, sizeof ours, 0);
  if (std::strcmp(id, ours) != 0) return Runtime::get().fail(cudaErrorInvalidDevice);
  *device = 0;
  return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}
cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}
cudaError_t cudaProfilerStart() { return cudaSuccess; }
cudaError_t cudaProfilerStop() { return cudaSuccess; }
cudaError_t cudaCtxResetPersistingL2Cache() { return cudaSuccess; }

// --- functions and occupancy

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* function) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  cudaError_t error;
  const assay::sim::Kernel* const kernel = runtime.kernel(function, &error);
  if (!kernel) return runtime.fail(error);
  *attributes = {};
  attributes->sharedSizeBytes = static_cast<size_t>(Function::static_shared(*kernel));
  attributes->localSizeBytes = kernel->codes[0]->local_bytes;
  attributes->maxThreadsPerBlock =
      kernel->max_threads ? static_cast<int>(kernel->max_threads) : 1024;
  attributes->numRegs = 32;
  attributes->ptxVersion = attributes->binaryVersion = capability(kernel->module->target);
  attributes->maxDynamicSharedSizeBytes = runtime.functions[function].dynamic_limit(*kernel);
  return cudaSuccess;
}
cudaError_t cudaFuncSetAttribute(const void* function, cudaFuncAttribute attribute, int value) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  const auto found = runtime.functions.find(function);
  if (found == runtime.functions.end()) return runtime.fail(cudaErrorInvalidDeviceFunction);
  if (attribute == cudaFuncAttributeMaxDynamicSharedMemorySize) {
    cudaError_t error;
    const assay::sim::Kernel* const kernel = runtime.kernel(function, &error);
    if (!kernel) return runtime.fail(error);
    const int room = static_cast<int>(kSharedOptIn) - Function::static_shared(*kernel);
    if (value < 0 || value > room) return runtime.fail(cudaErrorInvalidValue);
    found->second.dynamic_asked = value;
  }
  return cudaSuccess;
}
cudaError_t cudaFuncSetCacheConfig(const void*, cudaFuncCache) { return cudaSuccess; }
cudaError_t cudaFuncSetSharedMemConfig(const void*, cudaSharedMemConfig) { return cudaSuccess; }
cudaError_t cudaFuncGetName(const char** name, const void* function) {
  Runtime& runtime = Runtime::get();
  const auto found = runtime.functions.find(function);
  if (found == runtime.functions.end()) return runtime.fail(cudaErrorInvalidDeviceFunction);
  *name = found->second.name.c_str();
  return cudaSuccess;
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks,
                                                                   const void* function, int size,
                                                                   size_t dynamic, unsigned) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  cudaError_t error;
  const assay::sim::Kernel* const kernel = runtime.kernel(function, &error);
  if (!kernel) return runtime.fail(error);
  *blocks = active_blocks(*kernel, size, dynamic);
  return cudaSuccess;
}
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* function,
                                                          int size, size_t dynamic) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(blocks, function, size, dynamic, 0);
}
cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(size_t* bytes, const void* function,
                                                      int blocks, int) {
  Runtime& runtime = Runtime::get();
  const Lock lock(runtime.mutex);
  cudaError_t error;
  const assay::sim::Kernel* const kernel = runtime.kernel(function, &error);
  if (!kernel || blocks <= 0) return runtime.fail(kernel ? cudaErrorInvalidValue : error);
  const size_t each =
      std::min(kSharedPerProcessor / static_cast<size_t>(blocks) - 1024, kSharedOptIn);
  *bytes = each > kernel->shared_bytes ? each - kernel->shared_bytes : 0;
  return cudaSuccess;
}

}  // extern "C"
