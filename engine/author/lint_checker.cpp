// Whether the checker knows right answers from junk, and survives both.

#include <fmt/format.h>

#include <limits>

#include "author/lint.hpp"
#include "author/neighbours.hpp"
#include "value/check.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

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

// Of what was tried in every test, whether anything was refused.
struct Tried {
  int answers = 0, accepted = 0;
  std::string example;
};

// Whether the checker survives the answer; `tried` counts it.
bool survives(LintContext& context, Script& script, const Case& test, const Value& answer,
              Tried* tried) {
  const Signature& signature = context.problem.signature;
  const Result<Value> arguments = decode_arguments(signature.parameters, test.arguments);
  if (!arguments.ok() || !check_result(signature, *arguments, answer).ok()) return true;
  ByteWriter bytes;
  if (!encode(*signature.returns, answer, bytes).ok()) return true;
  const Result<CheckResult> checked =
      script.check(test.arguments, bytes.bytes(), test.expected.value_or(""), test.secret);
  if (!checked.ok()) {
    report_checker(context, checked.status().message());
    context.lint.findings.back().message += fmt::format(" (of the answer {})", display(answer, 40));
    return false;
  }
  ++tried->answers;
  tried->accepted += checked->score >= 1;
  tried->example = display(answer, 40);
  return true;
}

// Answers near the right ones: of the right shape, as junk seldom is, and nearly all wrong.
Status check_near(LintContext& context, Script& script) {
  constexpr std::size_t kMostOfGroup = 5, kMostOfTest = 12, kMostBytes = 2000;
  constexpr int kEnough = 5;
  const Problem& problem = context.problem;
  Tried tried;
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    ASSAY_TRY(const auto cases,
              cases_of(context.bench, problem, static_cast<int>(g), context.stop));
    for (std::size_t i = 0; i < cases->size() && i < kMostOfGroup; ++i) {
      const Case& test = (*cases)[i];
      if (!test.expected || test.expected->size() > kMostBytes) continue;
      ASSAY_TRY(const Value right, decode(*problem.signature.returns, *test.expected));
      const Values near = neighbours(right);
      for (std::size_t n = 0; n < near.size() && n < kMostOfTest; ++n) {
        if (!survives(context, script, test, near[n], &tried)) return {};
      }
    }
  }
  if (tried.answers >= kEnough && tried.accepted == tried.answers) {
    context.lint.add(
        problem, setting_line(problem, "check"), "E042",
        fmt::format("the checker accepts all of {} answers near the right ones, {} among "
                    "them: hold the answer against `want` or the arguments",
                    tried.answers, tried.example));
  }
  return {};
}

// A custom checker must not fail on any answer of the right type, nor accept one constant always.
Status check_checker(LintContext& context, Script& script) {
  const Problem& problem = context.problem;
  if (!problem.has_checker || !problem.signature.returns) return {};
  for (const Value& constant : junk(*problem.signature.returns)) {
    Tried tried;
    int tests = 0;
    for (std::size_t g = 0; g < problem.groups.size(); ++g) {
      ASSAY_TRY(const auto cases,
                cases_of(context.bench, problem, static_cast<int>(g), context.stop));
      for (std::size_t i = 0; i < cases->size() && i < 5; ++i, ++tests) {
        if (!survives(context, script, (*cases)[i], constant, &tried)) return {};
      }
    }
    if (tests > 0 && tried.accepted == tests) {
      context.lint.add(problem, setting_line(problem, "check"), "E042",
                       "the checker accepts the answer " + display(constant, 40) +
                           " in every test: hold it against `want` or the arguments");
      return {};
    }
  }
  return check_near(context, script);
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

}  // namespace

void report_checker(LintContext& context, const std::string& message) {
  const bool said = message.starts_with(kCheckerFailed);
  context.lint.add_said(context.problem, setting_line(context.problem, "check"), "E041",
                        said ? message.substr(kCheckerFailed.size()) : message);
}

Status lint_checker(LintContext& context, Script& script) {
  return context.problem.interactive ? check_interact(context, script)
                                     : check_checker(context, script);
}

}  // namespace assay
