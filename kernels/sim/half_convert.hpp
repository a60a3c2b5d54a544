#pragma once

#include "sim/code.hpp"

namespace assay::sim {

u32 format_bytes(Format format);

// cvt with f16, bf16 or tf32 on a side.  Code::conversions[imm]; a, b (of a pair), size: the
// stride of the sources, stride: of the result.
void run_half_convert(Warp& warp, const Inst& inst, Mask mask);

}  // namespace assay::sim
