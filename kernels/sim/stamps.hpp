#pragma once
// Race stamps: who touched a granule of shared memory last, and when.
//
// Bits 31..20: the block's epoch, which every barrier raises; 0 means "before all", 0xfff a copy
// still under way.  Bits 19..12: the warp's epoch, which __syncwarp raises.  Bits 11 and 10 are
// marks, 9..0 the thread.  A granule never written has stamp 0.
//
// Two accesses by different threads conflict if one writes and both fall into one epoch of the
// block, unless they are of one warp with a __syncwarp between, or both are strong.

#include "sim/lanes.hpp"

namespace assay::sim {

inline constexpr u32 kThreadBits = 0x3ff;
inline constexpr u32 kWarpBits = 0x3e0;
inline constexpr u32 kMarkLow = 1u << 10;
inline constexpr u32 kMarkHigh = 1u << 11;
// Of writers: done by an atomic operation, by a volatile access.
inline constexpr u32 kAtomicWrite = kMarkLow;
inline constexpr u32 kVolatileWrite = kMarkHigh;
// Of readers: several lanes of that warp; several warps.
inline constexpr u32 kManyLanes = kMarkLow;
inline constexpr u32 kManyWarps = kMarkHigh;

inline constexpr u32 kUnwritten = 0;
inline constexpr u32 kLongAgo = 1;  // initialised, in no epoch that matters
inline constexpr u32 kPending = 0xffffffff;
inline constexpr u32 kLastEpoch = 0xffe;

inline u32 epoch_of(u32 stamp) { return stamp >> 20; }
inline u32 sync_of(u32 stamp) { return stamp >> 12 & 0xff; }

inline u32 make_stamp(u32 epoch, u32 sync_epoch, u32 thread) {
  return epoch << 20 | (sync_epoch & 0xff) << 12 | thread;
}

// What a reader leaves where `old` stood.  Written without branches: it runs on whole runs.
inline u32 merged_reader(u32 old, u32 mine) {
  const bool now = (old >> 20) == (mine >> 20);
  const bool same_warp = (old & kWarpBits) == (mine & kWarpBits);
  const bool same_sync = (old >> 12) == (mine >> 12);
  const bool same_lane = (old & 0x1f) == (mine & 0x1f);
  const u32 lanes = mine | (old & kManyLanes) | (same_lane ? 0 : kManyLanes);
  const u32 within = same_sync ? lanes : mine;
  const u32 merged = same_warp ? within : mine | kManyWarps;
  return now ? (old & kManyWarps ? old : merged) : mine;
}

}  // namespace assay::sim
