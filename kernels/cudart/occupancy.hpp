#pragma once
// Registers and spills as the toolkit's assembler says, and the occupancy that follows from them.
// These are true of the device that they name; nothing of it is simulated.

#include <map>
#include <string>
#include <vector>

#include "sim/lanes.hpp"

namespace assay::cudart {

using sim::u32;

struct Assembled {
  u32 registers = 0, spill_bytes = 0;  // of a thread
};

// By the kernels' names in the PTX.  Empty if there is no ptxas, or it refuses.
std::map<std::string, Assembled> assemble(const std::string& ptx, const std::string& target,
                                          const std::vector<std::string>& kernels);

struct Occupancy {
  u32 warps = 0;      // resident on a multiprocessor
  std::string limit;  // what allows no more: "registers", "shared memory", "threads" or "blocks"
};
inline constexpr u32 kMostWarps = 64;

// On compute capability 8.0, and on no other.
inline constexpr char kOccupancyTarget[] = "sm_80";
Occupancy occupancy(u32 block_threads, u32 registers, u32 shared_bytes);

}  // namespace assay::cudart
