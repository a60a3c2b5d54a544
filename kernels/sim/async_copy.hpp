#pragma once
// cp.async: a copy is made when its group is waited for, and no earlier, so that a missing wait
// shows.

#include "sim/code.hpp"

namespace assay::sim {

struct Block;

// a: address in shared memory, b: in global memory, c: bytes to read (the rest is zeroed).
void run_copy_start(Warp& warp, const Inst& inst, Mask mask);
void run_copy_commit(Warp& warp, const Inst& inst, Mask mask);
// imm: groups that may stay under way; -1: none, not even the one that is still open.
void run_copy_wait(Warp& warp, const Inst& inst, Mask mask);

// cp.async.mbarrier.arrive: copies that a thread started arrive before the phase of the barrier at
// this place of shared memory ends.
void hand_copies_to(Warp& warp, Mask mask, const u64* at);
void finish_copies_of(Block& block, u64 at);

}  // namespace assay::sim
