#pragma once
// Both sides of a race.  A finding has the place of one access; whoever wants to draw the race
// needs the other one as well, so a launch that is watched keeps who touched each cell of shared
// memory since the last barrier.  That is slow, and for small launches on one thread.

#include <string>
#include <vector>

#include "ptx/module.hpp"
#include "sim/lanes.hpp"

namespace assay::sim {

struct Inst;
struct Warp;

enum class Touch : u8 { read, write, atomic };

struct Side {
  Touch touch = Touch::read;
  ptx::Place place;
  u32 thread = 0;  // number in its block
};

// Two accesses to one place that nothing orders, as they happened to come.
struct Race {
  Side first, second;
  const ptx::Module* module = nullptr;  // whose files the places name
  u32 grid[3] = {}, threads[3] = {};    // of the launch
  u32 block[3] = {};                    // where it happened
  std::string array;                    // as the source calls it; "" if it is none that is known
  u32 offset = 0;            // bytes from the array's start, or from that of shared memory
  u32 bytes = 0;             // of the second access
  bool within_warp = false;  // __syncwarp() is enough to order them
};

// Of a block: what touched each cell, with its stamp.
struct Trail {
  struct Seen {
    Side side;
    u32 stamp = 0;
    bool strong = false;
  };
  std::vector<std::vector<Seen>> cells;

  void add(u64 cell, const Seen& seen);
  // The last access that conflicts with `now`; nullptr if none was kept.
  const Seen* against(u64 cell, const Seen& now) const;
};

// Of a launch.
struct Witness {
  std::vector<Race> races;  // each pair of places once within a warp, once across
  u64 most_slices = 0;      // time slices of warps before the launch is given up
  u64 slices = 0;
};

// For a watched launch: keeps an access that now comes; notes what races with it.
void keep_access(Warp& warp, const Inst& inst, u32 lane, Touch touch, u64 cell);
void note_race(Warp& warp, const Inst& inst, u32 lane, Touch touch, u64 cell);

}  // namespace assay::sim
