#pragma once
// The simulated device: what is queued runs when somebody waits for it, and its clock moves as the
// script says.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/machine.hpp"
#include "sim/program.hpp"

namespace assay::simdriver {

// Errors of the driver, by its numbers.
inline constexpr int kSuccess = 0, kInvalidValue = 1, kOutOfMemory = 2, kNoDevice = 100,
                     kInvalidPtx = 218, kNotFound = 500, kIllegalAddress = 700,
                     kLaunchOutOfResources = 701, kLaunchFailed = 719;

using Work = std::function<int()>;

struct Module {
  std::unique_ptr<sim::Program> program;
};

struct Function {
  Module* module = nullptr;
  const sim::Kernel* kernel = nullptr;
  sim::u32 most_dynamic = 48 << 10;
};

struct Graph {
  std::vector<Work> work;
};

struct Event {
  double ns = 0;
};

class Device {
 public:
  static Device& get();

  int allocate(sim::u64 bytes, sim::u64* address);
  int release(sim::u64 address);
  // Into the graph that is being captured, or else the queue.
  int enqueue(Work work);
  int begin_capture();
  Graph* end_capture();
  // Runs what is queued.  An error stays for good, as it does on a device.
  int run();
  int launch(const Function& function, const sim::LaunchShape& shape, void** parameters);
  double now_ns() const { return now_ns_; }
  // The clock moves by what the script says of a kernel or call, or else by `usual_ns`.
  void take_time(const std::string& name, double usual_ns);

 private:
  int run_kernel(const sim::Kernel& kernel, const sim::LaunchShape& shape,
                 const std::vector<sim::u8>& parameters);
  int inject(const std::string& name, sim::u64 number, const sim::Kernel& kernel,
             const std::vector<sim::u8>& parameters);

  std::vector<Work> queue_;
  std::unique_ptr<Graph> capture_;
  std::map<std::string, sim::u64> launches_;  // by name
  std::map<sim::u64, sim::u64> sizes_;        // of allocations, by address
  sim::u64 used_ = 0;
  double now_ns_ = 0;
  int error_ = kSuccess;
};

}  // namespace assay::simdriver
