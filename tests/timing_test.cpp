#include "grade/timing.hpp"

#include <catch2/catch.hpp>
#include <numeric>

namespace assay {
namespace {

Timing of_peak(double pass) {
  Timing timing;
  timing.pass = pass;
  return timing;
}

// Rounds with these times, on a device whose best is 1 ms.
std::vector<TimedRound> rounds_of(const std::vector<double>& times) {
  std::vector<TimedRound> rounds;
  for (const double ms : times) rounds.push_back({.ms = ms, .peak_ms = 1, .mhz = 1500});
  return rounds;
}

std::vector<TimedRound> steady(int count, double ms) {
  return rounds_of(std::vector<double>(static_cast<std::size_t>(count), ms));
}

}  // namespace

// The ends are ranks of sorted values.  Expected ones come from exact fractions: with n odd and
// m = (n + 1) / 2 the median of a resample is at most the k-th value with the probability that at
// least m of n draws are, each with probability k / n.
TEST_CASE("the interval of a median is the bootstrap's, without drawing", "[timing]") {
  struct Row {
    int n, low, high;
  };
  const auto row = GENERATE(values<Row>({{1, 1, 1},
                                         {3, 1, 3},
                                         {4, 1, 4},
                                         {5, 1, 5},
                                         {7, 2, 6},
                                         {8, 2, 7},
                                         {15, 4, 12},
                                         {30, 10, 21},
                                         {31, 11, 21},
                                         {60, 23, 38}}));
  std::vector<double> values(static_cast<std::size_t>(row.n));
  std::iota(values.rbegin(), values.rend(), 1);

  const Interval interval = median_interval(values);

  CHECK(interval.median == (row.n + 1) / 2.0);
  CHECK(interval.low == row.low);
  CHECK(interval.high == row.high);
}

TEST_CASE("bands give a half at pass, three quarters at good and all at full", "[timing]") {
  struct Row {
    double ratio, plain, with_full, with_both;
  };
  const auto row = GENERATE(values<Row>({{0.49, 0, 0, 0},
                                         {0.5, 1, 0.5, 0.5},
                                         {0.6, 1, 0.625, 0.75},
                                         {0.7, 1, 0.75, 0.75 + 0.25 / 3},
                                         {0.9, 1, 1, 1},
                                         {1.0, 1, 1, 1}}));
  Timing timing = of_peak(0.5);
  CHECK(timing_score(timing, row.ratio) == row.plain);
  timing.full = 0.9;
  CHECK(timing_score(timing, row.ratio) == Approx(row.with_full));
  timing.good = 0.6;
  CHECK(timing_score(timing, row.ratio) == Approx(row.with_both));
}

TEST_CASE("only an interval that lies on one side of the bound decides", "[timing]") {
  // 0.5 and 1 of peak in turns; seven of each and one that tips the median.
  const std::vector<double> noisy = {2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1.25};
  struct Row {
    double pass;
    Verdict verdict;
    bool more;
  };
  const auto row = GENERATE(values<Row>({{0.4, Verdict::accepted, false},
                                         {0.5, Verdict::accepted, false},
                                         {0.6, Verdict::inconclusive, true},
                                         {1.0, Verdict::inconclusive, true},
                                         {1.01, Verdict::too_slow, false}}));

  const TimingVerdict verdict = judge_timing(of_peak(row.pass), rounds_of(noisy));

  CHECK(verdict.ratio.median == Approx(0.8));
  CHECK(verdict.ratio.low == Approx(0.5));
  CHECK(verdict.ratio.high == Approx(1));
  CHECK(verdict.verdict == row.verdict);
  CHECK(verdict.more == row.more);
  CHECK((verdict.score > 0) == (row.verdict == Verdict::accepted));
}

TEST_CASE("rounds with throttled clocks do not count", "[timing]") {
  std::vector<TimedRound> rounds = steady(9, 1.25);
  for (int i = 0; i < 3; ++i) rounds.push_back({.ms = 9, .peak_ms = 1, .mhz = 1124});
  rounds.push_back({.ms = 9, .peak_ms = 1, .mhz = 1500, .slowed = true});
  rounds.push_back({.ms = 1.25, .peak_ms = 1, .mhz = 1126});

  const TimingVerdict verdict = judge_timing(of_peak(0.75), rounds);

  CHECK(verdict.verdict == Verdict::accepted);
  CHECK(verdict.rounds == 14);
  CHECK(verdict.dropped == 4);
  CHECK(verdict.ratio.low == Approx(0.8));
  CHECK(verdict.mhz == 1500);
}

TEST_CASE("too few rounds that count are no measurement", "[timing]") {
  std::vector<TimedRound> rounds = steady(6, 1.25);
  for (int i = 0; i < 9; ++i) {
    rounds.push_back({.ms = 1.25, .peak_ms = 1, .mhz = 1500, .slowed = true});
  }

  const TimingVerdict verdict = judge_timing(of_peak(0.1), rounds);

  CHECK(verdict.verdict == Verdict::inconclusive);
  CHECK(verdict.more);
  CHECK(verdict.feedback == "clocks were throttled in 9 of 15 rounds");
}

TEST_CASE("what is faster than the device itself is no timing", "[timing]") {
  Timing versus = of_peak(2);
  versus.versus = "naive.cu";
  std::vector<TimedRound> rounds = steady(15, 0.89);
  for (TimedRound& round : rounds) round.versus_ms = 89;

  for (const Timing& timing : {of_peak(0.5), versus}) {
    const TimingVerdict verdict = judge_timing(timing, rounds);
    CHECK(verdict.verdict == Verdict::inconclusive);
    CHECK_FALSE(verdict.more);
    CHECK(verdict.score == 0);
    CHECK_THAT(verdict.feedback, Catch::StartsWith("no valid timing: 1.12 times as fast"));
  }
  CHECK(judge_timing(of_peak(0.5), steady(15, 0.91)).verdict == Verdict::accepted);
}

TEST_CASE("against another solution the ratio is how many times as fast it is", "[timing]") {
  Timing timing = of_peak(3);
  timing.versus = "naive.cu";
  std::vector<TimedRound> rounds = steady(15, 2);
  for (TimedRound& round : rounds) round.versus_ms = 5;

  const TimingVerdict verdict = judge_timing(timing, rounds);

  CHECK(verdict.ratio.median == Approx(2.5));
  CHECK(verdict.verdict == Verdict::too_slow);
  CHECK(verdict.feedback ==
        "by measurement: 2.5x naive.cu (95 %: 2.5 to 2.5), asked for 3x naive.cu");
}

}  // namespace assay
