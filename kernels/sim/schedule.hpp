#pragma once
// Runs the warps of one block: which split goes next, who waits for whom.

#include "sim/machine.hpp"

namespace assay::sim {

enum class Progress : u8 {
  done,     // every thread has ended, or the block was stopped
  yielded,  // its warps only poll memory: others should run
  moved,    // as yielded, but some warp did work
};

// Makes `block` ready to run as number `index` of the launch.  Memory of an earlier use is kept.
void prepare_block(Block& block, Launch& launch, Worker& worker, u32 index);

// Runs it until it is done or should give way.
Progress run_block(Block& block);

// Reports what the block waits for: it will never come.  `unborn`: blocks of the grid that have not
// begun, because there is no room for them.
void report_stuck(Block& block, u32 unborn = 0);

}  // namespace assay::sim
