#include "service/rejudge.hpp"

#include <algorithm>
#include <map>

#include "grade/decide.hpp"
#include "grade/kernel.hpp"
#include "grade/score.hpp"
#include "model/score_line.hpp"
#include "service/limits.hpp"
#include "service/timing.hpp"

namespace assay {
namespace {

Outcome facts_of(const TestReport& test) {
  Outcome outcome;
  outcome.ending = test.ending;
  outcome.code = test.code;
  outcome.cpu_ms = test.cpu_ms;
  outcome.wall_ms = test.wall_ms;
  outcome.memory_bytes = test.memory_bytes;
  outcome.oom_kills = test.oom_kills;
  return outcome;
}

// Whether limits have a say in it.
bool is_of_limits(Verdict verdict) {
  return verdict == Verdict::accepted || verdict == Verdict::wrong_answer ||
         verdict == Verdict::time_limit || verdict == Verdict::memory_limit;
}

// The test as it was, with the verdict that its facts earn under `limits`.
TestReport judged(const TestReport& was, const Limits& limits) {
  if (!is_of_limits(was.verdict)) return was;
  const JudgeAnswer as_before = [&](std::string_view) -> Result<Comparison> {
    Comparison comparison;
    // A right answer that was too late then is right; which others were, the facts do not say.
    comparison.score = was.verdict == Verdict::time_limit ? 1 : was.score;
    comparison.feedback = was.feedback;
    return comparison;
  };
  const TestReport now = decide(facts_of(was), limits, as_before);
  TestReport test = was;
  test.verdict = now.verdict;
  test.score = now.score;
  test.feedback = now.feedback;
  return test;
}

// Whether its values were right: then counters and times gave its verdict.
bool was_right(const TestReport& test) {
  return test.verdict == Verdict::accepted || test.verdict == Verdict::too_slow ||
         test.verdict == Verdict::inconclusive;
}

// `figures`: of the test, in the order of before.kernel->figures; none if it was not counted.
Result<TestReport> counted_again(const Problem& problem, const Report& before,
                                 const TestReport& was, const std::vector<double>& figures) {
  TestReport test = was;
  const bool of_counted = was.group == problem.kernel->counted;
  if (!was_right(was) || (figures.empty() && !of_counted)) return test;
  test.verdict = Verdict::accepted;
  test.score = 1;
  test.feedback.clear();
  test.figures.clear();
  std::vector<std::pair<std::string, double>> named;
  const auto& names = before.kernel->figures;
  for (std::size_t i = 0; i < std::min(names.size(), figures.size()); ++i) {
    named.emplace_back(names[i].first, figures[i]);
  }
  ASSAY_TRY(KernelVerdict now, judge_figures(*problem.kernel, named));
  test.verdict = now.verdict;
  test.score = now.score;
  test.feedback = std::move(now.feedback);
  test.figures = std::move(now.figures);
  return test;
}

// The tests of the report, in its order, with what only their facts tell.
std::vector<TestReport> with_facts(const Report& before, const std::vector<TestReport>& facts) {
  std::map<std::pair<std::string, int>, const TestReport*> known;
  for (const TestReport& fact : facts) known.emplace(std::pair(fact.group, fact.index), &fact);
  std::vector<TestReport> tests = before.tests;
  for (TestReport& test : tests) {
    const auto fact = known.find({test.group, test.index});
    if (fact == known.end()) continue;
    test.ending = fact->second->ending;
    test.code = fact->second->code;
    test.oom_kills = fact->second->oom_kills;
  }
  return tests;
}

// By what was counted and timed.  What was found in it stays: no threshold decides that.
Result<Report> kernel_again(const Problem& problem, const Report& before,
                            const std::vector<TestReport>& facts) {
  Report report = before;
  if (!report.kernel || report.tests.empty()) return report;  // it could not be run
  report.tests.clear();
  for (const TestReport& was : with_facts(before, facts)) {
    ASSAY_TRY(TestReport test, counted_again(problem, before, was, was.figures));
    report.tests.push_back(std::move(test));
  }
  const std::vector<Limits> limits(problem.groups.size());
  score(problem, limits, report);
  report.kernel->figures = worst_figures(*problem.kernel, report.tests);
  // Of another version of the problem nobody could check a line.
  report.kernel->score_line = problem.hash == before.problem_hash ? score_line(report) : "";
  if (report.verdict == Verdict::accepted && !report.kernel->timings.empty()) {
    ASSAY_CHECK(time_again(problem, &*report.kernel));
    apply_timings(problem, &report);
    score(problem, limits, report);
  }
  charge_hints(before.hint_cost, report);
  return report;
}

// What was judged must be what the problem asks for now, or the facts do not reach.
Status check_groups(const Problem& problem, const Report& before) {
  const auto changed = [](const std::string& group, const std::string& how) {
    return bad_problem("the group \"" + group + "\" " + how + ": grade the submission anew");
  };
  for (const GroupReport& was : before.groups) {
    const auto now = std::find_if(problem.groups.begin(), problem.groups.end(),
                                  [&](const Group& group) { return group.name == was.name; });
    if (now == problem.groups.end()) return changed(was.name, "is gone from the problem");
    if (now->count != was.count) {
      return changed(was.name, "had " + std::to_string(was.count) + " tests, and has " +
                                   std::to_string(now->count) + " now");
    }
  }
  for (const Group& group : problem.groups) {
    const bool known = std::any_of(before.groups.begin(), before.groups.end(),
                                   [&](const GroupReport& was) { return was.name == group.name; });
    if (!known && !before.groups.empty()) return changed(group.name, "is new");
  }
  return {};
}

}  // namespace

Result<Report> judge_again(Workbench& bench, const Problem& problem, const Report& before,
                           const std::vector<TestReport>& facts, std::stop_token stop) {
  // They have no limits that a machine derives.
  if (problem.kind == Kind::model || problem.kind == Kind::suite) return before;
  ASSAY_CHECK(check_groups(problem, before));
  if (problem.kernel) return kernel_again(problem, before, facts);
  ASSAY_TRY(const std::vector<GroupLimits> derived,
            limits_of(bench, problem, before.language, std::move(stop)));
  std::vector<Limits> limits;
  std::map<std::string, Limits> by_group;
  for (std::size_t g = 0; g < derived.size(); ++g) {
    Limits promised;
    promised.cpu_ms = derived[g].cpu_ms;
    promised.memory_bytes = derived[g].memory_bytes;
    limits.push_back(promised);
    by_group[problem.groups[g].name] = promised;
  }
  Report report = before;
  report.tests.clear();
  for (const TestReport& was : with_facts(before, facts)) {
    report.tests.push_back(judged(was, by_group[was.group]));
  }
  score(problem, limits, report);
  charge_hints(before.hint_cost, report);
  return report;
}

}  // namespace assay
