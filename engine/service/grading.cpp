#include "service/grading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <random>

#include "base/digest.hpp"
#include "grade/changed_lines.hpp"
#include "grade/decide.hpp"
#include "grade/kernel.hpp"
#include "grade/limits.hpp"
#include "grade/score.hpp"
#include "model/score_line.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"
#include "service/drawing.hpp"
#include "service/growth.hpp"
#include "service/judge.hpp"
#include "service/limits.hpp"
#include "service/modeling.hpp"
#include "service/parts.hpp"
#include "service/suite.hpp"
#include "service/timing.hpp"
#include "service/yardstick.hpp"
#include "value/check.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

// Tests of a submission that run again, in another order, in another process.
constexpr std::size_t kSample = 12;
// Tests go together, within these bounds, until some prove to be not tiny; then again after one
// that took so little.
constexpr double kTinyMs = 1, kBatchMs = 10;
constexpr std::size_t kBatchTests = 64, kBatchBytes = 1 << 16;

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
        stop_(std::move(stop)),
        mode_(request.mode.value_or(problem.mode)),
        source_lines_(
            static_cast<int>(std::count(request.source.begin(), request.source.end(), '\n') + 1)) {}

  Result<Report> run() {
    ASSAY_TRY(Entered entered, enter(bench_, stop_, request_.claim));
    bench_.entered = true;
    const auto begin = std::chrono::steady_clock::now();
    report_.problem = problem_.id;
    report_.language = request_.language;
    report_.mode = mode_;
    report_.tier = bench_.runner.tier();
    report_.problem_hash = problem_.hash;
    report_.source_hash = sha256(request_.source);
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
    if (problem_.budget > 0 && !request_.examples_only && mended) {
      const int changed = changed_lines(problem_.scaffold, request_.source);
      if (changed > problem_.budget) {
        return end_with(
            Verdict::wrong_answer,
            fmt::format("{} lines differ from the scaffold; {} may", changed, problem_.budget));
      }
    }
    if (progress_.started) progress_.started(planned_tests());
    phase("compile");
    ASSAY_TRY(Built built, build(bench_, problem_, request_.language, request_.source, stop_));
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

    if (problem_.kind == Kind::model || problem_.kind == Kind::suite) return judge_apart(built);
    phase("prepare");
    candidate_.emplace(bench_.runner, bench_.scripts, problem_, built.program, built.driver, stop_);
    ASSAY_CHECK(collect());
    if (!tests_.empty()) candidate_->load_ahead(promised(limits_for(tests_.front())));
    ASSAY_TRY(const Turns::Turn turn, bench_.stage.take(request_.claim, stop_));
    tiny_ = may_batch();
    phase("run");
    for (std::size_t begin = 0; begin < tests_.size();) begin = run_group(begin);
    ASSAY_CHECK(std::move(failure_));
    if (load_failure_) {
      report_.tests.clear();
      return end_with(load_failure_->verdict, load_failure_->feedback);
    }
    if (mode_ == Mode::resident && !stopped_ && !candidate_->stateless()) {
      ASSAY_CHECK(run_sample());
    }
    if (problem_.same_bits > 0 && !problem_.kernel && !stopped_) ASSAY_CHECK(run_same_bits());
    ASSAY_CHECK(judge_parts());
    score(problem_, promised_, report_, request_.examples_only);
    explain_limits();
    if (problem_.kernel && !request_.examples_only) ASSAY_CHECK(sum_up_kernel(built));
    return request_.examples_only || stopped_ ? Status() : judge_growth(built);
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
      report_.verdict = report_.tests.front().verdict;
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

  // Which tests are to be run, with their limits.
  Status collect() {
    if (request_.input) return collect_input();
    if (!request_.examples_only) {
      ASSAY_TRY(limits_, limits_of(bench_, problem_, request_.language, stop_));
      for (GroupLimits& group : limits_) {
        group.cpu_ms *= request_.limit_factor;
        promised_.push_back(promised(group));
      }
    }
    ASSAY_CHECK(candidate_->open());
    for (std::size_t group = 0; group < problem_.groups.size(); ++group) {
      const Group& which = problem_.groups[group];
      const int visible = visible_tests(problem_, which, request_.open_levels);
      if (request_.examples_only && visible == 0) continue;
      ASSAY_TRY(auto cases, cases_of(bench_, problem_, static_cast<int>(group), stop_));
      for (std::size_t index = 0; index < cases->size(); ++index) {
        if (request_.examples_only && static_cast<int>(index) >= visible) break;
        tests_.push_back(
            {group, static_cast<int>(index), static_cast<int>(index) < visible, (*cases)[index]});
      }
      cases_.push_back(std::move(cases));
    }
    if (!request_.examples_only || !tests_.empty()) return {};
    const bool asks = problem_.secret.empty();
    return invalid_argument(problem_.id + " shows no examples, so there is nothing to run: " +
                            (asks ? "give an input of your own (--input) or " : "") +
                            "run the hidden tests (assay grade)");
  }

  Status collect_input() {
    if (!problem_.secret.empty()) {
      return invalid_argument(
          "this problem is answered from a secret, so it takes no input of your own; without an "
          "input the examples run");
    }
    ASSAY_CHECK(check_bounds(problem_.signature.parameters, *request_.input));
    Case test;
    ASSAY_TRY(test.arguments, encode_arguments(problem_.signature.parameters, *request_.input));
    test.name = "input";
    if (!problem_.where.empty()) {
      ASSAY_TRY(Scripts::Lease script, bench_.scripts.borrow(problem_));
      ASSAY_TRY(const std::string broken, script->check_where(test.arguments));
      if (!broken.empty()) return invalid_argument("not a legal input: " + broken);
    }
    const auto own = std::make_shared<const Cases>(1, std::move(test));
    tests_.push_back({Planned::kNoGroup, 0, true, own->front()});
    cases_.push_back(own);
    return {};
  }

  struct Planned {
    static constexpr std::size_t kNoGroup = SIZE_MAX;  // the candidate's own input
    std::size_t group;
    int index;
    bool visible;
    const Case& test;
    bool first = false;  // ran before all others in its process
  };

  // Runs the tests from `begin` to the end of their group; gives the next group's first test.
  std::size_t run_group(std::size_t begin) {
    std::size_t end = begin;
    bool killed = false;
    std::deque<TestReport> ahead;  // of tests that ran in a batch
    for (; end < tests_.size() && tests_[end].group == tests_[begin].group; ++end) {
      TestReport report = blank(tests_[end]);
      if (failure_.ok() && !load_failure_ && !killed && !stopped_) {
        if (ahead.empty() && tiny_) ahead = take(run_batch(group_from(end)));
        if (!ahead.empty()) {
          report = std::move(ahead.front());
          ahead.pop_front();
        } else if (failure_.ok()) {
          report = take(run_test(tests_[end]), std::move(report));
          tiny_ = report.cpu_ms < kTinyMs && may_batch();
        }
      }
      killed = killed || ends_group(report);
      stopped_ =
          stopped_ || (request_.first_failure && report.verdict != Verdict::accepted) ||
          (problem_.kernel && request_.examples_only && report.verdict == Verdict::time_limit);
      report_.cpu_ms += report.cpu_ms;
      if (progress_.tested && failure_.ok() && !load_failure_) progress_.tested(report);
      report_.tests.push_back(std::move(report));
    }
    return end;
  }

  TestReport blank(const Planned& planned) const {
    TestReport report;
    report.group =
        planned.group == Planned::kNoGroup ? "input" : problem_.groups[planned.group].name;
    report.index = planned.index;
    report.name = planned.test.name;
    if (report.name.empty()) {
      const bool level = planned.group != Planned::kNoGroup &&
                         problem_.groups[planned.group].source == Group::Source::level;
      report.name = level ? fmt::format("level {}.{}", report.group, planned.index + 1)
                          : fmt::format("{} {}", report.group, planned.index + 1);
    }
    report.verdict = Verdict::skipped;
    return report;
  }

  GroupLimits limits_for(const Planned& planned) const {
    if (planned.group < limits_.size()) return limits_[planned.group];
    GroupLimits generous;
    // A kernel that never ends is known by then, and somebody waits for it.
    generous.cpu_ms = problem_.time_limit_ms.value_or(problem_.kernel ? 5'000 : 10'000);
    generous.memory_bytes = problem_.memory_limit_bytes.value_or(Limits().memory_bytes);
    return generous;
  }

  static Limits promised(const GroupLimits& group) {
    Limits limits;
    limits.cpu_ms = group.cpu_ms;
    limits.wall_ms = std::max(10'000.0, group.cpu_ms * 10);
    limits.memory_bytes = group.memory_bytes;
    return limits;
  }

  Result<TestReport> run_test(Planned& planned) {
    const GroupLimits derived = limits_for(planned);
    Limits limits = promised(derived);
    ASSAY_TRY(TestReport report, attempt(planned, limits));
    const auto undecided = [&] {
      const bool past = report.verdict == Verdict::time_limit;
      if (past) return report.cpu_ms >= derived.cpu_ms && report.cpu_ms <= kKillAt * limits.cpu_ms;
      return report.verdict == Verdict::accepted && needs_repeat(report.cpu_ms, limits.cpu_ms);
    };
    if (report.cpu_ms < limits.cpu_ms && !undecided()) return report;
    // A machine that has become slower since the limit was derived gives its candidates more.
    if (derived.yardstick_ms > 0) {
      limits.cpu_ms *= slowdown(derived.yardstick_ms, yardstick_ms());
      double& told = promised_[planned.group].cpu_ms;
      told = std::max(told, limits.cpu_ms);
    }
    // Near the limit the machine's noise decides: run again and let the best of three count.
    for (int again = 0; again < 2 && undecided(); ++again) {
      candidate_->renew();
      ASSAY_TRY(TestReport other, attempt(planned, limits));
      const bool saved =
          report.verdict == Verdict::time_limit && other.verdict == Verdict::accepted;
      if (saved || other.cpu_ms < report.cpu_ms) report = std::move(other);
    }
    return report;
  }

  Result<TestReport> attempt(Planned& planned, const Limits& limits) {
    if (stop_.stop_requested()) return Status(Code::cancelled, "cancelled");
    if (mode_ != Mode::resident) candidate_->renew();
    Limits killing = limits;
    killing.cpu_ms *= kKillAt;
    const Result<Attempted> attempted = candidate_->test(planned.test, killing);
    if (!attempted.ok() && attempted.status().code() == Code::cancelled) {
      return Status(Code::cancelled, "cancelled");
    }
    if (attempted.ok() && attempted->outcome.ending == Ending::cancelled) {
      return Status(Code::cancelled, "cancelled");
    }
    if (attempted.ok() && attempted->loading) {
      load_failure_ = judge(bench_, problem_, planned.test, attempted, limits, true);
    }
    planned.first = attempted.ok() && attempted->first;
    return report_on(planned, attempted, limits);
  }

  TestReport report_on(const Planned& planned, const Result<Attempted>& attempted,
                       const Limits& limits) {
    const TestReport place = blank(planned);
    TestReport report = judge(bench_, problem_, planned.test, attempted, limits, planned.visible,
                              source_lines_, place.group);
    report.group = place.group;
    report.index = place.index;
    report.name = place.name;
    return report;
  }

  // Who looks at examples wants to know what each of them took.
  bool may_batch() const {
    return mode_ == Mode::resident && candidate_->can_batch() && !request_.examples_only;
  }

  // The value, or with the failure kept `otherwise`.
  template <class T>
  T take(Result<T> result, T otherwise = {}) {
    if (result.ok()) return std::move(*result);
    failure_ = std::move(result).status();
    return otherwise;
  }

  // What may go into a batch, from this test to the end of its group.
  std::vector<std::size_t> group_from(std::size_t first) const {
    std::vector<std::size_t> members;
    for (std::size_t i = first; i < tests_.size() && tests_[i].group == tests_[first].group; ++i) {
      members.push_back(i);
    }
    return members;
  }

  // Runs the first ones of these tests together.  None if there are too few for that, or one of
  // them is not as tiny as those before it: then each has to go alone.
  Result<std::deque<TestReport>> run_batch(const std::vector<std::size_t>& wanted) {
    std::vector<const Case*> members;
    std::size_t bytes = 0;
    for (const std::size_t i : wanted) {
      bytes += tests_[i].test.arguments.size();
      if (bytes > kBatchBytes || members.size() == kBatchTests) break;
      members.push_back(&tests_[i].test);
    }
    std::deque<TestReport> reports;
    if (members.size() < 2) return reports;
    const Limits limits = promised(limits_for(tests_[wanted[0]]));
    Limits together = limits;
    together.cpu_ms = std::min(together.cpu_ms, kBatchMs);
    ASSAY_TRY(const std::vector<Attempted> attempts, candidate_->batch(members, together));
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      Planned& planned = tests_[wanted[i]];
      planned.first = attempts[i].first;
      reports.push_back(report_on(planned, attempts[i], limits));
    }
    const bool printed =
        !attempts.empty() && !(attempts[0].outcome.out.empty() && attempts[0].outcome.err.empty());
    if (printed && tests_[wanted[0]].visible) reports.clear();  // whose was it?
    if (reports.empty()) {
      tiny_ = false;
      candidate_->renew();
    }
    return reports;
  }

  // Runs a shuffled sample again, in a process that has not seen the other tests.  An answer that
  // differs was not a function of the test alone.  What ran first in its process needs no second
  // look: nothing had been left behind for it.
  Status run_sample() {
    std::vector<std::size_t> sample;
    double budget_ms = 0;
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      if (report_.tests[i].verdict != Verdict::accepted || tests_[i].first) continue;
      sample.push_back(i);
      budget_ms += report_.tests[i].cpu_ms;
    }
    if (sample.empty()) return {};
    std::mt19937_64 random(sample_seed());
    std::shuffle(sample.begin(), sample.end(), random);
    budget_ms = std::max(budget_ms / 4, 5.0);
    std::size_t size = 0;
    while (size < sample.size() && size < kSample && budget_ms > 0) {
      budget_ms -= report_.tests[sample[size++]].cpu_ms;
    }
    sample.resize(size);
    candidate_->renew();
    std::deque<TestReport> ahead;
    for (const std::size_t i : sample) {
      if (tiny_ && ahead.empty()) {
        const std::vector<std::size_t> rest(std::find(sample.begin(), sample.end(), i),
                                            sample.end());
        ASSAY_TRY(ahead, run_batch(rest));
      }
      TestReport again;
      if (!ahead.empty()) {
        again = std::move(ahead.front());
        ahead.pop_front();
      } else {
        ASSAY_TRY(again, attempt(tests_[i], promised(limits_for(tests_[i]))));
      }
      if (again.verdict == Verdict::accepted && again.answer_hash == report_.tests[i].answer_hash)
        continue;
      const bool free = problem_.has_checker || problem_.interactive;  // many answers may be right
      if (again.verdict == Verdict::accepted && free) continue;
      if (again.verdict != Verdict::accepted && again.verdict != Verdict::wrong_answer) continue;
      report_.tests[i].verdict = Verdict::wrong_answer;
      report_.tests[i].score = 0;
      report_.tests[i].feedback = "depends on earlier tests: alone it gives another answer";
    }
    return {};
  }

  // The same whenever the same source is graded, and unknown to whoever does not know the answers.
  std::uint64_t sample_seed() const {
    std::string known = report_.source_hash;
    for (const Planned& planned : tests_) {
      known += planned.test.expected.value_or(std::string()).substr(0, 64);
    }
    return std::hash<std::string>()(sha256(known));
  }

  // `same_bits = n`: every answer again, each time in a process of its own.
  Status run_same_bits() {
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      TestReport& first = report_.tests[i];
      for (int run = 1; run < problem_.same_bits && first.verdict == Verdict::accepted; ++run) {
        candidate_->renew();
        ASSAY_TRY(const TestReport again, attempt(tests_[i], promised(limits_for(tests_[i]))));
        if (again.answer_hash == first.answer_hash) continue;
        first.verdict = Verdict::wrong_answer;
        first.score = 0;
        first.feedback = fmt::format("not the same bits in every run: run {} of {} differs",
                                     run + 1, problem_.same_bits);
      }
    }
    return {};
  }

  // A group that ran out of time also says where its limit comes from.
  void explain_limits() {
    for (GroupReport& group : report_.groups) {
      if (group.verdict != Verdict::time_limit) continue;
      for (std::size_t i = 0; i < limits_.size(); ++i) {
        if (problem_.groups[i].name == group.name) group.feedback += "; limit: " + limits_[i].how;
      }
    }
  }

  // The score line is of counters, which are the same everywhere: it is made before a GPU is asked.
  Status sum_up_kernel(const Built& built) {
    report_.kernel->figures = worst_figures(*problem_.kernel, report_.tests);
    report_.kernel->score_line = score_line(report_);
    if (report_.verdict != Verdict::accepted || problem_.kernel->timings.empty()) return {};
    phase("time");
    candidate_.reset();  // its box may be one of the two that are needed now
    ASSAY_CHECK(measure(bench_, problem_, request_.language, built, &*report_.kernel, stop_));
    apply_timings(problem_, &report_);
    score(problem_, promised_, report_);
    return {};
  }

  Status judge_growth(const Built& built) {
    const bool wanted =
        request_.growth && !problem_.complexity.empty() && !problem_.grow_sizes.empty();
    if (!wanted || report_.verdict != Verdict::accepted) return {};
    phase("growth");
    candidate_.reset();  // its box may be one of the two that are needed now
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
  Mode mode_;
  int source_lines_;
  Report report_;
  std::optional<TestReport> load_failure_;           // the source could not even be loaded
  std::vector<GroupLimits> limits_;                  // of each of the problem's groups
  std::vector<Limits> promised_;                     // the same as the scoring wants them
  std::vector<std::shared_ptr<const Cases>> cases_;  // that the tests are of
  std::vector<Planned> tests_;
  std::optional<Candidate> candidate_;
  Status failure_;
  bool tiny_ = false;     // what ran last took next to nothing
  bool stopped_ = false;  // at the first failure, as asked
};

}  // namespace

Result<Report> grade(Workbench& bench, const Problem& problem, const GradeRequest& request,
                     const Progress& progress, std::stop_token stop) {
  return Grading(bench, problem, request, progress, std::move(stop)).run();
}

}  // namespace assay
