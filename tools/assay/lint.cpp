#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "progress.hpp"
#include "save_watcher.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string cell_text(const json& cell) {
  std::string text = cell.at("verdict");
  const double cpu_ms = cell.value("cpu_ms", 0.0);
  if (text == "accepted" && cpu_ms >= 10) text += fmt::format(" {:.2g} s", cpu_ms / 1000);
  return cell.value("stated", true) ? text : "(" + text + ")";
}

// One row a solution, one column a group.
void print_table(Screen& out, const json& table_json) {
  std::vector<Table::Column> columns = {{"solutions"}};
  for (const json& group : table_json.at("groups")) columns.push_back({group.get<std::string>()});
  Table table(std::move(columns));
  bool brackets = false;
  for (const json& row : table_json.at("rows")) {
    std::vector<Cell> cells = {{row.at("solution")}};
    for (const json& cell : row.at("cells")) {
      const bool stated = cell.value("stated", true);
      brackets = brackets || !stated;
      cells.push_back({cell_text(cell), stated ? Style::plain : Style::dim});
    }
    table.add(std::move(cells));
  }
  if (table.empty()) return;
  table.print(out);
  if (brackets) out.line("(in brackets: not stated by any expectation, allowed)");
}

// A file that does not load has no id.
std::string title_of(const json& problem) {
  const std::string id = problem.value("id", "");
  return id.empty() ? shown(problem.at("path").get<std::string>()) : id;
}

void print_problem(Screen& out, const json& problem, bool several) {
  if (several) out.line(out.paint(Style::bold, title_of(problem)));
  if (const json table = problem.value("table", json()); table.is_object()) print_table(out, table);
  for (const json& limit : problem.value("limits", json::array())) {
    out.line(limit.get<std::string>());
  }
  for (const json& finding : problem.at("findings")) {
    const bool error = finding.at("severity") == "error";
    out.line(fmt::format(
        "{}:{}: {} {}", shown(finding.at("file").get<std::string>()), finding.at("line").get<int>(),
        out.paint(error ? Style::red : Style::yellow, finding.at("code").get<std::string>()),
        finding.at("message").get<std::string>()));
  }
}

int lint_once(App& app, const json& params) {
  Progress progress(app.err);
  const Result<json> answer = app.call("problem/lint", params, [&](const json& event) {
    if (app.text()) progress.event(event);
    if (app.format == Format::lines) app.print_json(event);
  });
  progress.clear();
  if (!answer.ok()) return app.fail(answer.status());
  const auto errors = answer->at("errors").get<std::int64_t>();
  const auto warnings = answer->at("warnings").get<std::int64_t>();
  if (!app.text()) {
    app.print_json(*answer);
    return errors > 0 ? kNotAccepted : kFine;
  }
  const json& problems = answer->at("problems");
  bool graded = false;
  for (const json& problem : problems) {
    print_problem(app.out, problem, problems.size() > 1);
    const json table = problem.value("table", json());
    graded = graded || (table.is_object() && !table.at("rows").empty());
  }
  app.out.line(fmt::format(
      "{}, {}. {}", count_of(errors, "error"), count_of(warnings, "warning"),
      graded ? human_ms(answer->value("elapsed_ms", 0.0)) + "." : "Nothing was graded."));
  return errors > 0 ? kNotAccepted : kFine;
}

// The folders whose changes concern a lint of `paths`.
std::vector<fs::path> folders_of(const std::vector<std::string>& paths) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const fs::path path : paths) {
    if (!fs::is_directory(path, error)) {
      folders.push_back(path.parent_path());
      continue;
    }
    folders.push_back(path);
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      if (entry.is_directory(error)) folders.push_back(entry.path());
    }
  }
  return folders;
}

}  // namespace

int lint(App& app, const LintOptions& options) {
  app.bank_is_optional();
  app.keeps_no_records();
  std::vector<std::string> paths;
  for (const fs::path& path : options.paths) {
    std::error_code error;
    if (!fs::exists(path, error))
      return app.fail(not_found("there is no file or folder " + path.string()));
    paths.push_back(fs::absolute(path).lexically_normal());
  }
  if (paths.empty()) paths.push_back(fs::absolute("."));
  const json params = {{"paths", paths}, {"mutate", options.mutate}};
  if (!options.watch) return lint_once(app, params);

  Result<SaveWatcher> watcher = SaveWatcher::start(folders_of(paths));
  if (!watcher.ok()) return app.fail(watcher.status());
  for (;;) {
    (void)lint_once(app, params);
    app.err.line("Mend, save; this runs again. Ctrl-C ends it.");
    if (!(*watcher).wait(app.stop)) return kInterrupted;
  }
}

}  // namespace assay::cli
