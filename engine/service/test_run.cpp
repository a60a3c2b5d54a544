#include "service/test_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>

#include "base/digest.hpp"
#include "grade/kernel.hpp"
#include "grade/limits.hpp"
#include "grade/score.hpp"
#include "service/global_race.hpp"
#include "service/judge.hpp"
#include "service/mistake.hpp"
#include "service/smaller_race.hpp"
#include "service/timing.hpp"
#include "service/yardstick.hpp"
#include "value/check.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

// Tests of a submission that run again, in another order, in another process.
constexpr std::size_t kSample = 12;
// Tests go together, within these bounds, until some prove to be not tiny.  Then some go alone, the
// more the oftener that happened, and the last of them has to have taken next to nothing.
constexpr double kTinyMs = 1, kBatchMs = 10;
constexpr std::size_t kMoreAlone = 8;
constexpr std::size_t kBatchTests = 64, kBatchBytes = 1 << 16;
// Alone these cost less than a batch that fails.
constexpr std::size_t kFewTests = 32;
// Of cpu time, for all tests together: somebody waits for what explains a wrong answer.
constexpr double kExplainMs = 5'000;

Limits promised_by(const GroupLimits& group) {
  Limits limits;
  limits.cpu_ms = group.cpu_ms;
  limits.wall_ms = std::max(10'000.0, group.cpu_ms * 10);
  limits.memory_bytes = group.memory_bytes;
  return limits;
}

}  // namespace

TestRun::TestRun(Workbench& bench, const Problem& problem, const GradeRequest& request,
                 const Progress& progress, const Built& built, Report& report, std::stop_token stop)
    : bench_(bench),
      problem_(problem),
      request_(request),
      progress_(progress),
      built_(built),
      report_(report),
      stop_(std::move(stop)),
      source_lines_(
          static_cast<int>(std::count(request.source.begin(), request.source.end(), '\n') + 1)) {
  candidate_.emplace(bench_.runner, bench_.scripts, problem_, built.program, built.driver, stop_);
}

Status TestRun::collect() {
  ASSAY_CHECK(request_.input ? collect_input() : collect_groups());
  if (!tests_.empty()) candidate_->load_ahead(promised_by(limits_for(tests_.front())));
  return {};
}

Status TestRun::collect_groups() {
  if (!request_.examples_only) {
    // Mutants and stubs stop at the first failure; many of them never end.
    ASSAY_TRY(limits_, limits_of(bench_, problem_, request_.language, stop_,
                                 /*narrow=*/request_.first_failure));
    for (GroupLimits& group : limits_) {
      group.cpu_ms *= request_.limit_factor;
      promised_.push_back(promised_by(group));
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

Status TestRun::collect_input() {
  if (problem_.kind == Kind::klass) {
    return invalid_argument(
        "a class is tested by rows of calls, so it takes no input of your own; without one the "
        "examples run");
  }
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

Status TestRun::run() {
  for (std::size_t begin = 0; begin < tests_.size();) begin = run_group(begin);
  ASSAY_CHECK(std::move(failure_));
  if (problem_.kernel && request_.examples_only) shrink_race();
  if (load_failure_ || stopped_) return {};
  if (report_.mode == Mode::resident && !candidate_->stateless()) ASSAY_CHECK(run_sample());
  if (problem_.same_bits > 0 && !problem_.kernel) ASSAY_CHECK(run_same_bits());
  return request_.explain ? explain_failure() : Status();
}

std::size_t TestRun::run_group(std::size_t begin) {
  std::size_t end = begin;
  bool killed = false;
  std::deque<TestReport> ahead;  // of tests that ran in a batch
  for (; end < tests_.size() && tests_[end].group == tests_[begin].group; ++end) {
    TestReport report = blank(tests_[end]);
    if (failure_.ok() && !load_failure_ && !killed && !stopped_) {
      if (ahead.empty() && alone_ == 0) ahead = take(run_batch(group_from(end)));
      if (!ahead.empty()) {
        report = std::move(ahead.front());
        ahead.pop_front();
      } else if (failure_.ok()) {
        report = take(run_test(tests_[end]), std::move(report));
        went_alone(report);
      }
    }
    killed = killed || ends_group(report);
    stopped_ = stopped_ || (request_.first_failure && report.verdict != Verdict::accepted) ||
               (problem_.kernel && request_.examples_only && report.verdict == Verdict::time_limit);
    report_.cpu_ms += report.cpu_ms;
    if (progress_.tested && failure_.ok() && !load_failure_) progress_.tested(report);
    report_.tests.push_back(std::move(report));
  }
  return end;
}

void TestRun::shrink_race() {
  for (std::size_t i = 0; i < report_.tests.size(); ++i) {
    TestReport& test = report_.tests[i];
    if (!test.arguments || test.simulation.find("\"whole\"") == std::string::npos) continue;
    test.simulation =
        with_smaller_race(bench_.scripts, problem_, *candidate_, promised_by(limits_for(tests_[i])),
                          *test.arguments, std::move(test.simulation));
    return;
  }
}

Status TestRun::explain_kernel() {
  if (!request_.examples_only) return {};
  candidate_.reset();  // its box may be one of the two that are needed now
  double spent_ms = 0;
  for (std::size_t i = 0; i < report_.tests.size() && spent_ms < kExplainMs; ++i) {
    TestReport& test = report_.tests[i];
    if (test.verdict != Verdict::wrong_answer || test.simulation.empty()) continue;
    ASSAY_TRY(const std::optional<KernelVerdict> known, judge_findings(test.simulation));
    if (known) continue;
    Limits limits = promised_by(limits_for(tests_[i]));
    limits.cpu_ms = kExplainMs - spent_ms;
    test.simulation = with_global_races(bench_, problem_, built_, tests_[i].test, limits,
                                        std::move(test.simulation), stop_, &spent_ms);
    if (stop_.stop_requested()) return Status(Code::cancelled, "cancelled");
    ASSAY_TRY(const std::optional<KernelVerdict> race, judge_findings(test.simulation));
    if (race) test.mistake = race->feedback;
  }
  return {};
}

Status TestRun::explain_failure() {
  if (problem_.kernel) return explain_kernel();
  const auto unexplained = [this](const TestReport& test) {
    return test.verdict == Verdict::runtime_error ||
           (test.verdict == Verdict::wrong_answer && request_.examples_only);
  };
  const auto test = std::ranges::find_if(report_.tests, unexplained);
  if (test == report_.tests.end()) return {};
  const Planned& planned = tests_[static_cast<std::size_t>(test - report_.tests.begin())];
  candidate_.reset();  // its box may be one of the two that are needed now
  const Result<std::optional<Mistake>> found = find_mistake(
      bench_, problem_, request_, planned.test, promised_by(limits_for(planned)), stop_);
  // A machine may lack what the checks need.
  if (!found.ok() && found.status().code() == Code::unavailable) return {};
  if (!found.ok()) return Status(found.status().code(), found.status().message());
  if (!*found) return {};
  const auto& [line, what] = **found;
  if (planned.visible) {
    const Language& language = *bench_.languages.find(request_.language);
    const std::string place = fmt::format("solution.{}:{}: ", language.extension, line);
    test->mistake = (line > 0 ? place : "") + what;
  } else if (line > 0 && line <= source_lines_) {
    test->feedback += fmt::format(" on line {}", line);
  }
  return {};
}

TestReport TestRun::blank(const Planned& planned) const {
  TestReport report;
  report.group = planned.group == Planned::kNoGroup ? "input" : problem_.groups[planned.group].name;
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

GroupLimits TestRun::limits_for(const Planned& planned) const {
  if (planned.group < limits_.size()) return limits_[planned.group];
  GroupLimits generous;
  // A kernel that never ends is known by then, and somebody waits for it.
  generous.cpu_ms = problem_.time_limit_ms.value_or(problem_.kernel ? 5'000 : 10'000);
  generous.memory_bytes = problem_.memory_limit_bytes.value_or(Limits().memory_bytes);
  return generous;
}

Result<TestReport> TestRun::run_test(Planned& planned) {
  const GroupLimits derived = limits_for(planned);
  Limits limits = promised_by(derived);
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
    // One that was killed below the limit that holds now says nothing of it.
    const bool saved = report.verdict == Verdict::time_limit &&
                       (other.verdict == Verdict::accepted || report.cpu_ms < limits.cpu_ms);
    if (saved || other.cpu_ms < report.cpu_ms) report = std::move(other);
  }
  return report;
}

Result<TestReport> TestRun::attempt(Planned& planned, const Limits& limits) {
  if (stop_.stop_requested()) return Status(Code::cancelled, "cancelled");
  if (report_.mode != Mode::resident) candidate_->renew();
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

TestReport TestRun::report_on(const Planned& planned, const Result<Attempted>& attempted,
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
bool TestRun::may_batch() const {
  return report_.mode == Mode::resident && candidate_->can_batch() && !request_.examples_only;
}

void TestRun::went_alone(const TestReport& report) {
  if (report.cpu_ms >= kTinyMs) {
    alone_ = std::max<std::size_t>(alone_, 1);
  } else if (alone_ > 0) {
    --alone_;
  }
}

// What may go into a batch, from this test to the end of its group.
std::vector<std::size_t> TestRun::group_from(std::size_t first) const {
  std::vector<std::size_t> members;
  for (std::size_t i = first; i < tests_.size() && tests_[i].group == tests_[first].group; ++i) {
    members.push_back(i);
  }
  return members;
}

Result<std::deque<TestReport>> TestRun::run_batch(const std::vector<std::size_t>& wanted) {
  std::deque<TestReport> reports;
  if (!may_batch()) return reports;
  std::vector<const Case*> members;
  std::size_t bytes = 0;
  for (const std::size_t i : wanted) {
    bytes += tests_[i].test.arguments.size();
    if (bytes > kBatchBytes || members.size() == kBatchTests) break;
    members.push_back(&tests_[i].test);
  }
  const GroupLimits derived = limits_for(tests_[wanted[0]]);
  const bool will_fail = derived.reference_cpu_ms >= kBatchMs && members.size() < kFewTests;
  if (members.size() < 2 || will_fail) return reports;
  const Limits limits = promised_by(derived);
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
    alone_ = alone_after_failure_ *= kMoreAlone;
    candidate_->renew();
  }
  return reports;
}

// A quarter of what the tests took is spent on it, or a little.
std::vector<std::size_t> TestRun::draw_sample() const {
  std::vector<std::size_t> sample;
  double budget_ms = 0;
  for (std::size_t i = 0; i < tests_.size(); ++i) {
    if (report_.tests[i].verdict != Verdict::accepted || tests_[i].first) continue;
    sample.push_back(i);
    budget_ms += report_.tests[i].cpu_ms;
  }
  std::mt19937_64 random(sample_seed());
  std::shuffle(sample.begin(), sample.end(), random);
  budget_ms = std::max(budget_ms / 4, 5.0);
  std::size_t size = 0;
  while (size < sample.size() && size < kSample && budget_ms > 0) {
    budget_ms -= report_.tests[sample[size++]].cpu_ms;
  }
  sample.resize(size);
  // Backwards, none of them has what it had before it.
  std::sort(sample.begin(), sample.end(), std::greater<>());
  return sample;
}

Status TestRun::run_sample() {
  const std::vector<std::size_t> sample = draw_sample();
  if (sample.empty()) return {};
  candidate_->renew();
  const bool tiny = std::ranges::all_of(
      sample, [this](std::size_t i) { return report_.tests[i].cpu_ms < kTinyMs; });
  if (tiny) alone_ = 0;
  std::deque<TestReport> ahead;
  for (const std::size_t i : sample) {
    if (ahead.empty() && alone_ == 0) {
      const std::vector<std::size_t> rest(std::find(sample.begin(), sample.end(), i), sample.end());
      ASSAY_TRY(ahead, run_batch(rest));
    }
    TestReport again;
    if (!ahead.empty()) {
      again = std::move(ahead.front());
      ahead.pop_front();
    } else {
      ASSAY_TRY(again, attempt(tests_[i], promised_by(limits_for(tests_[i]))));
      went_alone(again);
    }
    if (again.verdict == Verdict::accepted && again.answer_hash == report_.tests[i].answer_hash)
      continue;
    const bool free = problem_.has_checker || problem_.interactive;  // many answers may be right
    if (again.verdict == Verdict::accepted && free) continue;
    // A limit says more of the machine than of what was kept.
    constexpr Verdict kTold[] = {Verdict::accepted, Verdict::wrong_answer, Verdict::runtime_error,
                                 Verdict::no_answer};
    if (std::find(std::begin(kTold), std::end(kTold), again.verdict) == std::end(kTold)) continue;
    report_.tests[i].verdict = Verdict::wrong_answer;
    report_.tests[i].score = 0;
    report_.tests[i].feedback = "depends on earlier tests: alone it gives another answer";
  }
  return {};
}

// The same whenever the same source is graded, and unknown to whoever does not know the answers.
std::uint64_t TestRun::sample_seed() const {
  std::string known = report_.source_hash;
  for (const Planned& planned : tests_) {
    known += planned.test.expected.value_or(std::string()).substr(0, 64);
  }
  return std::hash<std::string>()(sha256(known));
}

Status TestRun::run_same_bits() {
  for (std::size_t i = 0; i < tests_.size(); ++i) {
    TestReport& first = report_.tests[i];
    for (int run = 1; run < problem_.same_bits && first.verdict == Verdict::accepted; ++run) {
      candidate_->renew();
      ASSAY_TRY(const TestReport again, attempt(tests_[i], promised_by(limits_for(tests_[i]))));
      if (again.answer_hash == first.answer_hash) continue;
      first.verdict = Verdict::wrong_answer;
      first.score = 0;
      first.feedback = fmt::format("not the same bits in every run: run {} of {} differs", run + 1,
                                   problem_.same_bits);
    }
  }
  return {};
}

}  // namespace assay
