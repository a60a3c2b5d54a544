// Where right answers come from, and whether those who give them agree.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "author/lint.hpp"
#include "author/neighbours.hpp"
#include "author/shrink.hpp"
#include "base/text.hpp"
#include "grade/compare.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "value/check.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr double kPatienceMs = 20'000;  // of cpu for one answer, where no limit is set yet
constexpr int kShrinkTries = 150;       // each runs two solutions in new processes

// The arguments of a hidden test may be shown here: the reader is the author.
std::string arguments_text(const Problem& problem, std::string_view bytes) {
  const Result<Value> arguments = decode_arguments(problem.signature.parameters, bytes);
  return arguments.ok() ? display(*arguments, 300) : "";
}

// For those who may know.
std::string given(const Problem& problem, const std::string& answer) {
  const Result<Value> value = decode(*problem.signature.returns, answer);
  return value.ok() ? display(*value, 100) : "";
}

// What the answer gets; a checker that fails is bad_problem.
Result<TestReport> judged(LintContext& context, const Case& test, const std::string& answer) {
  Outcome outcome;
  ASSAY_TRY(outcome.answer, answer_with(context.problem, test.arguments, answer));
  if (context.problem.kind == Kind::program) {  // prints it, without the length before it
    outcome.answer.erase(0, sizeof(std::uint32_t));
  }
  const Result<Attempted> attempted = Attempted{.outcome = std::move(outcome)};
  TestReport report = judge(context.bench, context.problem, test, attempted, {}, true);
  if (report.verdict == Verdict::internal_error) return bad_problem(report.feedback);
  return report;
}

Result<bool> judged_right(LintContext& context, const Case& test, const std::string& answer) {
  ASSAY_TRY(const TestReport report, judged(context, test, answer));
  return report.verdict == Verdict::accepted;
}

// A reference for small inputs may refuse the large groups by taking too long; on a busy machine
// its process may also be late to say so.
bool ran_past(const Status& status) {
  return status.message().find("ran past") != std::string::npos ||
         status.message().find("does not answer") != std::string::npos;
}

// Of one test.
int line_of(const Problem& problem, const Group& group, std::size_t index) {
  if (group.source == Group::Source::example) return problem.examples[index].line;
  return group.source == Group::Source::edge ? group.edges[index] : group.line;
}

// `returns` of the examples against the reference.
Status check_reference(LintContext& context) {
  const Problem& problem = context.problem;
  if (!problem.has_reference) return {};
  ScriptLimits limits;
  limits.call_ms = kReferenceBudgetMs;
  ASSAY_TRY(Scripts::Lease oracle, context.bench.scripts.borrow(problem, limits));
  std::size_t answered = 0;
  std::string slowness;
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    const Group& group = problem.groups[g];
    for (std::size_t i = 0; i < context.made[g].size() && i < 5; ++i) {
      const Case& test = context.made[g][i];
      const Result<std::string> answer = oracle->reference(test.arguments, test.secret);
      if (!answer.ok() && ran_past(answer.status()) && group.source != Group::Source::example) {
        slowness = answer.status().message();
        break;  // it need not manage the large groups
      }
      if (!answer.ok()) {
        context.lint.add_said(problem, setting_line(problem, "reference"), "E030",
                              answer.status().message());
        const bool nothing = answer.status().message().ends_with("got nil");
        if (nothing) context.lint.findings.back().message += ": where is its `return`?";
        context.lint.findings.back().message +=
            fmt::format(" (on \"{}\" test {})", group.name, i + 1);
        return {};
      }
      ++answered;
      if (!test.expected) continue;
      const Result<bool> right = judged_right(context, test, *answer);
      if (!right.ok()) {
        report_checker(context, right.status().message());
        return {};
      }
      if (*right) continue;
      if (problem.has_checker && test.expected == *answer) {
        context.lint.add(problem, setting_line(problem, "check"), "E041",
                         fmt::format("the checker refuses what `returns` of \"{}\" test {} and the "
                                     "reference give: {}",
                                     group.name, i + 1, given(problem, *answer)));
        return {};
      }
      context.lint.add(
          problem, line_of(problem, group, i), "E031",
          fmt::format("the reference disagrees with `returns` of \"{}\" test {}: it gives {}",
                      group.name, i + 1, given(problem, *answer)));
    }
  }
  if (answered == 0 && !slowness.empty()) {
    context.lint.add_said(problem, setting_line(problem, "reference"), "E030", slowness);
  }
  return {};
}

// What the traces of a class state against its model.
Status check_model(LintContext& context) {
  const Problem& problem = context.problem;
  if (!problem.has_model) return {};
  ASSAY_TRY(Scripts::Lease oracle, context.bench.scripts.borrow(problem));
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    const Group& group = problem.groups[g];
    const auto levels = static_cast<int>(problem.levels.size());
    const auto traces = static_cast<std::size_t>(visible_tests(problem, group, levels));
    for (std::size_t i = 0; i < std::min(traces, context.made[g].size()); ++i) {
      const Case& test = context.made[g][i];
      const Result<std::string> answer = oracle->reference(test.arguments, test.secret);
      if (!answer.ok()) {
        context.lint.add_said(problem, setting_line(problem, "model"), "E030",
                              answer.status().message());
        return {};
      }
      ASSAY_TRY(const TestReport report, judged(context, test, *answer));
      if (report.verdict == Verdict::accepted) continue;
      const auto shown = [](const auto& value) { return value ? display(*value, 100) : "?"; };
      context.lint.add(
          problem, group.line, "E031",
          fmt::format("the model disagrees with trace {} of level {}: {}: {}, the trace says {}",
                      i + 1, group.name, report.feedback, shown(report.got),
                      shown(report.expected)));
    }
  }
  return {};
}

// One accepted solution, built.
struct Answering {
  const Solution* solution;
  Built built;

  // What it answers to each.  Its box is given back at the end: one that waits for a second box
  // while it holds a first could wait for ever.
  std::vector<Result<std::string>> answers(LintContext& context, const Cases& cases) const {
    std::vector<Result<std::string>> all;
    all.reserve(cases.size());
    const Result<Entered> entered = enter(context.bench, context.stop);
    if (!entered.ok()) {
      for (std::size_t i = 0; i < cases.size(); ++i) {
        all.emplace_back(Status(entered.status().code(), entered.status().message()));
      }
      return all;
    }
    Candidate candidate(context.bench.runner, context.bench.scripts, context.problem, built.program,
                        built.driver, context.stop);
    Limits limits;
    limits.cpu_ms = kPatienceMs;
    limits.wall_ms = 3 * kPatienceMs;
    limits.memory_bytes = std::int64_t{4} << 30;
    for (const Case& test : cases) {
      Result<Attempted> attempted = candidate.test(test, limits);
      if (!attempted.ok()) {
        all.emplace_back(std::move(attempted).status());
      } else if (attempted->outcome.ending != Ending::answered) {
        all.emplace_back(bad_problem(attempted->outcome.message));
      } else {
        all.push_back(result_of(context.problem, std::move(attempted->outcome.answer)));
      }
    }
    return all;
  }

  Result<std::string> answer(LintContext& context, const Case& test) const {
    return std::move(answers(context, {test}).front());
  }
};

Result<std::vector<Answering>> accepted_solutions(LintContext& context) {
  std::vector<Answering> all;
  for (const Solution& solution : context.problem.solutions) {
    const Language* language = context.bench.languages.find(solution.language);
    if (!solution.expect.empty() || language == nullptr || language->program.empty()) continue;
    ASSAY_TRY(Built built, build(context.bench, context.problem, solution.language, solution.source,
                                 context.stop));
    if (built.verdict != Verdict::accepted) {
      context.lint.add(context.problem, solution.line, "E050",
                       fmt::format("{} does not build: {}", solution.name, built.message));
      continue;
    }
    all.push_back({&solution, std::move(built)});
  }
  return all;
}

// True if `answer` would be judged right with `want` as the right answer.
Result<bool> agrees(LintContext& context, Case test, const std::string& want,
                    const std::string& answer) {
  test.expected = want;
  return judged_right(context, test, answer);
}

void report_disagreement(LintContext& context, Script& script, const Answering& one,
                         const Answering& other, const Case& test) {
  const std::vector<Parameter>& parameters = context.problem.signature.parameters;
  const Result<Value> arguments = decode_arguments(parameters, test.arguments);
  if (!arguments.ok()) return;
  const auto differ = [&](const Value& smaller) {
    Case tried = test;
    Result<std::string> bytes = encode_arguments(parameters, smaller);
    if (!bytes.ok()) return false;
    tried.arguments = std::move(*bytes);
    const Result<std::string> broken = script.check_where(tried.arguments);
    if (!broken.ok() || !broken->empty()) return false;
    const Result<std::string> a = one.answer(context, tried), b = other.answer(context, tried);
    if (!a.ok() || !b.ok()) return false;
    const Result<bool> same = agrees(context, tried, *a, *b);
    return same.ok() && !*same;
  };
  // With a secret the arguments cannot change alone.
  const Value small =
      test.secret.empty() ? shrink(parameters, *arguments, differ, kShrinkTries) : *arguments;
  Case smallest = test;
  if (Result<std::string> bytes = encode_arguments(parameters, small); bytes.ok()) {
    smallest.arguments = std::move(*bytes);
  }
  const auto shown = [&](const Answering& who) {
    const Result<std::string> answer = who.answer(context, smallest);
    if (!answer.ok()) return answer.status().message();
    const Result<Value> value = decode(*context.problem.signature.returns, *answer);
    return value.ok() ? display(*value) : std::string("nothing readable");
  };
  context.lint.add(
      context.problem, other.solution->line, "E052",
      fmt::format("{} and {} disagree on {}: {} and {}", one.solution->name, other.solution->name,
                  arguments_text(context.problem, smallest.arguments), shown(one), shown(other)));
}

// All accepted solutions against the first; false if there is something to report.
bool agree_on(LintContext& context, Script& script, const std::vector<Answering>& all,
              const Cases& cases) {
  const std::vector<Result<std::string>> first = all[0].answers(context, cases);
  for (std::size_t other = 1; other < all.size(); ++other) {
    const std::vector<Result<std::string>> second = all[other].answers(context, cases);
    for (std::size_t i = 0; i < cases.size(); ++i) {
      if (!first[i].ok() || !second[i].ok()) continue;
      const Result<bool> same = agrees(context, cases[i], *first[i], *second[i]);
      if (same.ok() && *same) continue;
      if (same.ok()) {
        report_disagreement(context, script, all[0], all[other], cases[i]);
      } else {
        report_checker(context, same.status().message());
      }
      return false;
    }
  }
  return true;
}

// Legal inputs near those of the small tests: what the tests leave out, solutions may see apart.
Result<Cases> near_inputs(LintContext& context, Script& script) {
  constexpr std::size_t kMost = 300, kMostOfTest = 25, kMostBytes = 2000;
  const std::vector<Parameter>& parameters = context.problem.signature.parameters;
  Cases near;
  std::set<std::string> known;
  for (std::size_t g = 0; g < context.problem.groups.size(); ++g) {
    ASSAY_TRY(const auto cases,
              cases_of(context.bench, context.problem, static_cast<int>(g), context.stop));
    for (const Case& test : *cases) {
      if (!test.secret.empty() || test.arguments.size() > kMostBytes) continue;
      ASSAY_TRY(const Value arguments, decode_arguments(parameters, test.arguments));
      std::size_t of_test = 0;
      for (Value& changed : changed_arguments(arguments)) {
        if (of_test == kMostOfTest || near.size() == kMost) break;
        if (!check_bounds(parameters, changed).ok()) continue;
        Result<std::string> bytes = encode_arguments(parameters, changed);
        if (!bytes.ok() || !known.insert(*bytes).second) continue;
        const Result<std::string> broken = script.check_where(*bytes);
        if (!broken.ok() || !broken->empty()) continue;
        near.emplace_back().arguments = std::move(*bytes);
        ++of_test;
      }
    }
  }
  return near;
}

Status check_agreement(LintContext& context, Script& script) {
  if (context.problem.kind != Kind::function) return {};
  ASSAY_TRY(const std::vector<Answering> all, accepted_solutions(context));
  if (all.empty()) {
    return bad_problem("no solution without `expect` runs here: give one that must be accepted");
  }
  if (all.size() == 1) return {};
  for (std::size_t g = 0; g < context.problem.groups.size(); ++g) {
    ASSAY_TRY(const auto cases,
              cases_of(context.bench, context.problem, static_cast<int>(g), context.stop));
    if (!agree_on(context, script, all, *cases)) return {};
  }
  if (!context.problem.oracles.empty() || context.problem.kernel) return {};
  ASSAY_TRY(const Cases near, near_inputs(context, script));
  (void)agree_on(context, script, all, near);
  return {};
}

// The tests with their answers, so that nobody has to make them again.
Status keep_cases(LintContext& context) {
  for (std::size_t g = 0; g < context.made.size(); ++g) {
    const int group = static_cast<int>(g);
    if (load_cases(context.problem, group)) continue;
    ASSAY_TRY(const Cases kept, answered(context.bench, context.problem, group,
                                         std::move(context.made[g]), context.stop));
  }
  return {};
}

}  // namespace

Status lint_answers(LintContext& context) {
  const Kind kind = context.problem.kind;
  if (kind == Kind::asserts || kind == Kind::model || kind == Kind::suite) return {};
  if (context.problem.kind == Kind::klass) {
    ASSAY_CHECK(check_model(context));
    return keep_cases(context);
  }
  ASSAY_TRY(Scripts::Lease script, context.bench.scripts.borrow(context.problem));
  if (context.problem.interactive) {
    ASSAY_CHECK(keep_cases(context));
    return lint_checker(context, *script);
  }
  ASSAY_CHECK(check_reference(context));
  for (const Finding& finding : context.lint.findings) {
    if (finding.is_error()) return {};
  }
  ASSAY_CHECK(keep_cases(context));
  ASSAY_CHECK(check_agreement(context, *script));
  return lint_checker(context, *script);
}

}  // namespace assay
