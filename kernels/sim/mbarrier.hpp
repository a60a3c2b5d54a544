#pragma once
// mbarrier: barriers that are words of shared memory.

#include "sim/code.hpp"

namespace assay::sim {

enum class MBarrier : u8 {
  init,
  invalidate,
  arrive,
  drop,
  arrive_with_copies,
  track_copies,  // that are under way: the phase ends after them
  pending,
  arrive_expecting,  // these three with bytes
  expect,
  complete
};

// a: address (of `pending`: a state), b: count or kNoSlot, c: bytes or kNoSlot, d: the state
// before, or kNoSlot; imm: an MBarrier.
void run_mbarrier(Warp& warp, const Inst& inst, Mask mask);
// a: address, b: a state (imm 0) or a parity (imm 1), d: predicate.
void run_mbarrier_test(Warp& warp, const Inst& inst, Mask mask);

}  // namespace assay::sim
