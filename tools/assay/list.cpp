#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

json filter_of(const ListOptions& options) {
  json params = json::object();
  if (!options.round.empty()) params["round"] = options.round;
  if (options.difficulty > 0) params["difficulty"] = options.difficulty;
  if (!options.tag.empty()) params["tag"] = options.tag;
  if (!options.status.empty()) params["status"] = options.status;
  if (!options.words.empty()) params["text"] = join(options.words, " ");
  return params;
}

// What the table, or the list of ids, is made of: a row costs by what is in it.
json shown_fields(const ListOptions& options) {
  if (options.ids) return {"id"};
  return {"id", "title", "round", "difficulty", "minutes", "best", "status", "pattern"};
}

std::string best_of(const json& problem) {
  const json best = problem.value("best", json());
  return best.is_null() ? "-" : short_number(best.get<double>());
}

void print_problems(App& app, const json& problems) {
  const bool with_round = std::any_of(problems.begin(), problems.end(), [&](const json& problem) {
    return problem.at("round") != problems.front().at("round");
  });

  std::vector<Table::Column> columns = {{.title = "id"}, {.title = "title", .gives = true}};
  if (with_round) columns.push_back({.title = "round"});
  columns.push_back({.title = "level"});
  columns.push_back({.title = "min", .right = true});
  columns.push_back({.title = "best", .right = true});
  columns.push_back({.title = "pattern (shown once solved)"});
  Table table(std::move(columns));
  for (const json& problem : problems) {
    const bool solved = problem.at("status") == "solved";
    std::vector<Cell> row;
    row.push_back({problem.at("id"), Style::cyan});
    row.push_back({problem.at("title")});
    if (with_round) row.push_back({problem.at("round")});
    row.push_back({fmt::format("{} of 5", problem.at("difficulty").get<int>())});
    row.push_back({std::to_string(problem.at("minutes").get<int>())});
    row.push_back({best_of(problem), solved ? Style::green : Style::plain});
    row.push_back({problem.at("pattern").is_null() ? "" : problem["pattern"].get<std::string>()});
    table.add(std::move(row));
  }
  table.print(app.out);
}

}  // namespace

int list(App& app, const ListOptions& options) {
  json params = filter_of(options);
  if (app.text()) params["fields"] = shown_fields(options);
  const Result<json> answer = app.call("problem/list", params);
  if (!answer.ok()) return app.fail(answer.status());
  const json& problems = answer->at("problems");
  const json& errors = answer->at("errors");
  if (!app.text()) {
    app.print_json(*answer);
  } else if (options.ids) {
    std::vector<std::string> ids;
    for (const json& problem : problems) ids.push_back(problem.at("id"));
    if (!ids.empty()) app.out.line(join(ids, "\n"));
  } else {
    if (!problems.empty()) print_problems(app, problems);
    const auto count = static_cast<std::int64_t>(problems.size());
    if (count == 0) {
      const char* none =
          filter_of(options).empty() ? "There is no problem in the bank." : "No problem matches.";
      app.out.line(errors.empty() ? none : "No problem loads.");
    } else {
      app.out.line(fmt::format("{}, {} solved. Start one: assay start ID",
                               count_of(count, "problem"), answer->at("solved").get<int>()));
    }
  }
  if (app.text()) {
    for (const json& error : errors) {
      app.err.line(error.value("path", "") + ": " + error.value("message", ""));
    }
  }
  return problems.empty() && !errors.empty() ? kBadProblem : kFine;
}

}  // namespace assay::cli
