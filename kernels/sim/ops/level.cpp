// The table of one level.

#include "sim/ops/find.hpp"

#define ASSAY_NAME_(level) handlers_##level
#define ASSAY_NAME(level) ASSAY_NAME_(level)

namespace assay::sim {

extern const Handlers ASSAY_NAME(ASSAY_LEVEL);
const Handlers ASSAY_NAME(ASSAY_LEVEL) = {
    ASSAY_LEVEL::find_integer, ASSAY_LEVEL::find_floating, ASSAY_LEVEL::find_half,
    ASSAY_LEVEL::find_convert, ASSAY_LEVEL::find_compare,  ASSAY_LEVEL::find_move,
    ASSAY_LEVEL::find_load,    ASSAY_LEVEL::find_store,    ASSAY_LEVEL::find_atomic,
};

}  // namespace assay::sim
