#include "service/modeling.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "grade/bands.hpp"
#include "service/drawing.hpp"
#include "service/fit.hpp"

namespace assay {
namespace {

// "mae 0.8530, the median of 0.8420, 0.8530, 0.8610; full points from 0.86"
std::string rating_text(const Metric& metric, double value, const std::vector<double>& values) {
  static constexpr const char* kTakes[] = {"median", "mean", "worst"};
  std::string text = fmt::format("{} {:.4f}", metric.name, value);
  if (values.size() > 1) {
    std::vector<std::string> each;
    for (const double one : values) each.push_back(fmt::format("{:.4f}", one));
    text += fmt::format(", the {} of {}", kTakes[static_cast<std::size_t>(metric.take)],
                        fmt::join(each, ", "));
  }
  if (values.empty()) return text;
  const double score = band_score(metric, value);
  if (score <= 0) return text + fmt::format("; passes from {}", metric.pass);
  if (metric.good && score < 0.75) {
    text += fmt::format("; three quarters of the points from {}", *metric.good);
  }
  return score < 1 ? text + fmt::format("; full points from {}", metric.full) : text;
}

// What the hidden rows are to give.
std::string bands_text(const Metric& metric) {
  if (metric.full == metric.pass) return fmt::format("; hidden: all points at {}", metric.pass);
  std::string text = fmt::format("; hidden: half of the points at {}", metric.pass);
  if (metric.good) text += fmt::format(", three quarters at {}", *metric.good);
  return text + fmt::format(", all at {}", metric.full);
}

TestReport test_in(const std::string& group, std::optional<TestReport> failure,
                   const std::string& limit) {
  TestReport test = failure.value_or(TestReport());
  test.group = test.name = group;
  if (failure && !limit.empty()) test.feedback = "limit " + limit + ": " + test.feedback;
  return test;
}

Status rate_trial(Workbench& bench, const Problem& problem, const Built& built, Report& report,
                  std::stop_token stop) {
  ASSAY_TRY(const Drawing drawing, drawing_of(bench, problem, 0));
  ASSAY_TRY(Fitted fitted,
            fit_and_rate(bench, problem, built, held_out(problem, drawing), 0, true, stop));
  TestReport test = test_in("example", std::move(fitted.failure), fitted.limit);
  if (!fitted.values.empty()) {
    test.verdict = Verdict::accepted;
    test.score = 1;
    report.trial = fitted.values[0];
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < fitted.values.size(); ++i) {
      const Metric& metric = problem.modeling.metrics[i];
      parts.push_back((metric.where.empty() ? "" : metric.group + ": ") +
                      rating_text(metric, fitted.values[i], {}) + bands_text(metric));
    }
    test.out = fmt::format(
        "On a fifth of the train rows, held out from the fit (the hidden rows are others):\n{}\n",
        fmt::join(parts, "\n"));
  }
  test.cpu_ms = fitted.fit_cpu_ms + fitted.predict_cpu_ms;
  test.memory_bytes = fitted.memory_bytes;
  report.limit = fitted.limit;
  report.tests.push_back(std::move(test));
  return {};
}

}  // namespace

Status rate_model(Workbench& bench, const Problem& problem, const Built& built, bool examples_only,
                  Report& report, std::stop_token stop) {
  if (examples_only) return rate_trial(bench, problem, built, report, stop);
  const Modeling& modeling = problem.modeling;
  std::vector<std::vector<double>> values(modeling.metrics.size());
  Fitted worst;
  for (int seed = 0; seed < modeling.seeds && !worst.failure; ++seed) {
    ASSAY_TRY(const Drawing drawing, drawing_of(bench, problem, seed));
    ASSAY_TRY(Fitted fitted, fit_and_rate(bench, problem, built, drawing, seed, false, stop));
    report.cpu_ms += fitted.fit_cpu_ms + fitted.predict_cpu_ms;
    worst.fit_cpu_ms = std::max(worst.fit_cpu_ms, fitted.fit_cpu_ms + fitted.predict_cpu_ms);
    worst.memory_bytes = std::max(worst.memory_bytes, fitted.memory_bytes);
    for (std::size_t i = 0; i < fitted.values.size(); ++i) values[i].push_back(fitted.values[i]);
    worst.failure = std::move(fitted.failure);
    worst.limit = std::move(fitted.limit);
  }
  report.limit = worst.limit;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Metric& metric = modeling.metrics[i];
    TestReport test = test_in(metric.group, worst.failure, worst.limit);
    if (!worst.failure) {
      if (metric.seeds > 0) values[i].resize(static_cast<std::size_t>(metric.seeds));
      const double value = taken(metric, values[i]);
      test.score = band_score(metric, value);
      test.verdict = test.score > 0 ? Verdict::accepted : Verdict::wrong_answer;
      test.feedback = rating_text(metric, value, values[i]);
    }
    test.cpu_ms = worst.fit_cpu_ms;
    test.memory_bytes = worst.memory_bytes;
    report.tests.push_back(std::move(test));
  }
  return {};
}

}  // namespace assay
