#include "service/rejudge.hpp"

#include <map>

#include "grade/decide.hpp"
#include "grade/score.hpp"
#include "service/limits.hpp"

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

// The test as it was, with the verdict that its facts earn under `limits`.
TestReport judged(const TestReport& was, const Limits& limits) {
  if (was.verdict == Verdict::skipped) return was;
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

}  // namespace

Result<Report> judge_again(Workbench& bench, const Problem& problem, const Report& before,
                           const std::vector<TestReport>& facts, std::stop_token stop) {
  // They have no limits that a machine derives.  What was found, counted and timed of a kernel is
  // in no fact.
  if (problem.kind == Kind::model || problem.kind == Kind::suite || problem.kernel) return before;
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
  for (const TestReport& test : facts) {
    const auto group = by_group.find(test.group);
    if (group == by_group.end()) {
      return bad_problem("the group \"" + test.group +
                         "\" is gone from the problem: grade the submission anew");
    }
    report.tests.push_back(judged(test, group->second));
  }
  score(problem, limits, report);
  charge_hints(before.hint_cost, report);
  return report;
}

}  // namespace assay
