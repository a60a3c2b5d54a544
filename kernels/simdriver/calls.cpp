// The calls of libcuda.so.1 and libnvidia-ml.so.1 that assay-replay makes, for a device that is
// simulated.  For tests: it lies in a folder of its own and is not installed.

#include <cstdio>
#include <cstring>
#include <string>

#include "simdriver/device.hpp"
#include "simdriver/script.hpp"

namespace {

using namespace assay;
using namespace assay::simdriver;
using sim::Memory;
using sim::u64;

// Small, so that tests are quick: the best that one multiprocessor does takes no time to simulate.
constexpr int kMultiprocessors = 1, kThreads = 256, kL2Bytes = 1 << 16;

int attribute_value(int attribute) {
  switch (attribute) {
    case 16:
      return kMultiprocessors;
    case 38:
      return kL2Bytes;
    case 39:
      return kThreads;
    case 75:
      return script().major;
    case 76:
      return script().minor;
    default:
      return 0;
  }
}

void copy_now(u64 to, u64 from, std::size_t bytes) {
  std::memmove(Memory::view(to), Memory::view(from), bytes);
}

}  // namespace

extern "C" {

int cuInit(unsigned) { return script().present ? kSuccess : kNoDevice; }
int cuDriverGetVersion(int* version) {
  *version = 13000;
  return kSuccess;
}

int cuGetErrorName(int error, const char** name) {
  constexpr std::pair<int, const char*> kNames[] = {
      {kInvalidValue, "CUDA_ERROR_INVALID_VALUE"},
      {kOutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY"},
      {kNoDevice, "CUDA_ERROR_NO_DEVICE"},
      {kInvalidPtx, "CUDA_ERROR_INVALID_PTX"},
      {kNotFound, "CUDA_ERROR_NOT_FOUND"},
      {600, "CUDA_ERROR_NOT_READY"},
      {kIllegalAddress, "CUDA_ERROR_ILLEGAL_ADDRESS"},
      {kLaunchOutOfResources, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES"},
      {kLaunchFailed, "CUDA_ERROR_LAUNCH_FAILED"}};
  for (const auto& [number, text] : kNames) {
    if (number != error) continue;
    *name = text;
    return kSuccess;
  }
  return kInvalidValue;
}

int cuDeviceGetCount(int* count) {
  *count = 1;
  return kSuccess;
}
int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return ordinal == 0 ? kSuccess : kInvalidValue;
}
int cuDeviceGetName(char* name, int bytes, int) {
  std::snprintf(name, static_cast<std::size_t>(bytes), "%s", script().device.c_str());
  return kSuccess;
}
int cuDeviceGetAttribute(int* value, int attribute, int) {
  *value = attribute_value(attribute);
  return kSuccess;
}
int cuDeviceTotalMem_v2(std::size_t* bytes, int) {
  *bytes = script().memory;
  return kSuccess;
}
int cuDevicePrimaryCtxRetain(void** context, int) {
  *context = &Device::get();
  return kSuccess;
}
int cuCtxSetCurrent(void*) { return kSuccess; }
int cuCtxSetLimit(int, std::size_t) { return kSuccess; }

int cuModuleLoadDataEx(Module** module, const void* image, unsigned, int*, void**) {
  Result<std::unique_ptr<sim::Program>> program =
      sim::Program::load(static_cast<const char*>(image));
  if (!program.ok()) return kInvalidPtx;
  *module = new Module{std::move(*program)};
  return kSuccess;
}
// A module stays: what is queued may point into it.
int cuModuleUnload(Module*) { return kSuccess; }
int cuModuleGetFunction(Function** function, Module* module, const char* name) {
  const Result<const sim::Kernel*> kernel = module->program->kernel(name);
  if (!kernel.ok()) return kNotFound;
  *function = new Function{module, *kernel};
  return kSuccess;
}
int cuModuleGetGlobal_v2(u64* address, std::size_t* bytes, Module* module, const char* name) {
  sim::Program::Variable variable;
  if (!module->program->variable(name, &variable)) return kNotFound;
  *address = variable.address;
  *bytes = variable.bytes;
  return kSuccess;
}
int cuFuncSetAttribute(Function* function, int, int value) {
  if (value > 99 * 1024) return kInvalidValue;
  function->most_dynamic = static_cast<sim::u32>(value);
  return kSuccess;
}

int cuMemAlloc_v2(u64* address, std::size_t bytes) {
  return Device::get().allocate(bytes, address);
}
int cuMemFree_v2(u64 address) { return Device::get().release(address); }
int cuMemHostAlloc(void** host, std::size_t bytes, unsigned) {
  u64 address = 0;
  if (const int error = Device::get().allocate(bytes, &address); error != kSuccess) return error;
  *host = Memory::view(address);
  return kSuccess;
}
int cuMemHostGetDevicePointer_v2(u64* address, void* host, unsigned) {
  *address = reinterpret_cast<u64>(host) - reinterpret_cast<u64>(Memory::view(0));
  return kSuccess;
}
// The caller may change what it gave as soon as this returns.
int cuMemcpyHtoDAsync_v2(u64 to, const void* from, std::size_t bytes, void*) {
  return Device::get().enqueue([to, kept = std::string(static_cast<const char*>(from), bytes)] {
    std::memcpy(Memory::view(to), kept.data(), kept.size());
    return kSuccess;
  });
}
int cuMemcpyDtoH_v2(void* to, u64 from, std::size_t bytes) {
  std::memcpy(to, Memory::view(from), bytes);
  return kSuccess;
}
int cuMemcpyDtoDAsync_v2(u64 to, u64 from, std::size_t bytes, void*) {
  return Device::get().enqueue([=] {
    copy_now(to, from, bytes);
    return kSuccess;
  });
}
int cuMemsetD8Async(u64 to, unsigned char value, std::size_t count, void*) {
  return Device::get().enqueue([=] {
    std::memset(Memory::view(to), value, count);
    return kSuccess;
  });
}
int cuMemsetD32Async(u64 to, unsigned value, std::size_t count, void*) {
  return Device::get().enqueue([=] {
    for (std::size_t i = 0; i < count; ++i) {
      std::memcpy(Memory::view(to + 4 * i), &value, sizeof value);
    }
    return kSuccess;
  });
}

int cuLaunchKernel(Function* function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                   unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared, void*,
                   void** parameters, void**) {
  const sim::LaunchShape shape{{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared};
  return Device::get().launch(*function, shape, parameters);
}

int cuStreamCreate(void** stream, unsigned) {
  *stream = &Device::get();
  return kSuccess;
}
int cuStreamQuery(void*) { return Device::get().run(); }
int cuStreamBeginCapture_v2(void*, int) { return Device::get().begin_capture(); }
int cuStreamEndCapture(void*, Graph** graph) {
  *graph = Device::get().end_capture();
  return kSuccess;
}
int cuGraphInstantiateWithFlags(Graph** exec, Graph* graph, unsigned long long) {
  *exec = new Graph(*graph);
  return kSuccess;
}
int cuGraphUpload(Graph*, void*) { return kSuccess; }
int cuGraphLaunch(Graph* exec, void*) {
  int error = kSuccess;
  for (const Work& work : exec->work) {
    if (error == kSuccess) error = Device::get().enqueue(work);
  }
  return error;
}
int cuGraphExecDestroy(Graph* exec) {
  delete exec;
  return kSuccess;
}
int cuGraphDestroy(Graph* graph) {
  delete graph;
  return kSuccess;
}

int cuEventCreate(Event** event, unsigned) {
  *event = new Event;
  return kSuccess;
}
int cuEventRecord(Event* event, void*) {
  return Device::get().enqueue([event] {
    event->ns = Device::get().now_ns();
    return kSuccess;
  });
}
int cuEventElapsedTime(float* ms, Event* from, Event* to) {
  *ms = static_cast<float>((to->ns - from->ns) / 1e6);
  return kSuccess;
}

int nvmlInit_v2() { return kSuccess; }
int nvmlDeviceGetHandleByIndex_v2(unsigned, void** device) {
  *device = &Device::get();
  return kSuccess;
}
int nvmlDeviceGetClockInfo(void*, int, unsigned* mhz) {
  *mhz = static_cast<unsigned>(script().clock.take());
  return kSuccess;
}
int nvmlDeviceGetCurrentClocksThrottleReasons(void*, unsigned long long* reasons) {
  *reasons = script().slowed.take() != 0 ? 0x40 : 0;  // heat
  return kSuccess;
}

}  // extern "C"
