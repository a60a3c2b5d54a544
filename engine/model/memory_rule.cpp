#include "model/memory_rule.hpp"

#include <charconv>
#include <string>

#include "base/text.hpp"

namespace assay {

Result<MemoryRule> parse_memory(std::string_view text) {
  const auto fail = [&] {
    return bad_problem('"' + std::string(text) +
                       "\" is not a memory limit: write \"64 MiB\" or \"reference + 24 MiB\"");
  };
  MemoryRule rule;
  std::string_view rest = trim(text);
  if (rest.starts_with("reference")) {
    rule.above_reference = true;
    rest = trim(rest.substr(9));
    if (!rest.starts_with('+')) return fail();
    rest = trim(rest.substr(1));
  }
  double amount = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), amount);
  if (error != std::errc()) return fail();
  const std::string_view unit = trim(rest.substr(static_cast<std::size_t>(end - rest.data())));
  const double scale = unit == "KiB"   ? 1024.0
                       : unit == "MiB" ? 1024.0 * 1024
                       : unit == "GiB" ? 1024.0 * 1024 * 1024
                                       : 0;
  constexpr double kMost = 1e15;
  if (scale == 0 || !(amount > 0) || amount * scale > kMost) return fail();
  rule.bytes = static_cast<std::int64_t>(amount * scale);
  return rule;
}

}  // namespace assay
