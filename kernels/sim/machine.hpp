#pragma once
// A running launch: its blocks, warps and lanes.
//
// Theory of operation.  Worker threads take blocks of a launch and run them.  A warp is a list of
// splits: lanes that stand at the same instruction of the same frame.  The split with the lowest
// place runs until it meets another one (they merge), waits at a barrier or a warp collective, or
// has used its slice.  So lanes make progress independently of each other, as on Volta and later.
// A block whose warps only poll memory is put aside for other blocks, so that a grid can wait for
// itself.

#include <atomic>
#include <memory>
#include <random>
#include <vector>

#include "sim/code.hpp"
#include "sim/counters.hpp"
#include "sim/findings.hpp"
#include "sim/global_races.hpp"
#include "sim/memory.hpp"
#include "sim/witness.hpp"

namespace assay::sim {

enum class Checks : u8 { none, fast, all };  // fast: without races and uninitialised reads

struct LaunchShape {
  u32 grid[3] = {1, 1, 1};
  u32 block[3] = {1, 1, 1};
  u32 dynamic_shared = 0;
};

// What all blocks of a launch share.
struct Launch {
  const Kernel* kernel = nullptr;
  LaunchShape shape;
  std::vector<u8> parameters;
  Checks checks = Checks::all;
  u64 seed = 0;
  u32 most_workers = 0;  // threads of ours that run it; 0: one for each core
  bool cooperative = false;
  u32 stack_bytes = 16384;  // of a thread, for called functions
  u64 grid_workspace = 0;   // device address, of cooperative launches
  Findings* findings = nullptr;
  u32 shared_bytes = 0;             // static and dynamic
  bool races = false;               // shared memory is checked for races and uninitialised reads
  std::atomic<bool> failed{false};  // a trap or a failed assertion ended it
  std::atomic<bool> asserted{false};
  Witness* witness = nullptr;           // set: run by one thread, and watched
  GlobalRaces* global_races = nullptr;  // likewise: races in global memory are looked for
  i64 only_block = -1;                  // the one that is run; -1: all
};

struct Block;
struct Worker;

// An activation of a function by some lanes of a warp.
struct Frame {
  const Code* code = nullptr;
  std::unique_ptr<u8[]> storage;  // registers, predicates and parameter bytes of called functions
  u8* registers = nullptr;        // 64-byte aligned
  Mask* predicates = nullptr;
  u8* parameters = nullptr;  // param_bytes for each lane, lane after lane
  Frame* parent = nullptr;
  u32 return_to = 0;  // instruction of the parent
  const CallSite* site = nullptr;
  Mask lanes = 0;      // that have not returned
  u32 local_base = 0;  // of its local memory, in each lane's
  u32 depth = 0;
};

enum class Wait : u8 { none, barrier, sync };

struct Split {
  u32 pc = 0;
  Mask lanes = 0;
  Frame* frame = nullptr;
  Wait wait = Wait::none;
  bool rested = false;  // has used its slice; others go first
};

// cp.async copies that have not arrived.
struct AsyncCopy {
  const Inst* inst = nullptr;
  Mask lanes = 0;
  u32 group[kLanes] = {};
  u32 to[kLanes] = {};
  u64 from[kLanes] = {};
  u32 source_bytes[kLanes] = {};
  u64 barrier[kLanes] = {};  // one past its place, if the end of its phase waits for them
};

// What a memory instruction remembers of its last access, because the next one mostly has the
// same shape.  Distances are from the address of the first lane of the mask.
struct AccessMemo {
  Mask mask = 0;
  u32 low = 0;  // low five bits of the first address
  u32 sectors = 0, ideal = 0;
  u32 wavefronts = 0, passes = 0;
  u32 queue = 0;            // most lanes at one address
  u64 apart = 0;            // bytes between neighbouring lanes; 0: not all the same
  u64 last = 0;             // first address of the last access to global memory
  i64 least = 0, most = 0;  // distances
  enum class Shape : u8 { scattered, uniform, contiguous } shape = Shape::scattered;
  bool aligned = false;  // every distance is a multiple of the access
  // Granules of shared memory: run k covers `length` of them from `start` on (relative to the
  // first lane's), touched by lane, lane + 1, ... one access each; `many`: each by several lanes.
  u32 runs = 0;
  struct Run {
    i32 start = 0;
    u16 length = 0;
    u8 lane = 0;
    bool many = false;
  } run[kLanes];
  alignas(64) i64 distance[kLanes] = {};
};

struct Warp {
  // Of the running frame, set by the scheduler.
  u8* bases[2] = {};  // registers, constants
  Mask* predicates = nullptr;
  Frame* frame = nullptr;
  Block* block = nullptr;
  Worker* worker = nullptr;
  AccessCounter* access_counters = nullptr;
  AccessMemo* memos = nullptr;

  u32 id = 0;  // in its block
  Mask alive = 0;
  u32 sync_epoch = 0;   // of __syncwarp; part of the race stamps
  u32 sync_age = 0;     // counts on where that starts anew
  i64 fuel = 0;         // left of the slice: backward branches, and more for each poll of memory
  bool polled = false;  // in this slice
  u64 awaited = 0;      // arrivals that the barrier in memory lacks that it polled last
  u8* local = nullptr;
  u8* local_state = nullptr;
  std::vector<Split> splits;
  Frame root;
  std::vector<std::unique_ptr<Frame>> frames, spare_frames;
  std::vector<AsyncCopy> copies;
  u32 copy_groups[kLanes] = {};  // committed by each lane
  alignas(64) u32 tid[3][kLanes] = {};
};

// A read of shared memory that nobody had written: a race if somebody writes it before the next
// barrier, else a read of nothing.
struct EarlyRead {
  u64 cell = 0;
  const Inst* inst = nullptr;
  Frame* frame = nullptr;
  u32 warp = 0, lane = 0;
  bool copies = false;  // the lane itself has cp.async copies under way
};

struct Barrier {
  u32 arrived = 0;
  u32 expected = 0;           // threads; 0: all of the block
  u32 votes = 0, voters = 0;  // bar.red
};

struct Block {
  Launch* launch = nullptr;
  Worker* worker = nullptr;
  u32 index = 0;
  u32 at[3] = {};
  u32 threads = 0, alive = 0;
  u8* shared = nullptr;
  u32 shared_bytes = 0;
  u32* writers = nullptr;  // race stamps of each granule; see stamps.hpp
  u32* readers = nullptr;
  u32 epoch = 1;
  u32 age = 0;          // counts on where the epoch starts anew
  u32 local_bytes = 0;  // of a lane
  std::vector<Warp> warps;
  Barrier barriers[16];
  std::vector<EarlyRead> early_reads;
  Trail trail;              // of watched launches
  std::vector<u8> storage;  // shared memory, stamps, registers, predicates
  std::unique_ptr<u8[], decltype(&std::free)> local{nullptr, &std::free};
  bool stopped = false;
};

struct Worker {
  Launch* launch = nullptr;
  std::vector<CodeCounters> counters;          // by Code::index
  std::vector<std::vector<AccessMemo>> memos;  // beside the accesses
  std::minstd_rand random;
  u64 stores = 0;  // to global memory: somebody makes progress
};

// --- what handlers use

template <class T>
inline T* dst(Warp& warp, Slot slot) {
  return reinterpret_cast<T*>(warp.bases[0] + slot);
}
template <class T>
inline const T* src(const Warp& warp, Slot slot) {
  return reinterpret_cast<const T*>(warp.bases[slot & 1] + (slot & ~1u));
}

inline u32 thread_of(const Warp& warp, u32 lane) { return warp.id * kLanes + lane; }

// Adds a finding at the instruction's place; `lane` is the thread that it names.
void report(Warp& warp, const Inst& inst, Check check, u32 lane, const std::string& message);
// True if it was reported before, and counts it: the words need not be made again.
bool reported(Warp& warp, const Inst& inst, Check check);
// Whether the instruction is of a function in the toolkit's headers.
bool in_toolkit(const Warp& warp, const Inst& inst);

// The lanes of `mask` divide integers by zero.
void divided_by_zero(Warp& warp, const Inst& inst, Mask mask);

// Takes from the slice of a warp that waits by polling memory.
inline void poll(Warp& warp) {
  warp.fuel -= 64;
  warp.polled = true;
  warp.awaited = 0;
}

// The functions that the device runtime has and no module defines: vprintf, malloc, ...
void system_call(Warp& warp, const Inst& inst, const CallSite& site, Mask mask);

}  // namespace assay::sim
