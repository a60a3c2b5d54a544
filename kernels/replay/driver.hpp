#pragma once
// The calls of NVIDIA's driver library that timing needs, found at run time: nothing is linked, and
// no header of the toolkit is needed.  Types and numbers are those of the library's binary
// interface (tests/driver_test.cpp holds them against cuda.h where there is one).

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/status.hpp"

namespace assay::replay {

using CuResult = int;
using CuDevice = int;
using CuPointer = unsigned long long;  // device memory
using CuContext = struct CuContextObject*;
using CuModule = struct CuModuleObject*;
using CuFunction = struct CuFunctionObject*;
using CuStream = struct CuStreamObject*;
using CuEvent = struct CuEventObject*;
using CuGraph = struct CuGraphObject*;
using CuGraphExec = struct CuGraphExecObject*;

inline constexpr CuResult kCuSuccess = 0, kCuOutOfMemory = 2, kCuNotReady = 600;
inline constexpr int kCuMaxThreadsPerSm = 39, kCuSmCount = 16, kCuL2Bytes = 38;  // attributes
inline constexpr int kCuMajor = 75, kCuMinor = 76;
inline constexpr int kCuDynamicShared = 8;                   // of a function
inline constexpr int kCuErrorLog = 5, kCuErrorLogBytes = 6;  // of loading a module
inline constexpr unsigned kCuHostMapped = 2;                 // of host memory
inline constexpr unsigned kCuNonBlocking = 1;                // of a stream
inline constexpr int kCuCaptureThreadLocal = 1;              // of a capture
inline constexpr int kCuPersistingL2 = 6;                    // a limit of a context

struct Driver {
  CuResult (*init)(unsigned flags);
  CuResult (*driver_version)(int* version);
  CuResult (*error_name)(CuResult error, const char** name);
  CuResult (*device_count)(int* count);
  CuResult (*device_get)(CuDevice* device, int ordinal);
  CuResult (*device_name)(char* name, int bytes, CuDevice device);
  CuResult (*device_attribute)(int* value, int attribute, CuDevice device);
  CuResult (*device_memory)(std::size_t* bytes, CuDevice device);
  CuResult (*context_retain)(CuContext* context, CuDevice device);
  CuResult (*context_current)(CuContext context);
  CuResult (*context_limit)(int limit, std::size_t value);
  CuResult (*module_load)(CuModule* module, const void* image, unsigned count, int* options,
                          void** values);
  CuResult (*module_unload)(CuModule module);
  CuResult (*module_function)(CuFunction* function, CuModule module, const char* name);
  CuResult (*module_global)(CuPointer* address, std::size_t* bytes, CuModule module,
                            const char* name);
  CuResult (*function_attribute)(CuFunction function, int attribute, int value);
  CuResult (*allocate)(CuPointer* address, std::size_t bytes);
  CuResult (*release)(CuPointer address);
  CuResult (*allocate_host)(void** address, std::size_t bytes, unsigned flags);
  CuResult (*host_to_device_pointer)(CuPointer* address, void* host, unsigned flags);
  CuResult (*upload)(CuPointer to, const void* from, std::size_t bytes, CuStream stream);
  CuResult (*download)(void* to, CuPointer from, std::size_t bytes);
  CuResult (*copy)(CuPointer to, CuPointer from, std::size_t bytes, CuStream stream);
  CuResult (*set_bytes)(CuPointer to, unsigned char value, std::size_t count, CuStream stream);
  CuResult (*set_words)(CuPointer to, unsigned value, std::size_t count, CuStream stream);
  CuResult (*launch)(CuFunction function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                     unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared_bytes,
                     CuStream stream, void** parameters, void** extra);
  CuResult (*stream_create)(CuStream* stream, unsigned flags);
  CuResult (*stream_query)(CuStream stream);
  CuResult (*capture_begin)(CuStream stream, int mode);
  CuResult (*capture_end)(CuStream stream, CuGraph* graph);
  CuResult (*graph_instantiate)(CuGraphExec* exec, CuGraph graph, unsigned long long flags);
  CuResult (*graph_upload)(CuGraphExec exec, CuStream stream);
  CuResult (*graph_launch)(CuGraphExec exec, CuStream stream);
  CuResult (*graph_exec_destroy)(CuGraphExec exec);
  CuResult (*graph_destroy)(CuGraph graph);
  CuResult (*event_create)(CuEvent* event, unsigned flags);
  CuResult (*event_record)(CuEvent event, CuStream stream);
  CuResult (*event_elapsed)(float* ms, CuEvent from, CuEvent to);

  // "CUDA_ERROR_ILLEGAL_ADDRESS"
  std::string name_of(CuResult error) const;
};

// Fails with a sentence: there is no driver, or it lacks a call.  The library stays loaded; it is
// not started.
Result<Driver> open_driver();

}  // namespace assay::replay
