// The tests themselves: the same data twice, inside the bounds, different from one another.

#include <fmt/format.h>

#include <set>

#include "author/lint.hpp"
#include "service/cases.hpp"
#include "value/check.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

std::string place(const Group& group, std::size_t index) {
  return fmt::format("\"{}\" test {}", group.name, index + 1);
}

// One group's cases, made by a script process of its own.
Result<Cases> made(LintContext& context, int group) {
  const ScriptStarter starter = context.state.script_starter();
  Scripts fresh(starter, 0);
  ASSAY_TRY(Scripts::Lease script, fresh.borrow(context.problem));
  return make_cases(*script, context.problem, group);
}

Status check_inside(LintContext& context, const Group& group, const Cases& cases, Script& script) {
  const Problem& problem = context.problem;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Result<Value> arguments =
        decode_arguments(problem.signature.parameters, cases[i].arguments);
    if (!arguments.ok()) {
      context.lint.add(problem, group.line, "E020",
                       place(group, i) + ": " + arguments.status().message());
      return {};
    }
    if (const Status bounds = check_bounds(problem.signature.parameters, *arguments); !bounds.ok()) {
      context.lint.add(problem, group.line, "E021", place(group, i) + ": " + bounds.message());
      return {};
    }
    ASSAY_TRY(const std::string broken, script.check_where(cases[i].arguments));
    if (!broken.empty()) {
      context.lint.add(problem, group.line, "E022", place(group, i) + ": " + broken);
      return {};
    }
  }
  return {};
}

void check_different(LintContext& context, const Group& group, const Cases& cases) {
  std::set<std::string_view> seen;
  std::size_t repeated = 0;
  for (const Case& test : cases) repeated += !seen.insert(test.arguments).second;
  // A few repeats are natural where the bounds leave little choice.
  if (repeated * 2 > cases.size() && cases.size() > 1) {
    context.lint.add(context.problem, group.line, "W025",
                     fmt::format("{} of {} tests of \"{}\" repeat another one", repeated,
                                 cases.size(), group.name));
  }
}

}  // namespace

Status lint_data(LintContext& context) {
  const Problem& problem = context.problem;
  if (problem.kind == Kind::asserts) return {};
  ASSAY_TRY(Scripts::Lease script, context.bench.scripts.borrow(problem));
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    const Group& group = problem.groups[g];
    Result<Cases> first = made(context, static_cast<int>(g));
    if (!first.ok()) {
      context.lint.add(problem, group.line, "E011",
                       fmt::format("\"{}\": {}", group.name, first.status().message()));
      continue;
    }
    ASSAY_TRY(const Cases second, made(context, static_cast<int>(g)));
    for (std::size_t i = 0; i < first->size(); ++i) {
      if ((*first)[i].arguments == second[i].arguments) continue;
      context.lint.add(problem, group.line, "E012",
                       place(group, i) + " gives other data on a second run");
      break;
    }
    if (problem.kind != Kind::klass) {
      ASSAY_CHECK(check_inside(context, group, *first, *script));
      check_different(context, group, *first);
    }
  }
  return {};
}

}  // namespace assay
