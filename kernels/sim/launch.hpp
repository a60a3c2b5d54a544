#pragma once

#include "sim/machine.hpp"

namespace assay::sim {

// Whether a device takes the shape: 1 to 1024 threads in a block, and as many blocks as each
// dimension allows.  More than 2^32 - 1 blocks in all would take years to simulate, and count as
// no.
bool is_possible(const LaunchShape& shape);

// Blocks of a possible shape that even the largest device runs at once; others begin when one of
// them has ended.
u32 most_resident(const LaunchShape& shape, u32 shared_bytes);

// Runs a whole launch on all cores.  Adds its counts to `counters` (by Code::index).
void run_launch(Launch& launch, std::vector<CodeCounters>& counters);

}  // namespace assay::sim
