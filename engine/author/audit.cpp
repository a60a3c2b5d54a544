#include "author/audit.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>

#include "author/disagree.hpp"
#include "author/try_mutants.hpp"
#include "bank/bank.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "service/build.hpp"
#include "service/grading.hpp"
#include "value/display.hpp"

namespace assay {
namespace {

// What one problem may cost: a reference that takes twice this on a test is endless
// (patience_ms()).
constexpr double kReferenceMs = 5000;
constexpr std::chrono::seconds kMutantsTime(60);

// A folder of our own that goes with its owner.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return errno_status(name);
    return TemporaryFolder(name);
  }
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string why_broken(const Report& report) {
  std::string text(name(report.verdict));
  if (!report.message.empty()) return text + ": " + report.message;
  for (const TestReport& test : report.tests) {
    if (test.verdict == Verdict::accepted || test.verdict == Verdict::skipped) continue;
    return text + " on \"" + test.name + "\"" +
           (test.feedback.empty() ? "" : ": " + split(test.feedback, '\n')[0]);
  }
  return text;
}

// The problem with one of its references, which may be endless: it gets little time, and other
// references are not held up by it.
Problem with_one(const Problem& problem, const Solution& solution) {
  Problem alone = problem;
  alone.solutions = {solution};
  alone.time_limit_ms = kReferenceMs;
  alone.hash = sha256(problem.hash + solution.name);
  return alone;
}

// Keeps the references that pass the tests; the others are noted.
Status drop_broken(Workbench& bench, Problem& problem, const std::string& id, Audit& audit,
                   std::stop_token stop) {
  std::vector<Solution> right;
  for (const Solution& solution : problem.solutions) {
    GradeRequest request;
    request.language = solution.language;
    request.source = solution.source;
    request.first_failure = true;
    const Result<Report> report = grade(bench, with_one(problem, solution), request, {}, stop);
    if (!report.ok() && report.status().code() != Code::bad_problem) {
      return Status(report.status().code(), report.status().message());
    }
    if (report.ok() && report->verdict == Verdict::accepted) {
      right.push_back(solution);
      continue;
    }
    const std::string which = problem.solutions.size() > 1 ? solution.name + ": " : "";
    const std::string why = report.ok() ? why_broken(*report) : report.status().message();
    audit.broken.push_back({id, which + split(why, '\n')[0]});
  }
  if (right.size() < problem.solutions.size()) problem.hash = sha256(problem.hash + "right");
  problem.solutions = std::move(right);
  return {};
}

// Each against the first.
Status compare_references(Workbench& bench, const Problem& problem, const std::string& id,
                          Audit& audit, std::stop_token stop) {
  const std::vector<Solution>& right = problem.solutions;
  if (problem.kind != Kind::function) return {};  // assertions have no arguments to vary
  for (std::size_t i = 1; i < right.size(); ++i) {
    ASSAY_TRY(const std::optional<Disagreement> found,
              find_disagreement(bench, problem, right[0], right[i], stop));
    if (!found) continue;
    audit.disagreeing.push_back(
        {id, fmt::format("{} and {} on {}: {} and {}", right[0].name, right[i].name,
                         display(found->arguments, 200), found->one, found->other)});
  }
  return {};
}

// Changes the first reference, until the time for that is over.
Status audit_mutants(Engine::State& state, const Problem& problem, const std::string& id,
                     Audit& audit, std::stop_token stop) {
  const Solution& canonical = problem.solutions.front();
  const Language* language = state.languages->find(canonical.language);
  const std::vector<Mutant> mutants = mutants_of(canonical.source, language->line_comment);
  ASSAY_TRY(const MutantsTried tried,
            try_mutants(state, problem, canonical.language, mutants, kMutantsTime, stop));
  if (tried.count < mutants.size()) {
    audit.cut.push_back(
        {id, fmt::format("{} of {} mutants were tried", tried.count, mutants.size())});
  }
  audit.mutants += tried.count;
  audit.survivors += tried.survivors.size();
  if (tried.survivors.empty()) return {};
  std::vector<std::string> told;
  for (const Mutant* mutant : tried.survivors) {
    if (told.size() == 3) break;
    told.push_back(
        fmt::format("line {} `{}` -> `{}`", mutant->line, mutant->before, mutant->after));
  }
  audit.weak.push_back({id, fmt::format("{} of {} mutants survive: {}", tried.survivors.size(),
                                        tried.count, join(told, ", "))});
  return {};
}

Status audit_problem(Engine::State& state, Workbench& bench, const std::filesystem::path& path,
                     Audit& audit, std::stop_token stop) {
  Result<Loaded> loaded = load_problem(path, Script(state.script_starter()));
  const std::string id = path.parent_path().filename().string();
  if (!loaded.ok()) {
    audit.broken.push_back({id, loaded.status().message()});
    return {};
  }
  name_languages(bench.languages, loaded->problem);
  ASSAY_CHECK(drop_broken(bench, loaded->problem, id, audit, stop));
  ASSAY_CHECK(compare_references(bench, loaded->problem, id, audit, stop));
  if (loaded->problem.solutions.empty()) return {};
  return audit_mutants(state, loaded->problem, id, audit, stop);
}

}  // namespace

Result<Audit> audit_set(Engine::State& state, const std::filesystem::path& file,
                        const OnEvent& on_event, std::stop_token stop) {
  ASSAY_TRY(const TemporaryFolder folder, TemporaryFolder::make());
  ASSAY_TRY(const Imported imported, import_jsonl(state, file, folder.path(), stop));
  ASSAY_TRY(Workbench * bench, state.workbench());
  Audit audit;
  audit.problems = imported.ids.size();
  audit.skipped = imported.skipped;
  for (const std::string& id : imported.ids) {
    if (stop.stop_requested()) return Status(Code::cancelled, "cancelled");
    if (on_event) on_event({{"event", "phase"}, {"phase", "audit"}, {"problem", id}});
    ASSAY_CHECK(audit_problem(state, *bench, folder.path() / id / "problem.lua", audit, stop));
  }
  return audit;
}

std::string audit_page(const Audit& audit) {
  std::string page =
      fmt::format("{} {}, {} could not be read\n", audit.problems,
                  audit.problems == 1 ? "problem" : "problems", audit.skipped.size());
  const auto section = [&](const char* title, const std::vector<Audit::Note>& notes) {
    page += fmt::format("\n{}: {}\n", title, notes.size());
    for (const Audit::Note& note : notes) page += fmt::format("  {:<24} {}\n", note.id, note.text);
  };
  section("broken references", audit.broken);
  section("disagreeing references", audit.disagreeing);
  section("weak tests", audit.weak);
  if (!audit.cut.empty()) section("stopped after 60 s of mutants", audit.cut);
  page += fmt::format("\n{} of {} one-token mutants survive", audit.survivors, audit.mutants);
  page += audit.mutants == 0
              ? std::string(".\n")
              : fmt::format(" ({:.1f} %).\n", 100.0 * static_cast<double>(audit.survivors) /
                                                  static_cast<double>(audit.mutants));
  for (const Imported::Skipped& row : audit.skipped) {
    page += fmt::format("  line {}: {}\n", row.line, row.message);
  }
  return page;
}

}  // namespace assay
