#pragma once
// Times of a kernel on a GPU, round by round -> a ratio with an interval, and a verdict.
//
// In every round the candidate, what it is held against and what the device does at best run one
// after the other, so that a ratio is of times that were taken under the same conditions.

#include <string>
#include <vector>

#include "model/problem.hpp"
#include "model/verdict.hpp"

namespace assay {

struct TimedRound {
  double ms = 0;         // the candidate's
  double peak_ms = 0;    // what the device would take at the best that it showed in this round
  double versus_ms = 0;  // the other solution's or the library's; 0 if there is none
  int mhz = 0;           // the lowest clock that was read; 0: unknown
  bool slowed = false;   // the device said that heat, power or a fault slows it
};

struct Interval {
  double median = 0, low = 0, high = 0;
};

// The median, and the interval that holds 95 % of the medians of resamples with replacement: the
// bootstrap's, computed instead of drawn.  `values` has at least one.
Interval median_interval(std::vector<double> values);

struct TimingVerdict {
  Verdict verdict = Verdict::inconclusive;  // accepted, too_slow or inconclusive
  double score = 0;                         // by the bands
  Interval ratio;                           // of peak, or times as fast as the other one
  double ms = 0;                            // the candidate's median
  int rounds = 0, dropped = 0;              // dropped: of them, with throttled clocks
  int mhz = 0;                              // the median clock of the others
  bool more = false;                        // more rounds could decide it
  std::string feedback;                     // why it is not accepted
};

// Rounds in which a clock was below three quarters of the median one, or the device said that it is
// slowed, do not count.  accepted or too_slow only if the whole interval lies on one side of
// `pass`; faster than the device's own best by more than a ninth is no timing at all.
TimingVerdict judge_timing(const Timing& timing, const std::vector<TimedRound>& rounds);

// The verdict on a valid ratio and its interval, by these bounds.
TimingVerdict judge_ratio(const Timing& timing, TimingVerdict measured);

// 0 below `pass`, a half at it, three quarters at `good` and 1 from `full` on, in proportion
// between; bounds that were not given do not count, and without both 1 from `pass` on.
double timing_score(const Timing& timing, double ratio);

}  // namespace assay
