// The tests themselves: the same data twice, inside the bounds, different from one another.

#include <fmt/format.h>

#include <algorithm>
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

// Without words a clause is shown as it stands, to people who count from 0 and know no Lua.
void check_where_words(LintContext& context) {
  for (const std::string& clause : context.problem.where) {
    if (!words_of(clause).empty() || clause.find_first_of("#[:") == std::string::npos) continue;
    context.lint.add(context.problem, setting_line(context.problem, "where"), "W073",
                     fmt::format("candidates read `{}`, whose Lua counts from 1: say it in words, "
                                 "\"{} -- what holds\"",
                                 clause, clause));
  }
}

bool has_endless_ints(const Type& type) {
  return (type.kind == Type::Kind::integer && !type.range) ||
         std::any_of(type.items.begin(), type.items.end(), has_endless_ints);
}

// Lua's ints wrap where Python's do not: near the largest every mutant would differ.
void check_test_bounds(LintContext& context) {
  if (context.problem.kind != Kind::suite) return;
  for (const Parameter& parameter : context.problem.signature.parameters) {
    if (!has_endless_ints(parameter.type)) continue;
    context.lint.add(context.problem, setting_line(context.problem, "fn"), "W074",
                     fmt::format("the ints of `{}` have no bounds, and candidates choose them: "
                                 "write `in -1000..1000` or the like",
                                 parameter.name));
  }
}

// Whether nothing says how large a value may get: its numbers, or the length of a list or text.
// `known`: names of lengths that stood before.
bool is_boundless(const Type& type, std::set<std::string>* known) {
  const auto kind = type.kind;
  if (kind == Type::Kind::function || kind == Type::Kind::tensor) return false;
  const bool number = kind == Type::Kind::integer || kind == Type::Kind::real;
  bool boundless = number && !type.range;
  if (kind == Type::Kind::list || kind == Type::Kind::text) {
    const bool bounded = type.dim && (type.dim->range || known->contains(type.dim->name));
    boundless = boundless || !bounded;
    if (type.dim && !type.dim->name.empty()) known->insert(type.dim->name);
  }
  for (const Type& item : type.items) boundless = is_boundless(item, known) || boundless;
  return boundless;
}

// Names of lengths that have a range: an int of that name is the length.
void add_lengths(const Type& type, std::set<std::string>* lengths) {
  if (type.dim && type.dim->range) lengths->insert(type.dim->name);
  for (const Dim& dim : type.dims) {
    if (dim.range) lengths->insert(dim.name);
  }
  for (const Type& item : type.items) add_lengths(item, lengths);
}

void check_bounds_stated(LintContext& context) {
  const Problem& problem = context.problem;
  if (problem.kind != Kind::function || problem.kernel) return;
  const bool race = problem.round.empty() || problem.round == "coding";
  if (!race) return;
  std::set<std::string> lengths;
  for (const Parameter& parameter : problem.signature.parameters) {
    add_lengths(parameter.type, &lengths);
  }
  std::set<std::string> known = lengths;
  for (const Parameter& parameter : problem.signature.parameters) known.insert(parameter.name);
  for (const Parameter& parameter : problem.signature.parameters) {
    if (lengths.contains(parameter.name)) continue;
    if (!is_boundless(parameter.type, &known)) continue;
    context.lint.add(problem, setting_line(problem, "fn"), "W033",
                     fmt::format("nothing says how large `{}` may get, so candidates cannot tell "
                                 "what is fast enough: write bounds, as in int[n=0..1000] in -9..9",
                                 parameter.name));
  }
}

// Answers that nothing else confirms are right by definition, with every mistake in them.
void check_sources(LintContext& context) {
  const Problem& problem = context.problem;
  if (problem.kind != Kind::function || problem.kernel) return;
  if (problem.has_reference || problem.has_checker) return;
  const auto accepted =
      std::count_if(problem.solutions.begin(), problem.solutions.end(),
                    [](const Solution& solution) { return solution.expect.empty(); });
  bool stated = false;
  for (const Cases& cases : context.made) {
    for (const Case& test : cases) stated = stated || test.expected.has_value();
  }
  if (accepted != 1 || stated) return;
  context.lint.add(problem, 0, "W034",
                   "one solution alone says what is right: write a `reference`, `returns` of a "
                   "test, or a second solution that goes another way");
}

// A text's length stands behind its type, and who thinks of trees so gets a list of them.
void check_node_lists(LintContext& context, const std::string& signature, int line) {
  for (const std::string type : {"tree", "list"}) {
    for (std::size_t at = signature.find(type + "["); at != std::string::npos;
         at = signature.find(type + "[", at + 1)) {
      const std::string length =
          signature.substr(at + type.size(), signature.find(']', at) + 1 - at - type.size());
      const bool whole_word =
          at > 0 && std::isalnum(static_cast<unsigned char>(signature[at - 1])) == 0;
      if (!whole_word || length == "[]") continue;
      context.lint.add(context.problem, line, "W063",
                       fmt::format("`{0}{1}` is a list of {0}s: write `({0}){1}` if that is meant; "
                                   "how many nodes one {0} has, `make` says or a `where`",
                                   type, length));
    }
  }
}

void check_node_lists(LintContext& context) {
  const Problem& problem = context.problem;
  const bool klass = problem.kind == Kind::klass;
  check_node_lists(context, problem.signature.text, setting_line(problem, klass ? "class" : "fn"));
  for (const Level& level : problem.levels) {
    for (const Signature& method : level.methods)
      check_node_lists(context, method.text, level.line);
  }
}

}  // namespace

Status lint_data(LintContext& context) {
  const Problem& problem = context.problem;
  check_growth_sizes(context);
  check_node_lists(context);
  check_where_words(context);
  check_test_bounds(context);
  check_bounds_stated(context);
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
  check_sources(context);
  return {};
}

}  // namespace assay
