#include "grade/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

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
    limit.how = "the least that any group gets";
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

}  // namespace assay
