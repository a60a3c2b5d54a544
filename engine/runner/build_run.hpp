#pragma once
// The course of one compile step, from the keeper's side.

#include "base/fd.hpp"
#include "runner/slot.hpp"

namespace assay {

// `request` is encode_build() as a sealed file; `output` gets the file that the step leaves.
Result<Outcome> run_build(Slot& slot, int host, const Limits& limits, const Fd& request,
                          Fd* output);

}  // namespace assay
