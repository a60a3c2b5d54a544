#pragma once
// What the checks found, each once per kernel and source line, with how often.

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/lanes.hpp"

namespace assay::sim {

enum class Check : u8 {
  out_of_bounds,
  misaligned,
  use_after_free,
  uninitialised_read,
  shared_race,
  global_race,
  stream_race,   // work of two streams that nothing orders
  missing_wait,  // cp.async data read before its wait
  barrier_divergence,
  deadlock,
  wrong_mask,
  inactive_source,  // a shuffle from a lane that takes no part
  division_by_zero,
  host_dereference,
  invalid_free,
  wrong_direction,  // a copy whose kind does not fit its pointers
  leak,
  launch_error,  // a launch failed, and the program never asked
  trap,
  assertion,
  unsupported,  // ours, not the candidate's
};
std::string_view name(Check check);

struct Finding {
  Check check = Check::trap;
  std::string kernel;  // "" for findings of the host side
  std::string file;    // "" if the program was built without -lineinfo
  u32 line = 0;
  u32 ptx_line = 0;
  u32 block[3] = {}, thread[3] = {};
  std::string message;
  u64 times = 1;
};

// Thread safety: any thread may add at any time; list() when no launch is running.
class Findings {
 public:
  // The first at a place is kept with its words; later ones are counted.
  void add(Finding finding);
  bool seen(Check check, const void* inst);  // and counts it; false the first time
  std::vector<Finding> list() const;
  bool empty() const { return order_.empty(); }
  void mark(Check check, const void* inst, Finding finding);

 private:
  mutable std::mutex mutex_;
  std::vector<Finding> order_;
  std::map<std::pair<Check, const void*>, std::size_t> by_inst_;
};

}  // namespace assay::sim
