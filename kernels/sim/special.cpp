#include "sim/special.hpp"

#include <unordered_map>

namespace assay::sim {
namespace {

const std::unordered_map<std::string_view, Special>& names() {
  using enum Special;
  static const std::unordered_map<std::string_view, Special> kNames = {
      {"%tid.x", tid_x},
      {"%tid.y", tid_y},
      {"%tid.z", tid_z},
      {"%ntid.x", ntid_x},
      {"%ntid.y", ntid_y},
      {"%ntid.z", ntid_z},
      {"%ctaid.x", ctaid_x},
      {"%ctaid.y", ctaid_y},
      {"%ctaid.z", ctaid_z},
      {"%nctaid.x", nctaid_x},
      {"%nctaid.y", nctaid_y},
      {"%nctaid.z", nctaid_z},
      {"%laneid", laneid},
      {"%warpid", warpid},
      {"%nwarpid", nwarpid},
      {"%smid", smid},
      {"%nsmid", nsmid},
      {"%gridid", gridid},
      {"%lanemask_eq", lanemask_eq},
      {"%lanemask_le", lanemask_le},
      {"%lanemask_lt", lanemask_lt},
      {"%lanemask_ge", lanemask_ge},
      {"%lanemask_gt", lanemask_gt},
      {"%clock", clock},
      {"%clock_hi", clock_hi},
      {"%clock64", clock64},
      {"%globaltimer", globaltimer},
      {"%globaltimer_lo", globaltimer_lo},
      {"%globaltimer_hi", globaltimer_hi},
      {"%envreg1", envreg1},
      {"%envreg2", envreg2},
      {"%dynamic_smem_size", dynamic_smem_size},
      {"%total_smem_size", total_smem_size},
      // A cluster is one block.
      {"%cluster_ctaid.x", zero},
      {"%cluster_ctaid.y", zero},
      {"%cluster_ctaid.z", zero},
      {"%cluster_nctaid.x", unit},
      {"%cluster_nctaid.y", unit},
      {"%cluster_nctaid.z", unit},
      {"%cluster_nctarank", unit},
      {"%clusterid.x", ctaid_x},
      {"%clusterid.y", ctaid_y},
      {"%clusterid.z", ctaid_z},
      {"%nclusterid.x", nctaid_x},
      {"%nclusterid.y", nctaid_y},
      {"%nclusterid.z", nctaid_z},
      {"%cluster_ctarank", zero},
  };
  return kNames;
}

// One warp instruction counts as one cycle, and looking at the clock as some more, so that kernels
// that only let time pass soon have done so.
constexpr u64 kLook = 40;

u64 ticks(const Warp& warp) {
  thread_local u64 looks = 0;
  u64 sum = ++looks * kLook;
  for (const CodeCounters& code : warp.worker->counters) {
    for (const InstCounter& inst : code.insts) sum += inst.warps;
  }
  return sum;
}

u64 of_block(const Warp& warp, Special special) {
  const Block& block = *warp.block;
  const Launch& launch = *block.launch;
  using enum Special;
  switch (special) {
    case ntid_x:
      return launch.shape.block[0];
    case ntid_y:
      return launch.shape.block[1];
    case ntid_z:
      return launch.shape.block[2];
    case ctaid_x:
      return block.at[0];
    case ctaid_y:
      return block.at[1];
    case ctaid_z:
      return block.at[2];
    case nctaid_x:
      return launch.shape.grid[0];
    case nctaid_y:
      return launch.shape.grid[1];
    case nctaid_z:
      return launch.shape.grid[2];
    case warpid:
      return warp.id;
    case nwarpid:
      return block.warps.size();
    case smid:
      return block.index % 16;
    case nsmid:
      return 16;
    case gridid:
      return 1;
    case clock:
    case clock64:
    case globaltimer:
    case globaltimer_lo:
      return ticks(warp);
    case clock_hi:
    case globaltimer_hi:
      return ticks(warp) >> 32;
    case envreg1:
      return launch.grid_workspace >> 32;
    case envreg2:
      return launch.grid_workspace & 0xffffffff;
    case dynamic_smem_size:
      return launch.shape.dynamic_shared;
    case total_smem_size:
      return launch.shared_bytes;
    case unit:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

bool find_special(std::string_view name, Special* special) {
  const auto found = names().find(name);
  if (found == names().end()) return false;
  *special = found->second;
  return true;
}

void read_special(const Warp& warp, Special special, u64* values) {
  using enum Special;
  const bool one =
      special > tid_z && special != laneid && (special < lanemask_eq || special > lanemask_gt);
  const u64 same = one ? of_block(warp, special) : 0;
  if (one) {
    for (u32 l = 0; l < kLanes; ++l) values[l] = same;
    return;
  }
  if (special <= tid_z) {
    const u32* const tid = warp.tid[static_cast<u32>(special)];
    for (u32 l = 0; l < kLanes; ++l) values[l] = tid[l];
    return;
  }
  for (u32 l = 0; l < kLanes; ++l) {
    const u32 below = (1u << l) - 1, self = 1u << l;
    switch (special) {
      case laneid:
        values[l] = l;
        break;
      case lanemask_eq:
        values[l] = self;
        break;
      case lanemask_le:
        values[l] = below | self;
        break;
      case lanemask_lt:
        values[l] = below;
        break;
      case lanemask_ge:
        values[l] = ~below;
        break;
      case lanemask_gt:
        values[l] = ~(below | self);
        break;
      default:
        values[l] = 0;
    }
  }
}

}  // namespace assay::sim
