// The tests themselves: the same data twice, inside the bounds, different from one another.

#include <fmt/format.h>

#include <set>

#include "author/lint.hpp"
#include "service/cases.hpp"

namespace assay {
namespace {

enum class Order : std::uint8_t { forwards, backwards };

// One group's cases, made by a script process of its own.
Result<Cases> made(LintContext& context, int group, Order order) {
  const ScriptStarter starter = context.state.script_starter();
  Scripts fresh(starter, 0);
  ASSAY_TRY(Scripts::Lease script, fresh.borrow(context.problem));
  const int count = context.problem.groups[static_cast<std::size_t>(group)].count;
  Cases cases(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const int index = order == Order::forwards ? i : count - 1 - i;
    ASSAY_TRY(cases[static_cast<std::size_t>(index)], script->make_case(group, index));
  }
  return cases;
}

// What was made at an earlier run will do for one of the two, without its answers.
Result<Cases> made_before(LintContext& context, int group) {
  std::optional<Cases> kept = load_cases(context.problem, group);
  if (!kept) return made(context, group, Order::forwards);
  return std::move(*kept);
}

// A generator that keeps something between its calls gives itself away when they come in another
// order.
void check_repeatable(LintContext& context, const Group& group, const Cases& first,
                      const Cases& second) {
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i].arguments == second[i].arguments && first[i].secret == second[i].secret) continue;
    context.lint.add(context.problem, group.line, "E022",
                     fmt::format("\"{}\" test {} gives other data on a second run: `make` may keep "
                                 "nothing from one call to the next",
                                 group.name, i + 1));
    return;
  }
}

void check_different(LintContext& context, const Group& group, const Cases& cases) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::size_t repeated = 0;
  for (const Case& test : cases) repeated += !seen.insert({test.arguments, test.secret}).second;
  // A few repeats are natural where the bounds leave little choice.
  if (repeated * 2 > cases.size() && cases.size() > 1) {
    context.lint.add(context.problem, group.line, "W020",
                     fmt::format("{} of {} tests of \"{}\" repeat another one", repeated,
                                 cases.size(), group.name));
  }
}

// With few sizes the interval of the growth verdict is so wide that it condemns nobody.
void check_growth_sizes(LintContext& context) {
  constexpr std::size_t kEnoughSizes = 5;
  const Problem& problem = context.problem;
  const std::size_t sizes = problem.grow_sizes.size();
  if (problem.complexity.empty() || sizes == 0 || sizes >= kEnoughSizes) return;
  context.lint.add(
      problem, setting_line(problem, "complexity"), "W029",
      fmt::format("`grow` has {} sizes: with fewer than {} a slow growth is hardly told "
                  "from the machine's noise",
                  sizes, kEnoughSizes));
}

}  // namespace

Status lint_data(LintContext& context) {
  const Problem& problem = context.problem;
  check_growth_sizes(context);
  if (problem.kind == Kind::asserts || problem.kind == Kind::model) return {};
  if (problem.kind == Kind::suite) return {};
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    const Group& group = problem.groups[g];
    const int index = static_cast<int>(g);
    Result<Cases> first = made_before(context, index);
    if (!first.ok()) {
      if (!is_authors_fault(first.status())) {
        return Status(first.status().code(), first.status().message());
      }
      context.lint.add_said(problem, group.line, "E021", first.status().message());
      // The other groups would run into the same limit, one after the other.
      if (first.status().message().find("ran past") != std::string::npos) return {};
      continue;
    }
    ASSAY_TRY(Cases second, made(context, index, Order::backwards));
    check_repeatable(context, group, *first, second);
    if (problem.kind != Kind::klass) check_different(context, group, *first);
    context.made.push_back(std::move(second));
  }
  return {};
}

}  // namespace assay
