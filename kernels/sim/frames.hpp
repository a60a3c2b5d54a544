#pragma once
// Activations: a warp's own, and those of called functions.

#include "sim/machine.hpp"

namespace assay::sim {

// The function that `address` stands for.
bool find_function(const Kernel& kernel, u64 address, u32* callee);

// Calls codes[callee] for `mask`, copying its arguments.  nullptr, reported, if the stack is full.
Frame* push_frame(Warp& warp, const Inst& inst, const CallSite& site, u32 callee, u32 return_to,
                  Mask mask);

// Copies the results of `mask` to the caller, and drops the frame when its last lane has left.
void leave_frame(Warp& warp, Frame* frame, Mask mask);

}  // namespace assay::sim
