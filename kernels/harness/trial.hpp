#pragma once
// One test of a kernel: its tensors go to the simulated device, it runs under several schedules,
// and what it wrote, what was found and what was counted come back.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "cudart/occupancy.hpp"
#include "harness/buffers.hpp"
#include "harness/counted.hpp"
#include "harness/order.hpp"
#include "harness/plan.hpp"
#include "sim/program.hpp"
#include "value/value.hpp"

namespace assay::harness {

// The payload of the `E` frame.
std::string misfit_json(const std::string& message);

// A loaded program of a candidate.  The PTX is data: nothing of it runs but in the simulator.
class Subject {
 public:
  explicit Subject(Order order);

  // What is wrong with it before any test: there is no such kernel, or it has other parameters.
  const std::string& misfit() const { return misfit_; }

  // Decodes the wire's arguments, and the plan behind them.
  Status prepare(std::string_view arguments);
  // Why the plan cannot be run, which is its author's doing; "" if it can.
  const std::string& broken_plan() const { return broken_plan_; }
  // The payload of the `A` frame: the results, the report as JSON (u32 length), and u32 the number
  // of further results, each under another schedule and not the same as the first.
  Result<std::string> run();

 private:
  Status launch(const Value& arguments, int schedule, Buffers* buffers, Counted* counted);

  Order order_;
  std::unique_ptr<sim::Program> program_;
  const sim::Kernel* kernel_ = nullptr;
  std::map<std::string, cudart::Assembled> resources_;  // of its kernels, where they are known
  std::string misfit_;
  std::string unsupported_;  // why there is no kernel_, if it is not the candidate's fault
  Value arguments_;
  std::string plan_text_, broken_plan_;
  std::vector<Step> plan_;  // views into plan_text_
};

}  // namespace assay::harness
