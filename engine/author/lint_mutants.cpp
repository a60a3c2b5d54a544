// Which one-token changes of an accepted solution no test notices.

#include <fmt/format.h>

#include <set>

#include "author/lint.hpp"
#include "author/mutate.hpp"
#include "service/grading.hpp"

namespace assay {
namespace {

bool marked_equivalent(const Problem& problem, const Solution& solution, int line) {
  const std::string place = fmt::format("{}:{}", solution.name, line);
  for (const Equivalent& equivalent : problem.equivalents) {
    if (equivalent.place == place) return true;
  }
  return false;
}

Result<bool> survives(LintContext& context, const Solution& solution, const Mutant& mutant) {
  GradeRequest request;
  request.language = solution.language;
  request.source = mutant.source;
  request.first_failure = true;
  ASSAY_TRY(const Report report, grade(context.bench, context.problem, request, {}, context.stop));
  return report.verdict == Verdict::accepted;
}

Status lint_solution(LintContext& context, const Solution& solution, const Language& language) {
  const std::vector<Mutant> mutants = mutants_of(solution.source, language.line_comment);
  std::vector<const Mutant*> survivors;
  for (const Mutant& mutant : mutants) {
    if (marked_equivalent(context.problem, solution, mutant.line)) continue;
    ASSAY_TRY(const bool survived, survives(context, solution, mutant));
    if (survived) survivors.push_back(&mutant);
  }
  for (const Mutant* mutant : survivors) {
    context.lint.add(
        context.problem, solution.line, "W040",
        fmt::format("{} of {} mutants of {} survive: line {} `{}` -> `{}`", survivors.size(),
                    mutants.size(), solution.name, mutant->line, mutant->before, mutant->after));
  }
  return {};
}

}  // namespace

Status lint_mutants(LintContext& context, const LintOptions& options) {
  const std::set<std::string> wanted(options.mutate_languages.begin(),
                                     options.mutate_languages.end());
  for (const Solution& solution : context.problem.solutions) {
    const Language* language = context.bench.languages.find(solution.language);
    if (!solution.expect.empty() || language == nullptr || language->program.empty()) continue;
    if (!wanted.contains(language->name) && !wanted.contains(language->base)) continue;
    ASSAY_CHECK(lint_solution(context, solution, *language));
  }
  return {};
}

}  // namespace assay
