#pragma once
// cp.async: a copy is made when its group is waited for, and no earlier, so that a missing wait
// shows.

#include "sim/code.hpp"

namespace assay::sim {

// a: address in shared memory, b: in global memory, c: bytes to read (the rest is zeroed).
void run_copy_start(Warp& warp, const Inst& inst, Mask mask);
void run_copy_commit(Warp& warp, const Inst& inst, Mask mask);
// imm: groups that may stay under way; -1: none, not even the one that is still open.
void run_copy_wait(Warp& warp, const Inst& inst, Mask mask);

}  // namespace assay::sim
