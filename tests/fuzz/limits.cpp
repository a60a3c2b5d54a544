// The expressions of limits: "64 MiB", "reference + 24 MiB", bounds with names and operators.

#include "model/memory_rule.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "value/type.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const Result<MemoryRule> rule = parse_memory(text); rule.ok()) {
    if (rule->bytes < 0 || rule->limit(0) < 0) std::abort();
  }
  if (const Result<Range> range = parse_range(text); range.ok()) {
    (void)range->low.evaluate({{"n", 7}, {"m", -1}});
    (void)range->high.evaluate({{"n", 1e300}});
  }
  return 0;
}
