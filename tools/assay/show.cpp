#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "markdown.hpp"
#include "report_text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

void print_hidden_tests(Screen& out, const json& groups) {
  std::vector<std::string> parts;
  for (const json& group : groups) {
    if (group.at("name") == "example" || group.value("visible", false)) continue;
    std::string part = fmt::format("{} in {}", group.at("count").get<int>(), title_of(group));
    const double points = group.value("points", 0.0);
    if (group.at("count") == 0) part = group["name"];  // a part that is answered in words
    if (points > 0) {
      part += fmt::format(" ({} point{})", short_number(points), points == 1 ? "" : "s");
    } else if (group.at("count") > 0) {
      part += " (no points, but has to pass)";
    }
    parts.push_back(std::move(part));
  }
  if (!parts.empty()) out.line("Hidden tests: " + join(parts, ", "));
}

void print_hints(Screen& out, const json& hints, const std::string& id) {
  const auto count = hints.value("count", std::int64_t{0});
  if (count == 0) return;
  const json taken = hints.value("taken", json::array());
  std::string next;
  if (const json cost = hints.value("next_cost", json()); cost.is_number()) {
    next = fmt::format(", the next for {}: assay hint {}",
                       count_of(cost.get<std::int64_t>(), "point"), id);
  }
  out.line(fmt::format("Hints: {} of {} taken{}", taken.size(), count, next));
  for (const json& hint : taken) out.line(" - " + hint.value("text", ""));
}

}  // namespace

int show(App& app, const ShowOptions& options) {
  std::string id = options.problem;
  if (id.empty()) {
    const auto started = app.started();
    if (!started.ok()) return app.fail(started.status());
    if (!*started)
      return app.fail(invalid_argument("which problem? assay show ID (assay list has the ids)"));
    id = (*started)->problem;
  }
  json params = {{"id", id}};
  if (!options.language.empty()) params["language"] = options.language;
  const Result<json> problem = app.call("problem/get", params);
  if (!problem.ok()) return app.fail(problem.status());
  if (!app.text()) {
    app.print_json(*problem);
    return kFine;
  }

  Screen& out = app.out;
  out.line(out.paint(Style::bold, problem->at("title").get<std::string>()));
  out.line(fmt::format("{} · level {} of 5 · {} minutes · {}",
                       problem->at("round").get<std::string>(),
                       problem->at("difficulty").get<int>(), problem->at("minutes").get<int>(),
                       join(problem->at("languages").get<std::vector<std::string>>(), ", ")));
  out.line();
  print_markdown(out, problem->at("statement").get<std::string>());
  out.line();
  if (const json stub = problem->value("stub", json()); stub.is_string()) {
    out.line(problem->value("file", "") + " begins as:");
    out.line();
    for (const std::string& line : split(std::string(trim(stub.get<std::string>())), '\n')) {
      out.line(line.empty() ? "" : "    " + line);
    }
    out.line();
  }
  print_hidden_tests(out, problem->at("groups"));
  print_hints(out, problem->at("hints"), id);
  if (const json& pattern = problem->at("pattern"); pattern.is_string() && pattern != "") {
    out.line("Pattern: " + problem->at("pattern").get<std::string>());
  }
  out.line("Start: assay start " + id);
  return kFine;
}

}  // namespace assay::cli
