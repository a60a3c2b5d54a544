// Which one-token changes of an accepted solution no test notices.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "author/lint.hpp"
#include "author/try_mutants.hpp"
#include "base/file.hpp"

namespace assay {
namespace {

bool marked_equivalent(const Problem& problem, const Solution& solution, int line) {
  const std::string place = fmt::format("{}:{}", solution.name, line);
  for (const Equivalent& equivalent : problem.equivalents) {
    if (equivalent.place == place) return true;
  }
  return false;
}

// Where a line of a solution stands in problem.lua; of one in a file beside it, its declaration.
int line_in_problem(const std::string& text, const Solution& solution, int line) {
  if (!solution.file.empty()) return solution.line;
  std::size_t begin = 0;
  for (int i = 1; i < solution.source_line; ++i) begin = text.find('\n', begin) + 1;
  // As it is: a text with escapes or other ends of lines is not found, and stands for itself.
  const std::size_t source = text.find(solution.source, begin);
  if (source == std::string::npos) return solution.source_line;
  const auto rows = std::count(text.begin() + static_cast<std::ptrdiff_t>(begin),
                               text.begin() + static_cast<std::ptrdiff_t>(source), '\n');
  return solution.source_line + static_cast<int>(rows) + line - 1;
}

// "line 3", or "line 3, column 9" where the line has several tokens like the one that was changed.
std::string place_of(const Mutant& mutant, const std::vector<Mutant>& all) {
  const bool several = std::any_of(all.begin(), all.end(), [&](const Mutant& other) {
    return other.line == mutant.line && other.before == mutant.before &&
           other.column != mutant.column;
  });
  return fmt::format("line {}", mutant.line) +
         (several ? fmt::format(", column {}", mutant.column) : "");
}

Status lint_solution(LintContext& context, const Solution& solution, const Language& language) {
  const std::vector<Mutant> all = mutants_of(solution.source, language.line_comment);
  std::vector<Mutant> mutants;
  std::copy_if(all.begin(), all.end(), std::back_inserter(mutants), [&](const Mutant& mutant) {
    return !marked_equivalent(context.problem, solution, mutant.line);
  });
  ASSAY_TRY(MutantsTried tried,
            try_mutants(context.state, context.problem, solution.language, mutants,
                        std::chrono::steady_clock::duration::max(), context.stop));
  if (!tried.unjudged.ok()) return std::move(tried.unjudged);
  if (tried.survivors.empty()) return {};
  ASSAY_TRY(const std::string text, read_file(context.problem.path));
  for (const Mutant* mutant : tried.survivors) {
    context.lint.add(context.problem, line_in_problem(text, solution, mutant->line), "W040",
                     fmt::format("{} of {} mutants of {} survive: {} `{}` -> `{}`",
                                 tried.survivors.size(), all.size(), solution.name,
                                 place_of(*mutant, all), mutant->before, mutant->after));
  }
  return {};
}

}  // namespace

// A model passes no tests that a mutant could slip past: its metrics say what a change is worth,
// and its solutions, each of which must earn more than the one below it, take the mutants' place.
Status lint_mutants(LintContext& context) {
  if (context.problem.kind == Kind::model) return {};
  for (const Solution& solution : context.problem.solutions) {
    const Language* language = context.bench.languages.find(solution.language);
    if (!solution.expect.empty() || language == nullptr || language->program.empty()) continue;
    if (language->name != "python" && language->base != "python") continue;
    ASSAY_CHECK(lint_solution(context, solution, *language));
  }
  return {};
}

}  // namespace assay
