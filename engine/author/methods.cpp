#include "author/methods.hpp"

#include <chrono>
#include <map>

#include "author/audit.hpp"
#include "author/export.hpp"
#include "author/hack.hpp"
#include "author/import.hpp"
#include "author/lint.hpp"
#include "author/new_problem.hpp"
#include "bank/load.hpp"
#include "bank/walk.hpp"
#include "service/state.hpp"
#include "value/display.hpp"

namespace assay {
namespace {

using nlohmann::json;

json findings_json(const Findings& findings) {
  json rows = json::array();
  for (const Finding& finding : findings) {
    rows.push_back({{"file", finding.file},
                    {"line", finding.line},
                    {"code", finding.code},
                    {"severity", finding.is_error() ? "error" : "warning"},
                    {"message", finding.message}});
  }
  return rows;
}

json lint_json(const Lint& lint) {
  json rows = json::array();
  for (const Lint::Row& row : lint.rows) {
    json cells = json::array();
    for (const LintCell& cell : row.cells) {
      cells.push_back(
          {{"verdict", name(cell.verdict)}, {"cpu_ms", cell.cpu_ms}, {"stated", cell.stated}});
    }
    rows.push_back({{"solution", row.solution}, {"cells", std::move(cells)}});
  }
  return {{"id", lint.id},
          {"path", lint.path},
          {"findings", findings_json(lint.findings)},
          {"table", {{"groups", lint.groups}, {"rows", std::move(rows)}}},
          {"limits", lint.limits}};
}

struct ProblemFiles {
  std::vector<std::filesystem::path> files, closed;  // closed: folders that may not be read
};

// The problem files below each path, as a bank finds them; a path that is a file stands for itself.
Result<ProblemFiles> problem_files(const json& paths) {
  ProblemFiles found;
  std::vector<std::filesystem::path>& files = found.files;
  for (const json& entry : paths) {
    const std::filesystem::path path = entry.get<std::string>();
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) {
      files.push_back(path);
      continue;
    }
    if (!std::filesystem::is_directory(path, error)) {
      return not_found(path.string() + ": there is no such file or folder");
    }
    if (std::filesystem::exists(path / "problem.lua", error)) {
      files.push_back(path / "problem.lua");
      continue;
    }
    const Walked walked = walk_bank(path);
    for (const FoundFile& file : walked.files) files.push_back(path / file.path);
    for (const std::string& folder : walked.closed) {
      found.closed.push_back(folder.empty() ? path : path / folder);
    }
    if (walked.files.empty() && walked.closed.empty()) {
      return not_found(path.string() + ": there is no problem below it");
    }
  }
  std::sort(files.begin(), files.end());
  return found;
}

Result<json> lint(Engine::State& state, const json& params, const OnEvent& on_event,
                  std::stop_token stop) {
  const auto begin = std::chrono::steady_clock::now();
  LintOptions options;
  options.mutate = params.value("mutate", false);
  ASSAY_TRY(const ProblemFiles found, problem_files(params.at("paths")));
  json result = {{"problems", json::array()}};
  int errors = 0, warnings = 0;
  std::map<std::string, std::string> seen;  // the path of each id
  for (const std::filesystem::path& folder : found.closed) {
    Lint closed{.path = folder.string()};
    closed.findings.push_back(
        {closed.path, 1, "E001", "the folder cannot be read: Permission denied"});
    result["problems"].push_back(lint_json(closed));
    ++errors;
  }
  for (const std::filesystem::path& file : found.files) {
    if (on_event) on_event({{"event", "phase"}, {"phase", "lint"}, {"path", file.string()}});
    ASSAY_TRY(Lint checked, lint_problem(state, file, options, stop));
    const auto [other, first] = seen.try_emplace(checked.id, checked.path);
    if (!first && !checked.id.empty()) {
      const std::string what = "the id \"" + checked.id + "\" is also that of " + other->second;
      checked.findings.push_back({checked.path, 1, "E018", what});
    }
    for (const Finding& finding : checked.findings) {
      (finding.is_error() ? errors : warnings) += 1;
    }
    result["problems"].push_back(lint_json(checked));
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  result["errors"] = errors;
  result["warnings"] = warnings;
  result["elapsed_ms"] = took.count();
  return result;
}

// Takes a new file away again if it does not load.
Status check_new(Engine::State& state, const std::filesystem::path& path) {
  const Result<Loaded> loaded = load_problem(path, Script(state.script_starter()));
  if (loaded.ok()) return {};
  std::error_code error;
  std::filesystem::remove(path, error);
  std::filesystem::remove(path.parent_path(), error);  // if nothing else is in it
  if (loaded.status().code() != Code::bad_problem) {
    return Status(loaded.status().code(), loaded.status().message());
  }
  return invalid_argument("no problem can be made of this: " + loaded.status().message());
}

Result<json> create(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const std::string id, text_param(params, "id"));
  ASSAY_TRY(const std::string signature, text_param(params, "fn"));
  ASSAY_TRY(const NewProblem created, new_problem(id, signature, params.value("into", ".")));
  ASSAY_CHECK(check_new(state, created.path));
  json places = json::array();
  for (const Blank& blank : created.blanks) {
    places.push_back({{"line", blank.line}, {"what", blank.what}});
  }
  return json{{"path", created.path.string()}, {"places", std::move(places)}};
}

Result<json> import(Engine::State& state, const json& params, const OnEvent&,
                    std::stop_token stop) {
  ASSAY_TRY(const std::string format, text_param(params, "format"));
  if (format != "jsonl")
    return invalid_argument("\"" + format + "\" cannot be imported: jsonl can");
  ASSAY_TRY(const std::string file, text_param(params, "file"));
  ASSAY_TRY(const std::string into, text_param(params, "into"));
  ASSAY_TRY(const Imported imported, import_jsonl(state, file, into, std::move(stop)));
  json skipped = json::array();
  for (const Imported::Skipped& row : imported.skipped) {
    skipped.push_back({{"line", row.line}, {"message", row.message}});
  }
  return json{{"imported", imported.ids.size()},
              {"ids", imported.ids},
              {"skipped", std::move(skipped)},
              {"into", into}};
}

Result<json> export_bank(Engine::State& state, const json& params, const OnEvent&,
                         std::stop_token) {
  ASSAY_TRY(const std::string into, text_param(params, "into"));
  std::vector<std::string> ids;
  if (params.contains("ids")) ids = params["ids"];
  ASSAY_TRY(const std::vector<std::string> files,
            export_problems(state, ids, into, params.value("candidate", true)));
  return json{{"files", files}};
}

Result<json> audit(Engine::State& state, const json& params, const OnEvent& on_event,
                   std::stop_token stop) {
  ASSAY_TRY(const std::string file, text_param(params, "file"));
  ASSAY_TRY(const Audit found, audit_set(state, file, on_event, std::move(stop)));
  return json{{"page", audit_page(found)},     {"problems", found.problems},
              {"broken", found.broken.size()}, {"disagreeing", found.disagreeing.size()},
              {"weak", found.weak.size()},     {"skipped", found.skipped.size()}};
}

json hack_rows(const std::vector<Hack::Row>& rows) {
  json all = json::array();
  for (const Hack::Row& row : rows) {
    all.push_back({{"solution", row.solution}, {"why", row.why}, {"verdict", name(row.verdict)}});
  }
  return all;
}

Result<json> hack_problem(Engine::State& state, const json& params, const OnEvent&,
                          std::stop_token stop) {
  ASSAY_TRY(const std::string id, text_param(params, "id"));
  if (!params.contains("input")) return invalid_argument("\"input\" is missing");
  ASSAY_TRY(const Problem problem, state.problem(id));
  ASSAY_TRY(const Value input, arguments_from_json(problem.signature.parameters, params["input"]));
  ASSAY_TRY(Workbench * bench, state.workbench());
  ASSAY_TRY(const Hack found, hack(*bench, problem, input, std::move(stop)));
  const bool keep = params.value("keep", false);
  if (keep) ASSAY_CHECK(keep_hack(problem, found));
  return json{{"id", id},
              {"wrong", hack_rows(found.wrong)},
              {"refused", hack_rows(found.refused)},
              {"edge", found.edge},
              {"kept", keep ? json(problem.path) : json(nullptr)}};
}

}  // namespace

void add_author_methods(Engine& engine) {
  auto& methods = engine.state().methods;
  methods["problem/lint"] = lint;
  methods["problem/new"] = create;
  methods["problem/hack"] = hack_problem;
  methods["bank/import"] = import;
  methods["bank/export"] = export_bank;
  methods["bank/audit"] = audit;
}

}  // namespace assay
