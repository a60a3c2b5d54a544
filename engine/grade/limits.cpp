#include "grade/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace assay {

bool speed_decides(const Problem& problem, const Group& group) {
  const auto too_slow = [&](const Expectation& clause) {
    return clause.verdict == Verdict::time_limit &&
           (clause.group.empty() || clause.group == group.name);
  };
  return std::any_of(problem.solutions.begin(), problem.solutions.end(), [&](const Solution& one) {
    return std::any_of(one.expect.begin(), one.expect.end(), too_slow);
  });
}

Result<TimeLimit> derive_time_limit(const TimeRule& rule, const std::vector<Measured>& measured,
                                    const std::string& language, double factor) {
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

  TimeLimit limit{std::max(rule.least_ms, rule.multiple * slowest_ms), ""};
  if (rule.multiple * slowest_ms < rule.least_ms) {
    limit.how = "the least that any group gets";
  } else if (has_own) {
    limit.how = fmt::format("{} x {} ({})", rule.multiple, slowest->solution, human_ms(slowest_ms));
  } else {
    limit.how = fmt::format("{} x {} ({}), x {:.3g} for {}", rule.multiple, slowest->solution,
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
