#include "replay/driver.hpp"

#include <dlfcn.h>

namespace assay::replay {
namespace {

constexpr char kLibrary[] = "libcuda.so.1";

class Library {
 public:
  Library() : handle_(::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL)) {}

  bool open() const { return handle_ != nullptr; }
  const std::string& missing() const { return missing_; }

  template <class Call>
  void find(Call* call, const char* name) {
    *call = reinterpret_cast<Call>(::dlsym(handle_, name));
    if (*call == nullptr) missing_ = name;
  }

 private:
  void* handle_;
  std::string missing_;
};

void find_devices(Library& library, Driver* driver) {
  library.find(&driver->init, "cuInit");
  library.find(&driver->driver_version, "cuDriverGetVersion");
  library.find(&driver->error_name, "cuGetErrorName");
  library.find(&driver->device_count, "cuDeviceGetCount");
  library.find(&driver->device_get, "cuDeviceGet");
  library.find(&driver->device_name, "cuDeviceGetName");
  library.find(&driver->device_attribute, "cuDeviceGetAttribute");
  library.find(&driver->device_memory, "cuDeviceTotalMem_v2");
  library.find(&driver->context_retain, "cuDevicePrimaryCtxRetain");
  library.find(&driver->context_current, "cuCtxSetCurrent");
  library.find(&driver->context_limit, "cuCtxSetLimit");
}

void find_memory(Library& library, Driver* driver) {
  library.find(&driver->allocate, "cuMemAlloc_v2");
  library.find(&driver->release, "cuMemFree_v2");
  library.find(&driver->allocate_host, "cuMemHostAlloc");
  library.find(&driver->host_to_device_pointer, "cuMemHostGetDevicePointer_v2");
  library.find(&driver->upload, "cuMemcpyHtoDAsync_v2");
  library.find(&driver->download, "cuMemcpyDtoH_v2");
  library.find(&driver->copy, "cuMemcpyDtoDAsync_v2");
  library.find(&driver->set_bytes, "cuMemsetD8Async");
  library.find(&driver->set_words, "cuMemsetD32Async");
}

void find_work(Library& library, Driver* driver) {
  library.find(&driver->module_load, "cuModuleLoadDataEx");
  library.find(&driver->module_unload, "cuModuleUnload");
  library.find(&driver->module_function, "cuModuleGetFunction");
  library.find(&driver->module_global, "cuModuleGetGlobal_v2");
  library.find(&driver->function_attribute, "cuFuncSetAttribute");
  library.find(&driver->launch, "cuLaunchKernel");
  library.find(&driver->stream_create, "cuStreamCreate");
  library.find(&driver->stream_query, "cuStreamQuery");
  library.find(&driver->capture_begin, "cuStreamBeginCapture_v2");
  library.find(&driver->capture_end, "cuStreamEndCapture");
  library.find(&driver->graph_instantiate, "cuGraphInstantiateWithFlags");
  library.find(&driver->graph_upload, "cuGraphUpload");
  library.find(&driver->graph_launch, "cuGraphLaunch");
  library.find(&driver->graph_exec_destroy, "cuGraphExecDestroy");
  library.find(&driver->graph_destroy, "cuGraphDestroy");
  library.find(&driver->event_create, "cuEventCreate");
  library.find(&driver->event_record, "cuEventRecord");
  library.find(&driver->event_elapsed, "cuEventElapsedTime");
}

}  // namespace

std::string Driver::name_of(CuResult error) const {
  const char* name = nullptr;
  if (error_name(error, &name) == kCuSuccess && name != nullptr) return name;
  return "error " + std::to_string(error);
}

Result<Driver> open_driver() {
  Library library;
  if (!library.open()) return unavailable("there is no driver: libcuda.so.1 was not found");
  Driver driver{};
  find_devices(library, &driver);
  find_memory(library, &driver);
  find_work(library, &driver);
  if (!library.missing().empty()) {
    return unavailable("the driver is too old: it lacks " + library.missing());
  }
  return driver;
}

}  // namespace assay::replay
