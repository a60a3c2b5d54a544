// Where right answers come from, and whether the checker knows them from junk.

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "author/lint.hpp"
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

// All accepted solutions against the first, on every test.
Status check_agreement(LintContext& context, Script& script) {
  if (context.problem.kind != Kind::function) return {};
  ASSAY_TRY(const std::vector<Answering> all, accepted_solutions(context));
  if (all.empty()) {
    return bad_problem("no solution without `expect` runs here: give one that must be accepted");
  }
  for (std::size_t g = 0; g < context.problem.groups.size(); ++g) {
    ASSAY_TRY(const auto kept,
              cases_of(context.bench, context.problem, static_cast<int>(g), context.stop));
    const Cases& cases = *kept;
    const std::vector<Result<std::string>> first = all[0].answers(context, cases);
    for (std::size_t other = 1; other < all.size(); ++other) {
      const std::vector<Result<std::string>> second = all[other].answers(context, cases);
      for (std::size_t i = 0; i < cases.size(); ++i) {
        if (!first[i].ok() || !second[i].ok()) continue;
        const Result<bool> same = agrees(context, cases[i], *first[i], *second[i]);
        if (!same.ok()) {
          report_checker(context, same.status().message());
          return {};
        }
        if (*same) continue;
        report_disagreement(context, script, all[0], all[other], cases[i]);
        return {};
      }
    }
  }
  return {};
}

// Answers that a checker must survive, and mostly refuse.
std::vector<Value> junk(const Type& type) {
  switch (type.kind) {
    case Type::Kind::integer:
      return {Value::integer(0), Value::integer(-1), Value::integer(1),
              Value::integer(std::numeric_limits<std::int64_t>::max())};
    case Type::Kind::real:
      return {Value(0.0), Value(-1.0), Value(std::numeric_limits<double>::quiet_NaN()),
              Value(std::numeric_limits<double>::infinity())};
    case Type::Kind::boolean:
      return {Value(true), Value(false)};
    case Type::Kind::text:
      return {Value(std::string()), Value(std::string("\0\n%s", 4)), Value(std::string(1000, 'x'))};
    case Type::Kind::optional: {
      std::vector<Value> all = junk(type.items[0]);
      all.emplace_back(Null{});
      return all;
    }
    case Type::Kind::list: {
      std::vector<Value> all = {Value(List{})};
      for (const Value& item : junk(type.items[0])) {
        all.emplace_back(List{{item}});
        all.emplace_back(List{Values(1000, item)});
      }
      return all;
    }
    case Type::Kind::tuple: {
      Values items;
      for (const Type& item : type.items) {
        const std::vector<Value> some = junk(item);
        items.push_back(some.empty() ? Value() : some[0]);
      }
      return {Value(Tuple{std::move(items)})};
    }
    default:
      return {};
  }
}

// A custom checker must not fail on any answer of the right type, nor accept one constant always.
Status check_checker(LintContext& context, Script& script) {
  const Problem& problem = context.problem;
  if (!problem.has_checker || !problem.signature.returns) return {};
  for (const Value& constant : junk(*problem.signature.returns)) {
    ByteWriter bytes;
    if (!encode(*problem.signature.returns, constant, bytes).ok()) continue;
    bool always = true;
    for (std::size_t g = 0; g < problem.groups.size(); ++g) {
      ASSAY_TRY(const auto kept,
                cases_of(context.bench, problem, static_cast<int>(g), context.stop));
      const Cases& cases = *kept;
      for (std::size_t i = 0; i < cases.size() && i < 5; ++i) {
        const Result<Value> arguments =
            decode_arguments(problem.signature.parameters, cases[i].arguments);
        if (!arguments.ok() || !check_result(problem.signature, *arguments, constant).ok()) {
          always = false;
          continue;
        }
        const Result<CheckResult> checked = script.check(
            cases[i].arguments, bytes.bytes(), cases[i].expected.value_or(""), cases[i].secret);
        if (!checked.ok()) {
          report_checker(context, checked.status().message());
          context.lint.findings.back().message +=
              fmt::format(" (of the answer {})", display(constant, 40));
          return {};
        }
        always = always && checked->score >= 1;
      }
    }
    if (always) {
      context.lint.add(problem, setting_line(problem, "check"), "E042",
                       "the checker accepts the answer " + display(constant, 40) +
                           " in every test: hold it against `want` or the arguments");
      return {};
    }
  }
  return {};
}

constexpr int kMostTurns = 100;  // with a program that never stops talking

// What became of a conversation with a program that prints `line` again and again.
Result<std::optional<CheckResult>> talk(Script& script, const Case& test, const std::string* line) {
  ASSAY_TRY(Turn turn, script.interact(test.secret));
  for (int i = 0; i < kMostTurns && line != nullptr && !turn.judged; ++i) {
    ASSAY_TRY(turn, script.hear(*line));
  }
  if (!turn.judged) {
    ASSAY_TRY(turn, script.hear(std::nullopt));
  }
  return std::move(turn.judged);
}

// `interact` must not fail on anything that a program prints, nor accept one that says nothing.
Status check_interact(LintContext& context, Script& script) {
  const Problem& problem = context.problem;
  const int line = setting_line(problem, "interact");
  const std::string junk[] = {"",
                              "0",
                              "1",
                              "-1",
                              "99999999999999999999",
                              "1e400",
                              "nan",
                              "x y %s",
                              std::string(10'000, '7'),
                              "\xff\xfe"};
  std::vector<const std::string*> partners = {nullptr};  // one that ends at once
  for (const std::string& text : junk) partners.push_back(&text);
  std::size_t silent = 0, tests = 0;
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    ASSAY_TRY(const auto kept, cases_of(context.bench, problem, static_cast<int>(g), context.stop));
    const Cases& cases = *kept;
    for (std::size_t i = 0; i < cases.size() && i < 3; ++i) {
      ++tests;
      for (const std::string* partner : partners) {
        const Result<std::optional<CheckResult>> judged = talk(script, cases[i], partner);
        if (judged.ok() && *judged) {
          silent += partner == nullptr && (*judged)->score >= 1;
          continue;
        }
        context.lint.add_said(
            problem, line, "E041",
            judged.ok() ? "interact goes on after the program's end" : judged.status().message());
        context.lint.findings.back().message +=
            partner == nullptr ? " (of a program that says nothing)"
                               : fmt::format(" (of the line \"{:.20}\")", *partner);
        return {};
      }
    }
  }
  if (silent == tests) {
    context.lint.add(problem, line, "E042", "interact accepts a program that says nothing");
  }
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

void report_checker(LintContext& context, const std::string& message) {
  const bool said = message.starts_with(kCheckerFailed);
  context.lint.add_said(context.problem, setting_line(context.problem, "check"), "E041",
                        said ? message.substr(kCheckerFailed.size()) : message);
}

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
    return check_interact(context, *script);
  }
  ASSAY_CHECK(check_reference(context));
  for (const Finding& finding : context.lint.findings) {
    if (finding.is_error()) return {};
  }
  ASSAY_CHECK(keep_cases(context));
  ASSAY_CHECK(check_agreement(context, *script));
  return check_checker(context, *script);
}

}  // namespace assay
