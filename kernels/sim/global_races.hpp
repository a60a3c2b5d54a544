#pragma once
// Races in global memory: two threads touch one place in one launch, one of them writes, and
// nothing says which comes first.  Asked for only, because it is slow, and its launches are run by
// one thread of ours.
//
// Ordered are: one thread's accesses; those of a block with a barrier between; those of a warp with
// a __syncwarp between; and those of two blocks if the first made a fence of the device in the
// meantime.  Left out are atomic operations, two volatile (or relaxed) accesses, and writes of the
// value that the other wrote.

#include <unordered_map>
#include <vector>

#include "sim/lanes.hpp"
#include "sim/witness.hpp"

namespace assay::sim {

struct Code;

// Of a launch.
struct GlobalRaces {
  struct Seen {
    const Inst* inst = nullptr;  // none: nobody yet
    const Code* code = nullptr;
    u32 block = 0, thread = 0;
    u32 age = 0, sync_age = 0;  // of the block and the warp
    u32 fences = 0;             // of the block until then
    bool strong = false;
    u64 value = 0;  // that was written
  };
  struct Cell {
    Seen writer, readers[2];
  };
  explicit GlobalRaces(u64 blocks) : fences(blocks) {}

  std::unordered_map<u64, Cell> cells;  // by address over the kernel's granule
  std::vector<u32> fences;              // of each block
};

// For a launch with `global_races`: notes an access and reports what it races with.  `values`: what
// a store writes, lane after lane.
void note_global(Warp& warp, const Inst& inst, Mask mask, const u64* at, u32 bytes, Touch touch,
                 const u8* values);

}  // namespace assay::sim
