#pragma once
// Where limits come from, and what "past the limit" means when clocks are noisy.

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"

namespace assay {

// A run of an accepted solution over the slowest test of a group.
struct Measured {
  std::string solution;  // "queue.py"
  std::string language;
  double factor = 1;  // Language::factor
  double cpu_ms = 0;
};

struct TimeLimit {
  double cpu_ms = 0;
  std::string how;  // "2 x queue.py (0.6 s)", for the message of a verdict
};

// How a limit follows from the slowest accepted solution.
struct TimeRule {
  double multiple = 0, least_ms = 0;
};
// Where speed decides, a solution that is too slow has to be told from a right one.
inline constexpr TimeRule kWhereSpeedDecides{2, 50};
inline constexpr TimeRule kElsewhere{5, 500};

// Speed decides in a group if the problem has a solution that is too slow there.
bool speed_decides(const Problem& problem, const Group& group);

// By the slowest accepted solution of the language.  A language without one takes the slowest of
// the others, scaled by the ratio of the factors.  Fails (bad_problem) if nothing was measured.
Result<TimeLimit> derive_time_limit(const TimeRule& rule, const std::vector<Measured>& measured,
                                    const std::string& language, double factor);

// The engine kills at this multiple of the limit, not at the limit itself.
inline constexpr double kKillAt = 1.15;

// True if a run this close to the limit (0.85 to 1.15 of it) is to be repeated twice.
bool needs_repeat(double cpu_ms, double limit_ms);

// What a limit is to be multiplied by when a fixed piece of work took `then_ms` as the limit was
// derived and takes `now_ms`: 1 up to a tenth more, which may be noise; at most 2.  1 if nothing is
// known of then (0).
double slowdown(double then_ms, double now_ms);

}  // namespace assay
