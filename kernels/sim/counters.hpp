#pragma once
// Exact counts of what a launch did; the same on every machine and for every schedule that takes
// the same branches.

#include <vector>

#include "sim/lanes.hpp"

namespace assay::sim {

// Of one instruction.
struct InstCounter {
  u64 warps = 0;  // times that a warp ran it
  u64 lanes = 0;  // lanes that took part, summed
};

// Of one memory instruction.
struct AccessCounter {
  u64 global = 0;        // warp accesses that touched global memory
  u64 sectors = 0;       // 32-byte sectors that they moved
  u64 ideal = 0;         // sectors that the bytes asked for would fill
  u64 bytes = 0;         // asked for by lanes, in global memory
  u64 shared = 0;        // warp accesses that touched shared memory
  u64 wavefronts = 0;    // passes that shared memory needed
  u64 passes = 0;        // passes without bank conflicts
  u64 local = 0;         // warp accesses to local memory
  u64 atomic_lanes = 0;  // lanes that did an atomic operation
  u64 same_address = 0;  // the longest queues of lanes on one address, summed
  u64 apart = 0;         // bytes between neighbouring lanes in global memory, the most; 0: uneven

  void add(const AccessCounter& other);
};

// Of one function.
struct CodeCounters {
  std::vector<InstCounter> insts;
  std::vector<u64> divergent;  // per instruction: branches that split a warp
  std::vector<AccessCounter> accesses;

  void add(const CodeCounters& other);
};

}  // namespace assay::sim
