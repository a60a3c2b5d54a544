#include "service/workbench.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "grade/compare.hpp"
#include "grade/decide.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "service/limits.hpp"
#include "value/display.hpp"
#include "value/tensor_compare.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

// From here on arguments are worth a memory file.
constexpr std::size_t kLargeArguments = 1 << 16;

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
  limits.cpu_ms = patience_ms(problem);
  limits.wall_ms = 2 * limits.cpu_ms;
  limits.memory_bytes = std::int64_t{4} << 30;
  for (Case& test : cases) {
    if (test.expected) continue;
    ASSAY_TRY(Attempted attempted, candidate.test(test, limits));
    const Outcome& outcome = attempted.outcome;
    if (outcome.ending != Ending::answered) {
      const std::string place = test.name.empty() ? fmt::format("test {}", &test - cases.data() + 1)
                                                  : "\"" + test.name + "\"";
      const bool endless =
          outcome.ending == Ending::cpu_limit || outcome.ending == Ending::wall_limit;
      return bad_problem(solution->name + " gives no answer on " + place + ": " +
                         (endless ? "stopped after " + human_ms(outcome.cpu_ms)
                                  : decide(outcome, limits, {}).feedback));
    }
    ASSAY_TRY(test.expected, result_of(problem, std::move(attempted.outcome.answer)));
    if (problem.kind == Kind::program) {  // what it printed, as the value that it is
      ByteWriter text;
      text.put_string(*test.expected);
      test.expected = std::move(text).bytes();
    }
  }
  return {};
}

// Floats in an example are written for people, to a few digits: the right answer is what a solution
// gives, and what is written must only be near it.
constexpr TensorRules kWritten{.rtol = 1e-3, .atol = 1e-3, .nan_equal = true};

bool holds_float_tensors(const Type& type) {
  if (type.kind == Type::Kind::tensor) return is_float(*dtype_from(type.element));
  return std::any_of(type.items.begin(), type.items.end(), holds_float_tensors);
}

bool has_written_floats(const Problem& problem, int group) {
  const auto& returns = problem.signature.returns;
  return problem.groups[static_cast<std::size_t>(group)].source == Group::Source::example &&
         returns && holds_float_tensors(*returns) &&
         std::any_of(problem.solutions.begin(), problem.solutions.end(),
                     [](const Solution& solution) { return solution.expect.empty(); });
}

Status check_written(const Problem& problem, const Case& test, const std::string& written) {
  ASSAY_TRY(const Value value, decode(*problem.signature.returns, written));
  ASSAY_TRY(const Value answer, decode(*problem.signature.returns, *test.expected));
  CompareRules rules{.rtol = kWritten.rtol, .atol = kWritten.atol, .nan_equal = true};
  rules.tensor = kWritten;
  if (compare(rules, answer, value).score >= 1) return {};
  return bad_problem(problem.id + ": an example says " + display(value) +
                     ", but the accepted solution gives " + display(answer));
}

void name_large(const Problem& problem, int group, Cases& cases) {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].arguments.size() < kLargeArguments) continue;
    cases[i].key = fmt::format("{} {} {}", cases_key(problem), group, i);
  }
}

}  // namespace

Result<Entered> enter(const Workbench& bench, std::stop_token stop, const Claim& claim) {
  Entered entered{bench, std::nullopt};
  if (bench.entered) return entered;
  ASSAY_TRY(Turns::Turn turn, bench.entrance.take(claim, std::move(stop)));
  entered.bench.entered = true;
  entered.turn.emplace(std::move(turn));
  return entered;
}

Result<std::shared_ptr<const Cases>> cases_of(Workbench& bench, const Problem& problem, int group,
                                              std::stop_token stop) {
  if (problem.kind == Kind::asserts) {
    // The code of the declaration is the whole test; there are no arguments to make.
    Case test;
    test.name = "asserts";
    return std::make_shared<const Cases>(1, std::move(test));
  }
  const std::string key = fmt::format("{} {}", cases_key(problem), group);
  if (std::shared_ptr<const Cases> kept = bench.cases.find(key)) return kept;
  std::optional<Cases> cases = load_cases(problem, group);
  if (!cases) {
    ASSAY_TRY(Scripts::Lease maker, bench.scripts.borrow(problem));
    ASSAY_TRY(Cases made, make_cases(*maker, problem, group));
    ASSAY_TRY(cases, answered(bench, problem, group, std::move(made), std::move(stop)));
  }
  name_large(problem, group, *cases);
  std::size_t bytes = 0;
  for (const Case& test : *cases) {
    bytes += sizeof test + test.arguments.size() + test.secret.size() +
             (test.expected ? test.expected->size() : 0);
  }
  return bench.cases.keep(key, std::move(*cases), bytes);
}

Status give_answers(Workbench& bench, const Problem& problem, Cases& cases, std::stop_token stop) {
  ScriptLimits limits;
  limits.call_ms = kReferenceBudgetMs;
  ASSAY_TRY(Scripts::Lease oracle, bench.scripts.borrow(problem, limits));
  if (answer_by_reference(*oracle, problem, cases) == 0) return {};
  ASSAY_TRY(Entered entered, enter(bench, stop));
  return answer_by_solution(entered.bench, problem, cases, std::move(stop));
}

Result<Cases> answered(Workbench& bench, const Problem& problem, int group, Cases cases,
                       std::stop_token stop) {
  if (problem.interactive) {  // the conversation is judged, not an answer
    save_cases(problem, group, cases);
    return cases;
  }
  const bool written = has_written_floats(problem, group);
  std::vector<std::optional<std::string>> told;
  for (Case& test : cases)
    told.push_back(written ? std::exchange(test.expected, {}) : std::nullopt);
  ASSAY_CHECK(give_answers(bench, problem, cases, stop));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (told[i] && cases[i].expected) ASSAY_CHECK(check_written(problem, cases[i], *told[i]));
  }
  save_cases(problem, group, cases);
  return cases;
}

}  // namespace assay
