#include "author/lint.hpp"

#include "bank/bank.hpp"
#include "service/build.hpp"

namespace assay {

void Lint::add(const Problem& problem, int line, const char* code, std::string message) {
  findings.push_back({problem.path, line, code, std::move(message)});
}

Result<Lint> lint_problem(Engine::State& state, const std::filesystem::path& path,
                          const LintOptions& options, std::stop_token stop) {
  Lint lint;
  lint.path = path.string();
  ASSAY_TRY(Examined examined, examine_problem(path, Script(state.script_starter())));
  lint.findings = std::move(examined.findings);
  if (!examined.loaded) return lint;
  ASSAY_TRY(Workbench * bench, state.workbench());
  name_languages(bench->languages, examined.loaded->problem);
  const Problem& problem = examined.loaded->problem;
  lint.id = problem.id;
  if (!problem.unsupported.empty()) {
    lint.add(problem, 0, "W090",
             "only its definition was checked: this version does not judge `" +
                 problem.unsupported.front() + "`");
    return lint;
  }

  LintContext context{state, *bench, problem, lint, std::move(stop)};
  ASSAY_CHECK(lint_data(context));
  const auto broken = [&] {
    for (const Finding& finding : lint.findings) {
      if (finding.is_error()) return true;
    }
    return false;
  };
  if (broken()) return lint;  // solutions would be judged by broken tests
  ASSAY_CHECK(lint_answers(context));
  if (broken()) return lint;
  ASSAY_CHECK(lint_solutions(context));
  if (options.mutate && !broken()) ASSAY_CHECK(lint_mutants(context, options));
  return lint;
}

}  // namespace assay
