#include "grade/timing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/median.hpp"

namespace assay {
namespace {

constexpr double kTail = 0.025;
constexpr double kThrottled = 0.75;  // of the median clock
constexpr std::size_t kLeastRounds = 7;
// Copying and arithmetic of ours may miss the device's best by so much.
constexpr double kAboveOurs = 1 / 0.9;

// The probability that at least `least` of n independent draws succeed, each with probability p.
double at_least(int least, int n, double p) {
  if (p >= 1) return 1;
  double sum = 0;
  for (int k = least; k <= n; ++k) {
    const double choose = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
    sum += std::exp(choose + k * std::log(p) + (n - k) * std::log1p(-p));
  }
  return sum;
}

std::vector<TimedRound> without_throttled(const std::vector<TimedRound>& rounds) {
  std::vector<double> clocks;
  for (const TimedRound& round : rounds) clocks.push_back(round.mhz);
  const double usual = clocks.empty() ? 0 : median(clocks);
  std::vector<TimedRound> kept;
  for (const TimedRound& round : rounds) {
    if (!round.slowed && round.mhz >= kThrottled * usual) kept.push_back(round);
  }
  return kept;
}

std::string ratio_text(const Timing& timing, double ratio) {
  return timing.versus.empty() ? fmt::format("{:.3g} % of {}", 100 * ratio, timing.held_against())
                               : fmt::format("{:.3g}x {}", ratio, timing.versus);
}

}  // namespace

// Of n sorted values the median of a resample is at most the k-th if at least m of the n draws are,
// where m is (n + 1) / 2 for odd n.  Of even n the lower middle value gives the lower end and the
// upper one the upper end, which makes the interval no narrower.
Interval median_interval(std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  const int n = static_cast<int>(values.size());
  const int lower_middle = (n + 1) / 2, upper_middle = n / 2 + 1;
  Interval interval{median(values), values.front(), values.back()};
  for (int k = 1; k <= n; ++k) {
    if (at_least(lower_middle, n, 1.0 * k / n) < kTail) continue;
    interval.low = values[static_cast<std::size_t>(k) - 1];
    break;
  }
  for (int k = 1; k <= n; ++k) {
    if (at_least(upper_middle, n, 1.0 * k / n) < 1 - kTail) continue;
    interval.high = values[static_cast<std::size_t>(k) - 1];
    break;
  }
  return interval;
}

double timing_score(const Timing& timing, double ratio) {
  if (ratio < timing.pass) return 0;
  std::vector<std::pair<double, double>> steps = {{timing.pass, 0.5}};
  if (timing.good) steps.emplace_back(*timing.good, 0.75);
  if (timing.full) steps.emplace_back(*timing.full, 1);
  if (steps.size() == 1) return 1;
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const auto& [from, least] = steps[i - 1];
    const auto& [to, most] = steps[i];
    if (ratio < to) return least + (most - least) * (ratio - from) / (to - from);
  }
  return steps.back().second;
}

TimingVerdict judge_ratio(const Timing& timing, TimingVerdict measured) {
  TimingVerdict verdict = std::move(measured);
  const Interval& ratio = verdict.ratio;
  verdict.verdict = Verdict::inconclusive;
  verdict.score = 0;
  verdict.feedback.clear();
  if (ratio.low >= timing.pass) {
    verdict.verdict = Verdict::accepted;
    verdict.score = timing_score(timing, ratio.median);
    return verdict;
  }
  const double shown = timing.versus.empty() ? 100 : 1;
  const std::string words =
      fmt::format("{} (95 %: {:.3g} to {:.3g}), asked for {}", ratio_text(timing, ratio.median),
                  shown * ratio.low, shown * ratio.high, ratio_text(timing, timing.pass));
  if (ratio.high < timing.pass) {
    verdict.verdict = Verdict::too_slow;
    verdict.feedback = "by measurement: " + words;
    return verdict;
  }
  verdict.more = true;
  verdict.feedback = "too noisy to tell: " + words;
  return verdict;
}

TimingVerdict judge_timing(const Timing& timing, const std::vector<TimedRound>& rounds) {
  TimingVerdict verdict;
  const std::vector<TimedRound> kept = without_throttled(rounds);
  verdict.rounds = static_cast<int>(rounds.size());
  verdict.dropped = static_cast<int>(rounds.size() - kept.size());
  if (kept.size() < kLeastRounds) {
    verdict.more = true;
    verdict.feedback =
        fmt::format("clocks were throttled in {} of {} rounds", verdict.dropped, verdict.rounds);
    return verdict;
  }
  std::vector<double> ratios, of_peak, times, clocks;
  for (const TimedRound& round : kept) {
    of_peak.push_back(round.peak_ms / round.ms);
    const bool of_time = timing.library || !timing.versus.empty();
    ratios.push_back(of_time ? round.versus_ms / round.ms : of_peak.back());
    times.push_back(round.ms);
    clocks.push_back(round.mhz);
  }
  verdict.ratio = median_interval(ratios);
  verdict.ms = median(times);
  verdict.mhz = static_cast<int>(median(clocks));
  const double best = median(of_peak);
  if (best > kAboveOurs) {
    verdict.feedback = fmt::format(
        "no valid timing: {:.3g} times as fast as the device itself copies and computes", best);
    return verdict;
  }
  return judge_ratio(timing, verdict);
}

}  // namespace assay
