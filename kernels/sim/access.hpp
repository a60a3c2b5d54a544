#pragma once
// The rare half of memory accesses: shapes seen for the first time, and accesses that look wrong.
// The frequent half is in ops/access.cpp.

#include <cstring>

#include "sim/machine.hpp"

namespace assay::sim {

// Fills the memo for an access of `bytes` per lane in global memory.
void learn_global(AccessMemo& memo, const u64* at, Mask mask, u32 bytes);
// The same for shared memory, in granules of `granule` bytes.
void learn_shared(AccessMemo& memo, const u64* at, Mask mask, u32 bytes, u32 granule);

// Looks at each lane of an access to global memory, reports what is wrong, and returns the lanes
// that may go on.
Mask check_global(Warp& warp, const Inst& inst, Mask mask, const u64* at, u32 bytes, Touch touch);
// What is wrong with an address of global memory that nothing is allocated at, and how to say it.
Check classify(u64 address, u32 bytes, std::string* words);
// Bounds and alignment in shared memory.
Mask check_shared(Warp& warp, const Inst& inst, Mask mask, const u64* at, u32 bytes, Touch touch);
// Races and uninitialised reads, granule by granule; leaves the stamps of this access.
void check_races(Warp& warp, const Inst& inst, Mask mask, const u64* at, u32 bytes, Touch touch,
                 const u8* values = nullptr, u32 value_stride = 0);

// Inst::c of a load from a known place of a thread's own memory.  The compiler makes such loads
// before it knows whether anybody wants the value, so they may come before every write.
inline constexpr Slot kKnownLocal = 2;

// A pointer to `bytes` of local memory of a lane, or nullptr (reported).
u8* local_at(Warp& warp, const Inst& inst, u32 lane, u64 offset, u32 bytes, Touch touch);

// Reports the early reads that no write followed; at barriers, and when the block ends.
void flush_early_reads(Block& block);
// Where an address of global memory lies: of the device, or of the host (lent by cudaHostRegister).
inline u8* global_place(u64 address) {
  return Memory::owns(address) ? Memory::view(address) : reinterpret_cast<u8*>(address);
}
inline void mark_initialised(u64 address, u32 bytes) {
  if (Memory::owns(address)) std::memset(Memory::state(address), kReadable, bytes);
}

// Starts a new epoch of the block: everything before happened before everything after.
void advance_epoch(Block& block);
void advance_sync(Warp& warp);
// A fence of the device: the same, and what the block did before it may be known to other blocks.
void order_memory(Warp& warp);

}  // namespace assay::sim
