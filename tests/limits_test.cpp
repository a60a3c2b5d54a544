// How long a solution may take: limits that follow from our own, and growth beside them.

#include <catch2/catch.hpp>
#include <cmath>

#include "grade/growth.hpp"
#include "grade/limits.hpp"
#include "model/memory_rule.hpp"

namespace assay {

// Limits

TEST_CASE("where speed decides a limit is twice the slowest accepted solution", "[limits]") {
  const std::vector<Measured> measured = {
      {"queue.py", "python", 30, 600}, {"heap.py", "python", 30, 500}, {"queue.cpp", "cpp", 1, 12}};
  const auto derive = [&](const char* language, double factor) {
    return *derive_time_limit(kWhereSpeedDecides, measured, language, factor);
  };

  CHECK(derive("python", 30).cpu_ms == 1200);
  CHECK(derive("python", 30).how == "2 x queue.py (600 ms)");
  CHECK(derive("cpp", 1).cpu_ms == 50);
  CHECK(derive("cpp", 1).how == "the least that any group gets");
  // queue.py scaled by 6 / 30 is 120 ms, queue.cpp by 6 / 1 is 72 ms.
  CHECK(derive("javascript", 6).cpu_ms == 240);
  CHECK(derive("javascript", 6).how == "2 x queue.py (600 ms), x 0.2 for javascript");
  CHECK(derive_time_limit(kWhereSpeedDecides, {}, "cpp", 1).status().code() == Code::bad_problem);
}

TEST_CASE("elsewhere a right solution has five times as long, and half a second", "[limits]") {
  CHECK(derive_time_limit(kElsewhere, {{"a.py", "python", 30, 600}}, "python", 30)->cpu_ms == 3000);
  CHECK(derive_time_limit(kElsewhere, {{"a.py", "python", 30, 6}}, "python", 30)->cpu_ms == 500);
}

TEST_CASE("speed decides where a solution is too slow", "[limits]") {
  Problem problem;
  Solution slow;
  slow.expect = {{Verdict::accepted, "small"}, {Verdict::time_limit, "large"}};
  problem.solutions = {Solution(), slow};
  CHECK_FALSE(speed_decides(problem, {.name = "small"}));
  CHECK(speed_decides(problem, {.name = "large"}));

  problem.solutions[1].expect = {{Verdict::time_limit, ""}};
  CHECK(speed_decides(problem, {.name = "small"}));
}

TEST_CASE("a limit is stretched by what the machine has become slower", "[limits]") {
  for (const auto& [then, now, times] : {std::tuple{10.0, 10.0, 1.0},
                                         {10, 5, 1},
                                         {10, 10.9, 1},
                                         {10, 13, 1.3},
                                         {10, 50, 2},
                                         {0, 50, 1}}) {
    CAPTURE(then, now);
    CHECK(slowdown(then, now) == times);
  }
}

TEST_CASE("a run near its limit is repeated", "[limits]") {
  CHECK_FALSE(needs_repeat(84, 100));
  CHECK(needs_repeat(85, 100));
  CHECK(needs_repeat(114, 100));
  CHECK_FALSE(needs_repeat(116, 100));
}

TEST_CASE("memory limits are absolute or above the reference", "[limits]") {
  CHECK(parse_memory("64 MiB")->limit(7) == 64 << 20);
  CHECK(parse_memory("reference + 24 MiB")->limit(1000) == (24 << 20) + 1000);
  CHECK(parse_memory("1.5GiB")->limit(0) == 1'610'612'736);
  CHECK(parse_memory(" reference+512 KiB ")->limit(1) == 524'289);
  for (const char* wrong : {"", "64", "64 MB", "reference", "reference 24 MiB", "-1 MiB", "0 MiB",
                            "1e30 GiB", "64 MiB more", "inf MiB", "nan MiB"}) {
    INFO(wrong);
    CHECK(parse_memory(wrong).status().code() == Code::bad_problem);
  }
}

// Growth

TEST_CASE("a candidate that grows as the reference does is accepted, however slow", "[growth]") {
  std::vector<GrowthPoint> points;
  for (const double n : {1000, 2000, 4000, 8000}) points.push_back({n, {n / 50}, {n / 1000}});

  const GrowthReport report = fit_growth("n", points);

  CHECK(report.verdict == Verdict::accepted);
  CHECK(report.asked == "n");
  CHECK(report.exponent == Approx(1));
  CHECK(report.reference == Approx(1));
}

TEST_CASE("a candidate that grows half a power faster is too slow", "[growth]") {
  std::vector<GrowthPoint> points;
  for (const double n : {1000, 2000, 4000, 8000}) {
    points.push_back({n, {n * std::sqrt(n) / 1000}, {n / 1000}});
  }

  const GrowthReport report = fit_growth("n", points);

  CHECK(report.verdict == Verdict::too_slow);
  CHECK(report.exponent == Approx(1.5));
  CHECK(report.low == Approx(1.5));
}

TEST_CASE("the interval of the exponent is Student's", "[growth]") {
  // x = log n = 0, 1, 2 and y = log ratio = 0, 1, 1: slope 1/2, RSS 1/6, Sxx 2, and t(0.975, 1) is
  // 12.706, so the half width is 12.706 * sqrt(1 / 12) = 3.6679.  The reference grows as n.
  const double e = std::exp(1.0);
  const std::vector<GrowthPoint> points = {
      {1, {2}, {2}}, {e, {2 * e * e}, {2 * e}}, {e * e, {2 * e * e * e}, {2 * e * e}}};

  const GrowthReport report = fit_growth("n", points);

  CHECK(report.reference == Approx(1));
  CHECK(report.exponent == Approx(1.5));
  CHECK(report.low == Approx(1.5 - 3.6679).epsilon(1e-4));
  CHECK(report.high == Approx(1.5 + 3.6679).epsilon(1e-4));
  CHECK(report.verdict == Verdict::inconclusive);  // it would hold 1 / n^2 and n^5
  CHECK(report.longest_ms == Approx(2 * e * e * e));
}

TEST_CASE("an interval that is wide and yet wholly too slow is too slow", "[growth]") {
  // y = log ratio = 0, 10, 21: slope 10.5, RSS 1/6, so the half width is 3.6679 as above.
  const auto power = [](double exponent) { return std::exp(exponent); };
  const std::vector<GrowthPoint> points = {{power(0), {1}, {1}},
                                           {power(1), {power(11)}, {power(1)}},
                                           {power(2), {power(23)}, {power(2)}}};

  CHECK(fit_growth("n", points).verdict == Verdict::too_slow);
}

TEST_CASE("medians are fitted, so one disturbed run changes nothing", "[growth]") {
  std::vector<GrowthPoint> points;
  for (const double n : {1000, 2000, 4000}) points.push_back({n, {n, n, n * n}, {n, n * 9, n}});

  CHECK(fit_growth("n", points).exponent == Approx(1));
  CHECK(fit_growth("n", points).high == Approx(1));
}

TEST_CASE("sizes below the timer's floor are left out", "[growth]") {
  const std::vector<GrowthPoint> points = {
      {10, {0.9}, {0.01}}, {100, {1}, {1}}, {1000, {10}, {10}}, {10'000, {100}, {100}}};

  CHECK(fit_growth("n", points).exponent == Approx(1));
  CHECK(fit_growth("n", {points.begin(), points.begin() + 3}).verdict == Verdict::inconclusive);
  CHECK(fit_growth("n", {points[1], points[1], points[2]}).verdict == Verdict::inconclusive);
  CHECK(fit_growth("n", {}).verdict == Verdict::inconclusive);
}

TEST_CASE("Student's quantiles agree with the printed table", "[growth]") {
  CHECK(student_t(1) == Approx(12.706));
  CHECK(student_t(10) == Approx(2.228));
  CHECK(student_t(11) == Approx(2.201).margin(0.003));
  CHECK(student_t(20) == Approx(2.086).margin(0.001));
  CHECK(student_t(100) == Approx(1.984).margin(0.001));
}

}  // namespace assay
