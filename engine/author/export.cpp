#include "author/export.hpp"

#include "base/file.hpp"
#include "service/handout.hpp"
#include "service/statement.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

struct File {
  fs::path path;
  std::string text;
};
using Files = std::vector<File>;

// All or none: what lies there and differs may be somebody's work.
Result<std::vector<std::string>> write(const Files& files) {
  for (const File& file : files) {
    const Result<std::string> old = read_file(file.path);
    if (!old.ok() || *old == file.text) continue;
    return invalid_argument(file.path.string() +
                            " is there already and differs: move it away, or name another folder. "
                            "Nothing was written");
  }
  std::vector<std::string> written;
  for (const File& file : files) {
    ASSAY_CHECK(write_file(file.path, file.text));
    written.push_back(file.path.string());
  }
  return written;
}

Status export_for_candidates(Workbench& bench, const Problem& problem, const fs::path& folder,
                             Files& out) {
  const int levels = static_cast<int>(problem.levels.size());
  out.push_back({folder / "README.md",
                 "# " + problem.title + "\n\n" + statement_of(problem, std::min(levels, 1))});
  ASSAY_TRY(const std::vector<HandedFile> files, handout(bench, problem));
  for (const HandedFile& file : files) {
    out.push_back({folder / file.name, file.text});
  }
  for (const Language& language : bench.languages.all()) {
    if (!bench.languages.offers(language, problem)) continue;
    ASSAY_TRY(const std::string stub, bench.languages.stub(language.name, problem));
    out.push_back({folder / ("solution." + language.extension), stub});
  }
  return {};
}

// problem.lua and the solutions, mutants, scaffold and data that it names; other files beside it
// are not the problem's.
Status export_whole(const Problem& problem, const fs::path& folder, Files& out) {
  ASSAY_TRY(const std::string source, read_file(problem.path));
  out.push_back({folder / "problem.lua", source});
  for (const std::vector<Solution>* all : {&problem.solutions, &problem.mutants}) {
    for (const Solution& solution : *all) {
      if (solution.file.empty()) continue;
      out.push_back({folder / solution.file, solution.source});
    }
  }
  if (!problem.scaffold_file.empty()) {
    out.push_back({folder / problem.scaffold_file, problem.scaffold});
  }
  const Modeling& modeling = problem.modeling;
  if (modeling.train_file.empty()) return {};
  out.push_back({folder / modeling.train_file, modeling.train});
  out.push_back({folder / modeling.hidden_file, modeling.hidden});
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
  Files files;
  for (const std::string& id : ids) {
    ASSAY_TRY(const Problem problem, state.problem(id));
    const fs::path folder = into / problem.id;
    ASSAY_CHECK(candidate ? export_for_candidates(*bench, problem, folder, files)
                          : export_whole(problem, folder, files));
  }
  return write(files);
}

}  // namespace assay
