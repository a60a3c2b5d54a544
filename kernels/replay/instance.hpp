#pragma once
// A plan (harness/plan.hpp) on the device: its memory, fresh inputs, poison in everything else, and
// what it does as a graph.  Made anew for each sample, with its module, so that nothing of an
// earlier one is left, neither in memory nor in variables.

#include <functional>
#include <string>
#include <vector>

#include "harness/plan.hpp"
#include "replay/device.hpp"

namespace assay::replay {

// Memory that a plan finds: the tensors of a signature, in its order.
struct Placed {
  std::uint64_t bytes = 0;
  const std::string* data = nullptr;  // nullptr: it is written only
};

class Instance {
 public:
  // `what` names the plan in messages.
  Instance(Device& device, std::string what) : device_(device), what_(std::move(what)) {}
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  // Work of ours that comes after the plan: into the stream, on the tensors' addresses.
  using Extra = std::function<Status(const std::vector<CuPointer>& tensors)>;
  // `pattern`: what stands in memory that nobody wrote; a NaN in floats of 32 and 16 bits.
  Status make(const std::vector<harness::Step>& plan, const std::vector<Placed>& placed,
              std::uint32_t pattern, const Extra& extra = {});
  Result<double> time() { return device_.time(exec_, what_); }
  Result<std::string> read(std::size_t tensor) const;

 private:
  struct Buffer {
    CuPointer address = 0;
    std::uint64_t bytes = 0;
  };
  Status place(const Placed& placed);
  Status allocate(std::uint64_t bytes);
  Status load(std::string_view ptx);
  // What has to be there before the graph: memory and modules.
  Status prepare(const harness::Step& step);
  // The work, into the stream that is being captured.
  Status record(const harness::Step& step);
  Status record_all(const std::vector<harness::Step>& plan);
  Status launch(const harness::Step& step);
  Result<CuPointer> real(std::uint64_t told, std::uint64_t bytes, const char* call) const;
  CuPointer relocated(std::uint64_t word) const;
  Status done(CuResult result) { return device_.done(result, what_); }

  Device& device_;
  std::string what_;
  std::uint32_t pattern_ = 0;
  std::vector<Buffer> buffers_;  // by the plan's numbers
  std::vector<Buffer> staged_;   // what uploads bring, in their order
  std::size_t next_staged_ = 0;
  CuModule module_ = nullptr;
  CuGraph graph_ = nullptr;
  CuGraphExec exec_ = nullptr;
};

}  // namespace assay::replay
