#pragma once
// Handlers of warp collectives: shuffles, votes, matches, reductions.  The scheduler calls them
// when every lane that the mask names has arrived; `mask` holds those lanes.

#include "sim/code.hpp"
#include "sim/opcode.hpp"

namespace assay::sim {

enum class Shuffle : u8 { up, down, butterfly, index };
enum class Vote : u8 { all, any, uniform, ballot };

// imm: Shuffle; a: value, b: lane operand, slots[list]: clamp, target: predicate + 1.
void run_shuffle(Warp& warp, const Inst& inst, Mask mask);
// imm: Vote; a: predicate (flags & 1: its negation).
void run_vote(Warp& warp, const Inst& inst, Mask mask);
// a: value of `size` bytes; run_match_all: target: predicate + 1.
void run_match_any(Warp& warp, const Inst& inst, Mask mask);
void run_match_all(Warp& warp, const Inst& inst, Mask mask);
void run_active_mask(Warp& warp, const Inst& inst, Mask mask);
void run_elect(Warp& warp, const Inst& inst, Mask mask);
Handler find_redux(Reduce how, ptx::Type type);

}  // namespace assay::sim
