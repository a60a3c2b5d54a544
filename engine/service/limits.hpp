#pragma once
// Limits of the groups of a problem for one language, derived on this machine and kept.

#include <cstdint>
#include <stop_token>
#include <vector>

#include "service/workbench.hpp"

namespace assay {

struct GroupLimits {
  double cpu_ms = 0;              // a multiple of the slowest accepted solution
  std::int64_t memory_bytes = 0;  // above the idle harness
  double reference_cpu_ms = 0;    // the slowest accepted solution on its slowest test
  std::int64_t reference_memory_bytes = 0;
  double yardstick_ms = 0;  // when it was derived (service/yardstick.hpp); 0 if it was not
  std::string how;          // "2 x queue.py (0.6 s)"
};

// One entry a group.  Runs the accepted solutions of the language (or of another one, scaled by the
// languages' factors) when nothing is kept for this problem, language, tool chain and machine.
// `narrow`: as if speed decided everywhere, for what is not a person's.
Result<std::vector<GroupLimits>> limits_of(Workbench& bench, const Problem& problem,
                                           const std::string& language, std::stop_token stop,
                                           bool narrow = false);

// Cpu time that an accepted solution gets for one test, where it answers or sets the limit: a
// minute, or if the author set a limit twice that, and 10 s at least.
double patience_ms(const Problem& problem);

}  // namespace assay
