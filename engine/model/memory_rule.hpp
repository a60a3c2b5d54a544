#pragma once

#include <cstdint>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// "64 MiB" or "reference + 24 MiB" (units KiB, MiB, GiB).
struct MemoryRule {
  bool above_reference = false;
  std::int64_t bytes = 0;

  std::int64_t limit(std::int64_t reference_bytes) const {
    return bytes + (above_reference ? reference_bytes : 0);
  }
};
Result<MemoryRule> parse_memory(std::string_view text);

}  // namespace assay
