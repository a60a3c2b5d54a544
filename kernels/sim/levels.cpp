#include "sim/ops/find.hpp"

namespace assay::sim {

extern const Handlers handlers_plain;
#ifdef ASSAY_HAS_V3
extern const Handlers handlers_v3;
#endif

const Handlers& handlers() {
#ifdef ASSAY_HAS_V3
  static const bool kFast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                            __builtin_cpu_supports("f16c") && __builtin_cpu_supports("bmi2");
  if (kFast) return handlers_v3;
#endif
  return handlers_plain;
}

}  // namespace assay::sim
