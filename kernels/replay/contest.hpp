#pragma once
// Entries that are timed against each other, round by round: what the device copies and computes at
// best, the candidate's kernel, and kernels of the problem.  Nothing is judged here: the right
// answers are not in this process.

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/order.hpp"
#include "replay/clocks.hpp"
#include "replay/device.hpp"
#include "replay/instance.hpp"
#include "replay/library.hpp"
#include "value/value.hpp"

namespace assay::replay {

class Contest {
 public:
  // `library`: nullptr where nothing is held against it.
  Contest(Device& device, Library* library) : device_(device), library_(library) {}

  // Payload of the `L` frame: u32 count, then the load frame of each entry (docs/wire.md).  The
  // first one is the candidate's.  A text if its PTX has no such kernel, else "".
  Result<std::string> load(std::string_view payload);
  // Payload of the `T` frame: f64 bytes that a copy is to move, the unit whose arithmetic is timed
  // too ("" for none, u32 length), the arguments, of each entry of form solve its plan (u32 length
  // each), and the product of a library as JSON ("" for none).
  Status add_case(std::string_view payload);
  // Payload of the `R` frame: u32 rounds.  The payload of its answer: u32 length and JSON, then u32
  // number of results that had not come before; of each u32 its case, u8 whether it is the
  // library's, and (u32 length) its bytes.
  Result<std::string> run(std::string_view payload);

 private:
  struct Entry {
    harness::Order order;
    std::string kernel;  // as PTX has it
  };
  struct Work {  // of an entry in a case
    std::string plan_text;
    std::deque<std::string> bytes;  // what steps of ours point into
    std::vector<harness::Step> plan;
    std::vector<Placed> placed;
    std::optional<Product> product;  // of the library, instead of a plan
  };
  struct Case {
    Value arguments;
    double copied_bytes = 0;
    std::deque<Work> works;  // of the entries; they stay where they are, steps point into them
    std::optional<Work> copy, math, library;
    double flops = 0;
    std::set<std::string> seen;  // digests of results
  };
  struct Round;

  Status place(Case& made, std::vector<Placed>* placed);
  Status plan_own(const Entry& entry, const Case& made, Work* work);
  Work copy_work(double bytes) const;
  Result<Work> math_work(std::string_view unit, double* flops) const;
  Status run_round(Round* round);
  Result<double> sample(const Work& work, const std::string& what, Round* round,
                        std::string* results);
  Result<std::string> results_of(const Instance& instance, const Entry& entry,
                                 const Case& of) const;

  Device& device_;
  Library* library_;
  Clocks clocks_;
  std::vector<Entry> entries_;
  std::deque<Case> cases_;
  std::uint32_t rounds_run_ = 0;
  std::uint32_t samples_ = 0;
};

}  // namespace assay::replay
