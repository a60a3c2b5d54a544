#include "sim/ops/find.hpp"
#include "sim/ops/kit.hpp"

namespace assay::sim::ASSAY_LEVEL {
Handler find_half(const Opcode&) { return nullptr; }
}  // namespace assay::sim::ASSAY_LEVEL
