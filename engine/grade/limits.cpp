#include "grade/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace assay {

Result<TimeLimit> derive_time_limit(const std::vector<Measured>& measured,
                                    const std::string& language, double factor) {
  constexpr double kMultiple = 2;
  constexpr double kFloorMs = 50;
  const bool has_own = std::any_of(measured.begin(), measured.end(),
                                   [&](const Measured& run) { return run.language == language; });
  const Measured* slowest = nullptr;
  double slowest_ms = 0;
  for (const Measured& run : measured) {
    if (has_own && run.language != language) continue;
    const double scaled = has_own ? run.cpu_ms : run.cpu_ms * factor / run.factor;
    if (slowest == nullptr || scaled > slowest_ms) {
      slowest = &run;
      slowest_ms = scaled;
    }
  }
  if (slowest == nullptr) return bad_problem("no accepted solution to derive a time limit from");

  TimeLimit limit{std::max(kFloorMs, kMultiple * slowest_ms), ""};
  if (kMultiple * slowest_ms < kFloorMs) {
    limit.how = "the least there is";
  } else if (has_own) {
    limit.how = fmt::format("2 x {} ({})", slowest->solution, human_ms(slowest_ms));
  } else {
    limit.how = fmt::format("2 x {} ({}), x {:.3g} for {}", slowest->solution,
                            human_ms(slowest->cpu_ms), factor / slowest->factor, language);
  }
  return limit;
}

bool needs_repeat(double cpu_ms, double limit_ms) {
  constexpr double kGreyFrom = 0.85;
  return cpu_ms >= kGreyFrom * limit_ms && cpu_ms <= kKillAt * limit_ms;
}

double slowdown(double then_ms, double now_ms) {
  constexpr double kNoise = 1.1, kMost = 2;
  if (then_ms <= 0 || now_ms < kNoise * then_ms) return 1;
  return std::min(now_ms / then_ms, kMost);
}

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
