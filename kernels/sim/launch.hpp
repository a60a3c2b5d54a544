#pragma once

#include "sim/machine.hpp"

namespace assay::sim {

// Runs a whole launch on all cores.  Adds its counts to `counters` (by Code::index).
void run_launch(Launch& launch, std::vector<CodeCounters>& counters);

}  // namespace assay::sim
