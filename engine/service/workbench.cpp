#include "service/workbench.hpp"

#include "base/bytes.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"

namespace assay {
namespace {

Status answer_by_solution(Workbench& bench, const Problem& problem, Cases& cases,
                          std::stop_token stop) {
  const Solution* solution = accepted_solution(bench, problem);
  if (solution == nullptr) {
    if (problem.has_checker) return {};  // the checker may know without a right answer
    return bad_problem(
        problem.id +
        ": no right answers: give `returns`, a `reference` that is quick enough, or a "
        "solution that is accepted and runs on this machine");
  }
  ASSAY_TRY(Built built, build(bench, problem, solution->language, solution->source, stop));
  if (built.verdict != Verdict::accepted) {
    return bad_problem(solution->name + " does not build: " + built.message);
  }
  Candidate candidate(bench.runner, bench.scripts, problem, built.program, built.driver, stop);
  Limits limits;
  limits.cpu_ms = 60'000;
  limits.wall_ms = 120'000;
  limits.memory_bytes = std::int64_t{4} << 30;
  for (Case& test : cases) {
    if (test.expected) continue;
    ASSAY_TRY(Attempted attempted, candidate.test(test, limits));
    if (attempted.outcome.ending != Ending::answered) {
      return bad_problem(solution->name + " gives no answer on \"" + test.name +
                         "\": " + attempted.outcome.message);
    }
    test.expected = std::move(attempted.outcome.answer);
    if (problem.kind == Kind::program) {  // what it printed, as the value that it is
      ByteWriter text;
      text.put_string(*test.expected);
      test.expected = std::move(text).bytes();
    }
  }
  return {};
}

}  // namespace

Result<Cases> cases_of(Workbench& bench, const Problem& problem, int group, std::stop_token stop) {
  if (problem.kind == Kind::asserts) {
    // The code of the declaration is the whole test; there are no arguments to make.
    Case test;
    test.name = "asserts";
    return Cases{std::move(test)};
  }
  if (std::optional<Cases> kept = load_cases(problem, group)) return std::move(*kept);

  ASSAY_TRY(Scripts::Lease maker, bench.scripts.borrow(problem));
  ASSAY_TRY(Cases cases, make_cases(*maker, problem, group));
  return answered(bench, problem, group, std::move(cases), std::move(stop));
}

Result<Cases> answered(Workbench& bench, const Problem& problem, int group, Cases cases,
                       std::stop_token stop) {
  if (problem.interactive) {  // the conversation is judged, not an answer
    save_cases(problem, group, cases);
    return cases;
  }
  ScriptLimits limits;
  limits.call_ms = kReferenceBudgetMs;
  ASSAY_TRY(Scripts::Lease oracle, bench.scripts.borrow(problem, limits));
  if (answer_by_reference(*oracle, problem, cases) > 0) {
    ASSAY_CHECK(answer_by_solution(bench, problem, cases, stop));
  }
  save_cases(problem, group, cases);
  return cases;
}

}  // namespace assay
