#pragma once
// The state of our libcudart: what the program registered, its last error, and what was found.
//
// Everything runs at the call: a launch returns when its kernel has ended, so streams and events
// order nothing; stream_order.hpp looks for what they leave open.  One lock guards all of it.

#include <cuda_runtime_api.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "cudart/stream_order.hpp"
#include "sim/findings.hpp"
#include "sim/launch.hpp"
#include "sim/program.hpp"
#include "sim/summary.hpp"

namespace assay::cudart {

using sim::u32;
using sim::u64;
using sim::u8;

// A fat binary of the program: its PTX is parsed at the first use.
struct Binary {
  std::string ptx;
  std::string problem;  // why there is no PTX
  std::unique_ptr<sim::Program> program;
};

struct Function {
  Binary* binary = nullptr;
  std::string name;
  int dynamic_asked = 0;  // of cudaFuncSetAttribute
  // Bytes of dynamic shared memory that a launch may ask for.
  int dynamic_limit(const sim::Kernel& kernel) const {
    return std::max(dynamic_asked, 48 * 1024 - static_shared(kernel));
  }
  static int static_shared(const sim::Kernel& kernel) {
    return static_cast<int>(kernel.shared_bytes - kernel.reserved_shared);
  }
};

struct SymbolVariable {
  Binary* binary = nullptr;
  std::string name;
  u64 bytes = 0;
  void** managed = nullptr;  // the host pointer of a __managed__ variable
};

class Runtime {
 public:
  static Runtime& get();

  std::recursive_mutex mutex;
  std::vector<std::unique_ptr<Binary>> binaries;
  std::unordered_map<const void*, Function> functions;
  std::unordered_map<const void*, SymbolVariable> variables;
  sim::Findings findings;
  std::map<const sim::Kernel*, sim::KernelRecord> records;
  std::map<std::string, std::string> races;  // the first of each kernel, drawn: JSON text
  sim::Checks checks = sim::Checks::all;
  bool global_races = false;
  std::unique_ptr<StreamOrder> order;  // with `global_races`
  u64 seed = 0;

  // Remembers and returns an error, as every call does.
  cudaError_t fail(cudaError_t error);
  cudaError_t done() { return sticky; }
  cudaError_t last = cudaSuccess;
  cudaError_t sticky = cudaSuccess;  // a kernel died: every later call fails
  bool stopped = false;  // the program crashed, or met what we lack: it could not free its memory
  std::string unread_launch;  // the words of a launch error that nobody asked for
  // Calls of the host: see host_place.hpp.  Of that launch, of what is allocated, of findings.
  std::vector<u64> launched_at;
  std::unordered_map<u64, std::vector<u64>> allocated_at;
  std::map<std::pair<sim::Check, std::string>, std::vector<u64>> told_at;

  // The program of a binary; nullptr, with a finding, if we cannot read it.
  sim::Program* program(Binary& binary);
  // nullptr, with the error remembered, if it is unknown or unsupported.
  const sim::Kernel* kernel(const void* function, cudaError_t* error);
  // Device address of a symbol; 0 if there is none.
  u64 symbol(const void* symbol, u64* bytes);

  cudaError_t launch(const void* function, dim3 grid, dim3 block, void** arguments,
                     size_t shared_bytes, bool cooperative);
  void unsupported(const std::string& what);
  // Adds a finding of the host side, which calls from here, or from where `calls` says.
  void tell(sim::Finding finding);
  void tell(sim::Finding finding, std::vector<u64> calls);
  void launch_failed(const std::string& words);
  void tell_leak(const sim::Allocation& left);

  // Whether what is allocated at the end is the program's own fault.
  bool tells_leaks() const {
    return checks == sim::Checks::all && !stopped && sticky == cudaSuccess;
  }
  // Ends with the findings about what is left over, and writes the report.
  void finish();

 private:
  Runtime();
  void draw_new_races(const sim::Launch& launch);
  bool finished_ = false;
};

// What the report holds, as JSON text.
std::string report_json(Runtime& runtime);

// Copies between any two addresses of host and device.
cudaError_t copy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind);
// Of pitched memory and of arrays.
cudaError_t copy_volume(const cudaMemcpy3DParms& parameters);
// The PTX in what __cudaRegisterFatBinary is given; "" with `problem` set if there is none.
std::string find_ptx(const void* wrapper, std::string* problem);

using Lock = std::lock_guard<std::recursive_mutex>;

}  // namespace assay::cudart
