#include "author/try_mutants.hpp"

#include <optional>

#include "author/at_once.hpp"
#include "service/grading.hpp"

namespace assay {
namespace {

Result<bool> survives(Workbench& bench, const Problem& problem, const std::string& language,
                      const Mutant& mutant, std::stop_token stop) {
  GradeRequest request;
  request.language = language;
  request.source = mutant.source;
  request.first_failure = true;
  ASSAY_TRY(const Report report, grade(bench, problem, request, {}, stop));
  return report.verdict == Verdict::accepted;
}

}  // namespace

Result<MutantsTried> try_mutants(Engine::State& state, const Problem& problem,
                                 const std::string& language, const std::vector<Mutant>& mutants,
                                 std::chrono::steady_clock::duration time, std::stop_token stop) {
  ASSAY_TRY(Workbench * bench, state.workbench());
  std::vector<std::optional<Result<bool>>> survived(mutants.size());
  const auto begin = std::chrono::steady_clock::now();
  at_once(state, mutants.size(), [&](std::size_t i) {
    if (std::chrono::steady_clock::now() - begin >= time) return false;
    survived[i] = survives(*bench, problem, language, mutants[i], stop);
    return survived[i]->ok() || survived[i]->status().code() == Code::bad_problem;
  });
  MutantsTried tried;
  for (std::size_t i = 0; i < mutants.size() && survived[i]; ++i) {
    ++tried.count;
    if (survived[i]->ok()) {
      if (**survived[i]) tried.survivors.push_back(&mutants[i]);
      continue;
    }
    Status status = std::move(*survived[i]).status();
    if (status.code() != Code::bad_problem) return status;
    if (tried.unjudged.ok()) tried.unjudged = std::move(status);
  }
  return tried;
}

}  // namespace assay
