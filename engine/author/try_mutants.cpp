#include "author/try_mutants.hpp"

#include <atomic>
#include <optional>
#include <thread>

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
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  const auto begin = std::chrono::steady_clock::now();
  const auto work = [&] {
    while (!failed && std::chrono::steady_clock::now() - begin < time) {
      const std::size_t i = next++;
      if (i >= mutants.size()) return;
      survived[i] = survives(*bench, problem, language, mutants[i], stop);
      if (!survived[i]->ok() && survived[i]->status().code() != Code::bad_problem) failed = true;
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < state.options.jobs + kMadeReady; ++i) workers.emplace_back(work);
  }
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
