#include "work.hpp"

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "progress.hpp"

namespace assay::cli {

namespace fs = std::filesystem;
using nlohmann::json;

Result<Work> find_work(const App& app, const WorkOptions& options) {
  // A file in a started folder belongs to that folder's problem, wherever we stand.
  std::optional<Started> started;
  if (options.file.has_parent_path()) {
    ASSAY_TRY(started, find_started(options.file.parent_path()));
  }
  if (!started) {
    ASSAY_TRY(started, app.started());
  }

  Work work;
  work.problem = options.problem;
  if (work.problem.empty() && started) work.problem = started->problem;
  if (work.problem.empty()) {
    return invalid_argument(
        "which problem? Run this in a folder made by \"assay start ID\", or "
        "name both: --problem ID FILE");
  }
  const bool same = started && started->problem == work.problem;
  work.started = same;
  work.language = options.language;
  if (!options.file.empty()) {
    work.path = fs::absolute(options.file);
  } else if (same) {
    work.path = started->folder / started->file;
    if (work.language.empty()) work.language = started->language;
  } else {
    return invalid_argument("which file? Name it: --problem " + work.problem + " FILE");
  }
  std::error_code error;
  if (!fs::is_regular_file(work.path, error)) {
    return not_found("there is no file " + shown(work.path) +
                     (options.file.empty() ? ". \"assay start " + work.problem +
                                                 "\" writes it anew and keeps the rest"
                                           : ""));
  }
  return work;
}

json problem_of(App& app, const Work& work) {
  const auto get = [&](const std::string& language) {
    json params = {{"id", work.problem}};
    if (!language.empty()) params["language"] = language;
    const Result<json> problem = app.call("problem/get", params);
    return problem.ok() ? *problem : json::object();
  };
  if (!work.language.empty()) return get(work.language);
  json plain = get("");
  for (const json& language : plain.value("languages", json::array())) {
    json problem = get(language.get<std::string>());
    const std::filesystem::path file = problem.value("file", "");
    if (file.extension() == work.path.extension()) return problem;
  }
  return plain;
}

Result<json> run_work(App& app, const Work& work, const std::string& mode, const json& input,
                      std::stop_token stop) {
  json params = {{"problem", work.problem}, {"path", work.path.string()}, {"mode", mode}};
  if (!work.language.empty()) params["language"] = work.language;
  if (!input.is_null()) params["input"] = input;
  Progress progress(app.err);
  Result<json> report = app.call(
      "grade/run", params,
      [&](const json& event) {
        // The report is the result too, and printed as such.
        if (app.format == Format::lines && event.value("event", "") != "result")
          app.print_json(event);
        if (app.text()) progress.event(event);
      },
      std::move(stop));
  if (report.ok() && app.text()) {  // what of a notebook was left out
    for (const json& note : report->value("skipped", json::array())) {
      app.err.line(note.get<std::string>());
    }
  }
  return report;
}

Status check_written(App& app, const Work& work) {
  const json problem = problem_of(app, work);
  const json stub = problem.value("stub", json());
  const fs::path stub_file = problem.value("file", "");
  if (!stub.is_string() || stub_file.extension() != work.path.extension()) return {};
  ASSAY_TRY(const std::string source, read_file(work.path, kMostSourceBytes));
  const std::string file = shown(work.path);
  if (trim(source).empty()) {
    return invalid_argument(file + " is empty, so there is nothing to grade yet");
  }
  if (trim(source) != trim(stub.get<std::string>())) return {};
  return invalid_argument(file +
                          " is still the stub, so there is nothing to grade yet. Write a first "
                          "idea, however slow, and try it with assay test");
}

std::optional<std::int64_t> left_ms(App& app, const std::string& problem) {
  const Result<json> attempt = app.call("attempt/get", {{"id", problem}});
  if (!attempt.ok() || !attempt->contains("left_ms") || (*attempt)["left_ms"].is_null()) {
    return std::nullopt;
  }
  return (*attempt)["left_ms"].get<std::int64_t>();
}

}  // namespace assay::cli
