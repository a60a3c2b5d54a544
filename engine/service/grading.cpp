#include "service/grading.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "base/digest.hpp"
#include "grade/changed_lines.hpp"
#include "grade/kernel.hpp"
#include "grade/score.hpp"
#include "model/score_line.hpp"
#include "service/build.hpp"
#include "service/drawing.hpp"
#include "service/growth.hpp"
#include "service/judge.hpp"
#include "service/modeling.hpp"
#include "service/parts.hpp"
#include "service/suite.hpp"
#include "service/test_run.hpp"
#include "service/timing.hpp"

namespace assay {
namespace {

// Of tests that were answered, if all were.
std::optional<double> mean_score(const std::vector<TestReport>& tests) {
  double sum = 0;
  for (const TestReport& test : tests) {
    if (test.verdict != Verdict::accepted && test.verdict != Verdict::wrong_answer) return {};
    sum += test.score;
  }
  if (tests.empty()) return {};
  return sum / static_cast<double>(tests.size());
}

class Grading {
 public:
  Grading(Workbench& bench, const Problem& problem, const GradeRequest& request,
          const Progress& progress, std::stop_token stop)
      : bench_(bench),
        problem_(problem),
        request_(request),
        progress_(progress),
        stop_(std::move(stop)) {}

  Result<Report> run() {
    ASSAY_TRY(Entered entered, enter(bench_, stop_, request_.claim));
    bench_.entered = true;
    const auto begin = std::chrono::steady_clock::now();
    report_.problem = problem_.id;
    report_.language = request_.language;
    report_.mode = request_.mode.value_or(problem_.mode);
    report_.tier = bench_.runner.tier();
    report_.problem_hash = problem_.hash;
    report_.source_hash = sha256(request_.source);
    if (request_.open_levels < static_cast<int>(problem_.levels.size())) {
      report_.open_levels = request_.open_levels;
    }
    report_.engine = "assay " ASSAY_VERSION;
    ASSAY_CHECK(stages());
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
    report_.wall_ms = wall.count();
    return std::move(report_);
  }

 private:
  Status stages() {
    if (!problem_.unsupported.empty()) {
      return end_with(Verdict::unsupported, fmt::format("this version does not judge `{}`",
                                                        problem_.unsupported.front()));
    }
    // What a kernel is compared with is no mended scaffold.
    const bool mended = request_.language != kReferenceLanguage;
    if (problem_.budget > 0 && mended) {
      const int changed = changed_lines(problem_.scaffold, request_.source);
      report_.changed_lines = {changed, problem_.budget};
      if (changed > problem_.budget && !request_.examples_only) {
        return end_with(
            Verdict::wrong_answer,
            fmt::format("{} lines differ from the scaffold; {} may", changed, problem_.budget));
      }
    }
    if (progress_.started) progress_.started(planned_tests());
    phase("compile");
    ASSAY_TRY(const Built built,
              build(bench_, problem_, request_.language, request_.source, stop_));
    report_.toolchain = built.toolchain;
    if (problem_.kernel) {
      report_.kernel.emplace();
      for (const Timing& timing : problem_.kernel->timings) {
        report_.kernel->not_measured.push_back(timing.asked);
      }
    }
    report_.compile_ms = built.compile_ms;
    report_.compile_cached = built.cached;
    if (built.verdict != Verdict::accepted) return end_with(built.verdict, built.message);

    const bool apart = problem_.kind == Kind::model || problem_.kind == Kind::suite;
    return apart ? judge_apart(built) : judge_tests(built);
  }

  Status judge_tests(const Built& built) {
    phase("prepare");
    tests_.emplace(bench_, problem_, request_, progress_, built, report_, stop_);
    ASSAY_CHECK(tests_->collect());
    ASSAY_TRY(const Turns::Turn turn, bench_.stage.take(request_.claim, stop_));
    phase("run");
    ASSAY_CHECK(tests_->run());
    if (const auto& failure = tests_->load_failure()) {
      report_.tests.clear();
      // Of an exception that nobody caught, only stderr says which.
      constexpr std::size_t kSaid = 2000;
      const std::string said = failure->err.substr(0, kSaid);
      const bool killed = failure->feedback.starts_with("killed by ") && !said.empty();
      return end_with(failure->verdict, failure->feedback + (killed ? "\n" + said : ""));
    }
    ASSAY_CHECK(judge_parts());
    score(problem_, tests_->promised(), report_, request_.examples_only);
    if (request_.input) report_.verdict = report_.tests.front().verdict;  // it counts for nothing
    explain_limits();
    if (problem_.kernel && !request_.examples_only) ASSAY_CHECK(sum_up_kernel(built));
    return request_.examples_only || tests_->stopped() ? Status() : judge_growth(built);
  }

  Status end_with(Verdict verdict, std::string message) {
    report_.verdict = verdict;
    report_.message = std::move(message);
    if (!request_.examples_only) {
      for (const Group& group : problem_.groups) report_.of += group.points;
    }
    return {};
  }

  int planned_tests() const {
    int count = request_.input ? 1 : 0;
    for (const Group& group : problem_.groups) {
      if (request_.input) break;
      count += request_.examples_only ? visible_tests(problem_, group, request_.open_levels)
                                      : group.count;
    }
    return count;
  }

  void phase(const char* name) const {
    if (progress_.phase) progress_.phase(name);
  }

  // What is not a row of tests.
  Status judge_apart(const Built& built) {
    ASSAY_TRY(const Turns::Turn turn, bench_.stage.take(request_.claim, stop_));
    phase("run");
    const auto rate = problem_.kind == Kind::model ? rate_model : rate_suite;
    ASSAY_CHECK(rate(bench_, problem_, built, request_.examples_only, report_, stop_));
    ASSAY_CHECK(judge_parts());
    if (progress_.tested) {
      for (const TestReport& test : report_.tests) progress_.tested(test);
    }
    if (request_.examples_only) {  // it counts for nothing
      const bool right = report_.tests.front().verdict == Verdict::accepted;
      report_.verdict = (right ? report_.tests.back() : report_.tests.front()).verdict;
      report_.score = report_.tests.front().score;
      return {};
    }
    score(problem_, {}, report_);
    return {};
  }

  Status judge_parts() {
    if (!request_.parts || !problem_.parts.any() || request_.input) return {};
    if (request_.examples_only && !report_.trial) report_.trial = mean_score(report_.tests);
    PartsDone done = *request_.parts;
    std::string& unread = done.answers.unreadable;
    if (request_.examples_only && problem_.kind == Kind::model && unread.empty()) {
      ASSAY_TRY(const Drawing drawing, drawing_of(bench_, problem_, 0));
      unread = unknown_column(done.answers, drawing.train);
    }
    add_parts(problem_, done, request_.examples_only, report_);
    return {};
  }

  // A group that ran out of time also says where its limit comes from.
  void explain_limits() {
    for (GroupReport& group : report_.groups) {
      if (group.verdict != Verdict::time_limit) continue;
      const std::vector<GroupLimits>& limits = tests_->limits();
      for (std::size_t i = 0; i < limits.size(); ++i) {
        if (problem_.groups[i].name == group.name) group.feedback += "; limit: " + limits[i].how;
      }
    }
  }

  // The score line is of counters, which are the same everywhere: it is made before a GPU is asked.
  Status sum_up_kernel(const Built& built) {
    report_.kernel->figures = worst_figures(*problem_.kernel, report_.tests);
    report_.kernel->score_line = score_line(report_);
    if (report_.verdict != Verdict::accepted || problem_.kernel->timings.empty()) return {};
    phase("time");
    tests_->close();  // its box may be one of the two that are needed now
    ASSAY_CHECK(measure(bench_, problem_, request_.language, built, &*report_.kernel, stop_));
    apply_timings(problem_, &report_);
    score(problem_, tests_->promised(), report_);
    return {};
  }

  Status judge_growth(const Built& built) {
    const bool wanted =
        request_.growth && !problem_.complexity.empty() && !problem_.grow_sizes.empty();
    if (!wanted || report_.verdict != Verdict::accepted) return {};
    phase("growth");
    tests_->close();  // its box may be one of the two that are needed now
    ASSAY_TRY(report_.growth, growth_of(bench_, problem_, request_.language, built, stop_));
    if (report_.growth && report_.growth->verdict == Verdict::too_slow &&
        report_.verdict == Verdict::accepted) {
      report_.verdict = Verdict::too_slow;
      report_.message = fmt::format("grows like n^{:.2f}, asked for {}", report_.growth->exponent,
                                    report_.growth->asked);
    }
    return {};
  }

  Workbench bench_;
  const Problem& problem_;
  const GradeRequest& request_;
  const Progress& progress_;
  std::stop_token stop_;
  Report report_;
  std::optional<TestRun> tests_;
};

}  // namespace

Result<Report> grade(Workbench& bench, const Problem& problem, const GradeRequest& request,
                     const Progress& progress, std::stop_token stop) {
  return Grading(bench, problem, request, progress, std::move(stop)).run();
}

}  // namespace assay
