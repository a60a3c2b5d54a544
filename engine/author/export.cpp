#include "author/export.hpp"

#include "base/file.hpp"
#include "service/handout.hpp"
#include "service/statement.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

Status write(const fs::path& path, const std::string& text, std::vector<std::string>& written) {
  ASSAY_CHECK(write_file(path, text));
  written.push_back(path.string());
  return {};
}

Status export_for_candidates(Workbench& bench, const Problem& problem, const fs::path& folder,
                             std::vector<std::string>& written) {
  const int levels = static_cast<int>(problem.levels.size());
  ASSAY_CHECK(write(folder / "README.md",
                    "# " + problem.title + "\n\n" + statement_of(problem, std::min(levels, 1)),
                    written));
  ASSAY_TRY(const std::vector<HandedFile> files, handout(bench, problem));
  for (const HandedFile& file : files) {
    ASSAY_CHECK(write(folder / file.name, file.text, written));
  }
  for (const Language& language : bench.languages.all()) {
    if (!bench.languages.offers(language, problem)) continue;
    ASSAY_TRY(const std::string stub, bench.languages.stub(language.name, problem));
    ASSAY_CHECK(write(folder / ("solution." + language.extension), stub, written));
  }
  return {};
}

// problem.lua and the solutions, mutants, scaffold and data that it names; other files beside it
// are not the problem's.
Status export_whole(const Problem& problem, const fs::path& folder,
                    std::vector<std::string>& written) {
  ASSAY_TRY(const std::string source, read_file(problem.path));
  ASSAY_CHECK(write(folder / "problem.lua", source, written));
  for (const std::vector<Solution>* all : {&problem.solutions, &problem.mutants}) {
    for (const Solution& solution : *all) {
      if (solution.file.empty()) continue;
      ASSAY_CHECK(write(folder / solution.file, solution.source, written));
    }
  }
  if (!problem.scaffold_file.empty()) {
    ASSAY_CHECK(write(folder / problem.scaffold_file, problem.scaffold, written));
  }
  const Modeling& modeling = problem.modeling;
  if (modeling.train_file.empty()) return {};
  ASSAY_CHECK(write(folder / modeling.train_file, modeling.train, written));
  ASSAY_CHECK(write(folder / modeling.hidden_file, modeling.hidden, written));
  return {};
}

}  // namespace

Result<std::vector<std::string>> export_problems(Engine::State& state, std::vector<std::string> ids,
                                                 const fs::path& into, bool candidate) {
  if (ids.empty()) {
    ASSAY_TRY(const std::vector<Listing> listings, state.listings());
    for (const Listing& listing : listings) {
      for (const ListedProblem& row : listing.problems) ids.push_back(row.summary.id);
    }
  }
  ASSAY_TRY(Workbench * bench, state.workbench());
  std::vector<std::string> written;
  for (const std::string& id : ids) {
    ASSAY_TRY(const Problem problem, state.problem(id));
    const fs::path folder = into / problem.id;
    ASSAY_CHECK(candidate ? export_for_candidates(*bench, problem, folder, written)
                          : export_whole(problem, folder, written));
  }
  return written;
}

}  // namespace assay
