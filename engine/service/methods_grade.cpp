// grade/run, and what it leaves in the store.

#include <filesystem>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "grade/score.hpp"
#include "report/report_json.hpp"
#include "service/grading.hpp"
#include "service/notebook.hpp"
#include "service/own_file.hpp"
#include "service/parts.hpp"
#include "service/state.hpp"
#include "value/display.hpp"

namespace assay {
namespace {

using nlohmann::json;

struct Asked {
  GradeRequest request;
  std::optional<Notebook> notebook;  // the source was one
  std::string file;                  // the candidate's own name for it, if it came from a file
  Purpose purpose = Purpose::grade;
  bool store = false;
};

constexpr char kNotebookLanguage[] = "python";
constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
constexpr std::size_t kMostNotebookBytes = std::size_t{64} << 20;

// The source and, if it comes from a file, the file's name and language.
Status read_source(const Workbench& bench, const json& params, Asked* asked) {
  asked->request.language = params.value("language", "");
  if (params.contains("source")) {
    ASSAY_TRY(asked->request.source, text_param(params, "source"));
    return {};
  }
  if (!params.contains("path")) {
    return invalid_argument(
        "\"source\" is missing, and so is the \"path\" of a file that holds it");
  }
  ASSAY_TRY(const std::string path, text_param(params, "path"));
  asked->file = std::filesystem::path(path).filename();
  const bool notebook = path.ends_with(".ipynb");  // outputs in it can be large
  ASSAY_TRY(asked->request.source,
            read_file(path, notebook ? kMostNotebookBytes : kMostSourceBytes));
  if (!asked->request.language.empty()) return {};
  const Language* language =
      bench.languages.of_file(notebook ? path.substr(0, path.size() - 5) + "py" : path);
  if (language == nullptr) {
    const std::string extension = std::filesystem::path(path).extension().string();
    std::vector<std::string> known;
    for (const Language& one : bench.languages.all()) {
      if (one.base.empty() && !one.extension.empty()) known.push_back("." + one.extension);
    }
    return invalid_argument(path + ": no language has the ending \"" + extension +
                            "\"; there are " + join(known, ", "));
  }
  asked->request.language = language->name;
  return {};
}

// The source as it is compiled, and the variant of its language that the problem asks for.
Status settle_language(const Workbench& bench, const Problem& problem, Asked* asked) {
  std::string& source = asked->request.source;
  std::string& language = asked->request.language;
  if (language.empty()) return invalid_argument("\"language\" is missing");
  if (language == kReferenceLanguage) {
    return invalid_argument("only a problem's own reference is written in " + language);
  }
  const Language* named = bench.languages.find(language);
  if (named == nullptr) return invalid_argument(bench.languages.no_such(language).message());
  // Editors write it, and neither the compilers nor Python's `compile` want it.
  if (source.starts_with(kByteOrderMark)) {
    source.erase(0, std::string_view(kByteOrderMark).size());
  }
  if (source.size() > kMostNotebookBytes) {
    return invalid_argument("the source is larger than 64 MiB");
  }
  if ((named->name == kNotebookLanguage || named->base == kNotebookLanguage) &&
      is_notebook(source)) {
    ASSAY_TRY(asked->notebook, read_notebook(source));
    source = asked->notebook->source;
  }
  if (source.size() > kMostSourceBytes) {
    return invalid_argument("the source is larger than 4 MiB");
  }
  language = bench.languages.for_problem(*named, problem, source)->name;
  return {};
}

Result<Asked> read_request(const Workbench& bench, const Problem& problem, const json& params) {
  Asked asked;
  ASSAY_CHECK(read_source(bench, params, &asked));
  ASSAY_CHECK(settle_language(bench, problem, &asked));
  const std::string mode = params.value("mode", "grade");
  if (mode != "grade" && mode != "test") {
    return invalid_argument("\"mode\" must be \"grade\" or \"test\"");
  }
  const std::string priority = params.value("priority", "online");
  if (priority != "online" && priority != "batch") {
    return invalid_argument("\"priority\" must be \"online\" or \"batch\"");
  }
  asked.request.claim = {priority == "batch" ? Priority::batch : Priority::online,
                         params.value("candidate", "")};
  asked.request.explain = priority == "online";
  asked.purpose = mode == "test" ? Purpose::test : Purpose::grade;
  asked.request.examples_only = asked.purpose == Purpose::test;
  asked.store = params.value("store", asked.purpose == Purpose::grade);
  if (params.contains("process")) {
    ASSAY_TRY(asked.request.mode, mode_from(params["process"].get<std::string>()));
  }
  if (params.contains("input")) {
    if (asked.purpose != Purpose::test)
      return invalid_argument("\"input\" goes with mode \"test\"");
    ASSAY_TRY(asked.request.input,
              arguments_from_json(problem.signature.parameters, params["input"]));
  }
  return asked;
}

// What the candidate did of the parts: the answers that came along, or that stand beside the file;
// and the journal.
Result<PartsDone> parts_done(Engine::State& state, const Problem& problem, const json& params,
                             std::optional<std::int64_t> attempt, std::string* answers) {
  PartsDone done;
  if (params.contains("answers")) {
    ASSAY_TRY(*answers, text_param(params, "answers"));
  } else if (params.contains("path") && !params.contains("source")) {
    const auto beside =
        std::filesystem::path(params["path"].get<std::string>()).parent_path() / kAnswersFile;
    std::error_code error;
    if (std::filesystem::exists(beside, error)) {
      ASSAY_TRY(*answers, read_file(beside, kMostSourceBytes));
    }
  }
  if (!answers->empty()) done.answers = read_answers(problem.parts, *answers);
  ASSAY_TRY(done.journal, state.store->journal(problem.id, attempt));
  return done;
}

Progress progress_to(const OnEvent& on_event, const std::string& problem) {
  if (!on_event) return {};
  Progress progress;
  progress.started = [&on_event, problem](int tests) {
    on_event({{"event", "started"}, {"problem", problem}, {"tests", tests}});
  };
  progress.phase = [&on_event](const char* phase) {
    on_event({{"event", "phase"}, {"phase", phase}});
  };
  progress.tested = [&on_event](const TestReport& test) {
    on_event({{"event", "case"},
              {"group", test.group},
              {"index", test.index},
              {"name", test.name},
              {"verdict", name(test.verdict)},
              {"cpu_ms", test.cpu_ms},
              {"memory_bytes", test.memory_bytes}});
  };
  return progress;
}

Result<json> run(Engine::State& state, const json& params, const OnEvent& on_event,
                 std::stop_token stop) {
  ASSAY_TRY(const std::string id, text_param(params, "problem"));
  ASSAY_TRY(const Problem problem, state.problem(id));
  ASSAY_TRY(Workbench * bench, state.workbench());
  ASSAY_TRY(Asked asked, read_request(*bench, problem, params));
  if (state.options.fresh) asked.request.mode = Mode::fresh;
  ASSAY_TRY(asked.request.open_levels, state.open_levels(problem));
  std::optional<std::int64_t> sitting;
  if (asked.store || problem.parts.any()) {
    ASSAY_TRY(const std::optional<Attempt> attempt, state.store->current_attempt(problem.id));
    if (attempt) sitting = attempt->id;
  }
  std::string answers;
  if (problem.parts.any()) {
    ASSAY_TRY(asked.request.parts, parts_done(state, problem, params, sitting, &answers));
  }

  std::optional<std::int64_t> submission;
  if (asked.store) {
    Submission row;
    row.attempt = sitting;
    row.answers = answers;
    row.problem = problem.id;
    row.problem_hash = problem.hash;
    row.language = asked.request.language;
    row.source = asked.request.source;
    row.source_hash = sha256(asked.request.source);
    row.submitted_at_ms = now_ms();
    ASSAY_TRY(submission, state.store->add_submission(row));
  }
  // The tests of assertions take no input; their function does.
  Problem alone = problem;
  if (asked.request.input && problem.kind == Kind::asserts) alone.kind = Kind::function;
  ASSAY_TRY(Report report,
            grade(*bench, alone, asked.request, progress_to(on_event, problem.id), stop));
  if (problem.parts.journal && report.trial) {
    JournalEntry entry = run_entry(report, asked.request.parts->journal);
    entry.at_ms = now_ms();
    ASSAY_TRY(entry, state.store->add_to_journal(problem.id, sitting, std::move(entry)));
  }
  if (asked.notebook) name_cells(asked.request.source, report);
  name_file(bench->languages.find(asked.request.language)->extension, asked.file, report);
  if (submission) {
    ASSAY_TRY(const std::vector<TakenHint> hints, state.store->hints_taken(problem.id));
    double cost = 0;
    for (const TakenHint& hint : hints) cost += hint.cost;
    charge_hints(cost, report);
  }
  json result = to_json(report, asked.purpose, submission);
  if (asked.notebook) result["skipped"] = asked.notebook->skipped;
  if (submission) {
    ASSAY_CHECK(state.keep(*submission, report, result));
    ASSAY_TRY(const int open, state.open_levels(problem));
    if (open > asked.request.open_levels) result["opened_level"] = open;
  }
  return result;
}

}  // namespace

void add_grade_methods(Engine::State& state) { state.methods["grade/run"] = run; }

}  // namespace assay
