#pragma once

#include <string_view>

#include "sim/machine.hpp"

namespace assay::sim {

// The special registers: %tid.x and so on.
enum class Special : u8 {
  tid_x,
  tid_y,
  tid_z,
  ntid_x,
  ntid_y,
  ntid_z,
  ctaid_x,
  ctaid_y,
  ctaid_z,
  nctaid_x,
  nctaid_y,
  nctaid_z,
  laneid,
  warpid,
  nwarpid,
  smid,
  nsmid,
  gridid,
  lanemask_eq,
  lanemask_le,
  lanemask_lt,
  lanemask_ge,
  lanemask_gt,
  clock,
  clock_hi,
  clock64,
  globaltimer,
  globaltimer_lo,
  globaltimer_hi,
  envreg1,
  envreg2,
  dynamic_smem_size,
  total_smem_size,
  zero,
  unit,
};

// False if there is none of that name.
bool find_special(std::string_view name, Special* special);

// Its value in each lane.
void read_special(const Warp& warp, Special special, u64* values);

}  // namespace assay::sim
