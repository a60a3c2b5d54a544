#include "simdriver/device.hpp"

#include <cstring>
#include <utility>

#include "sim/launch.hpp"
#include "sim/summary.hpp"
#include "simdriver/script.hpp"

namespace assay::simdriver {
namespace {

using sim::Memory;
using sim::u32;
using sim::u64;
using sim::u8;

// Of a kernel that the script does not name: it is as long as its instructions are many.
constexpr double kLaunchNs = 1000, kWarpInstructionNs = 1;

double usual_time(const std::vector<sim::CodeCounters>& counters) {
  u64 instructions = 0;
  for (const sim::CodeCounters& of : counters) {
    for (const sim::InstCounter& inst : of.insts) instructions += inst.warps;
  }
  return kLaunchNs + kWarpInstructionNs * static_cast<double>(instructions);
}

}  // namespace

Device& Device::get() {
  static Device device;
  return device;
}

int Device::allocate(u64 bytes, u64* address) {
  if (bytes == 0) return kInvalidValue;
  if (used_ + bytes > script().memory) return kOutOfMemory;
  *address = Memory::device().allocate(bytes, sim::Allocation::Kind::device, true);
  if (*address == 0) return kOutOfMemory;
  used_ += bytes;
  sizes_[*address] = bytes;
  return kSuccess;
}

int Device::release(u64 address) {
  if (!Memory::device().release(address)) return kInvalidValue;
  used_ -= sizes_[address];
  return kSuccess;
}

int Device::enqueue(Work work) {
  if (error_ != kSuccess) return error_;
  (capture_ ? capture_->work : queue_).push_back(std::move(work));
  return kSuccess;
}

int Device::begin_capture() {
  capture_ = std::make_unique<Graph>();
  return error_;
}

Graph* Device::end_capture() { return capture_.release(); }

int Device::run() {
  for (std::size_t i = 0; i < queue_.size() && error_ == kSuccess; ++i) error_ = queue_[i]();
  queue_.clear();
  return error_;
}

int Device::launch(const Function& function, const sim::LaunchShape& shape, void** parameters) {
  const sim::Kernel& kernel = *function.kernel;
  const u64 threads = u64{shape.block[0]} * shape.block[1] * shape.block[2];
  if (threads == 0 || u64{shape.grid[0]} * shape.grid[1] * shape.grid[2] == 0) {
    return kInvalidValue;
  }
  if (shape.dynamic_shared > function.most_dynamic) return kInvalidValue;
  if (threads > 1024) return kLaunchOutOfResources;
  std::vector<u8> packed(kernel.parameter_bytes);
  for (std::size_t k = 0; k < kernel.parameters.size(); ++k) {
    std::memcpy(packed.data() + kernel.parameters[k].offset, parameters[k],
                kernel.parameters[k].bytes);
  }
  return enqueue([this, &kernel, shape, packed] { return run_kernel(kernel, shape, packed); });
}

int Device::run_kernel(const sim::Kernel& kernel, const sim::LaunchShape& shape,
                       const std::vector<u8>& parameters) {
  sim::Findings findings;
  sim::Launch launch;
  launch.kernel = &kernel;
  launch.shape = shape;
  launch.shared_bytes = kernel.shared_bytes + shape.dynamic_shared;
  launch.parameters = parameters;
  launch.checks = sim::Checks::fast;
  launch.findings = &findings;
  std::vector<sim::CodeCounters> counters;
  run_launch(launch, counters);
  const std::string name = sim::demangled(kernel.name);
  take_time(name, usual_time(counters));
  if (!findings.empty()) return launch.failed ? kLaunchFailed : kIllegalAddress;
  return inject(name, ++launches_[name], kernel, parameters);
}

void Device::take_time(const std::string& name, double usual_ns) {
  const auto time = script().times.find(name);
  now_ns_ += time == script().times.end() ? usual_ns : 1000 * time->second.take();
}

int Device::inject(const std::string& name, u64 number, const sim::Kernel& kernel,
                   const std::vector<u8>& parameters) {
  const auto [from, to] = script().faults.equal_range(name);
  for (auto fault = from; fault != to; ++fault) {
    if (fault->second.launch != number) continue;
    if (fault->second.error != 0) return fault->second.error;
    const auto& parameter = kernel.parameters[static_cast<std::size_t>(fault->second.parameter)];
    u64 address = 0;
    std::memcpy(&address, parameters.data() + parameter.offset, sizeof address);
    *Memory::view(address + 2) ^=
        0x40;  // the third byte of a float: a quarter of its value or more
  }
  return kSuccess;
}

}  // namespace assay::simdriver
