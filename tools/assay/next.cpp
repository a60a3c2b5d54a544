#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {

using nlohmann::json;

int next_step(App& app) {
  const auto started = app.started();
  if (!started.ok()) return app.fail(started.status());
  if (*started) {
    const std::optional<std::int64_t> left = left_ms(app, (*started)->problem);
    app.out.line(fmt::format("You are at {}, in {}.{}", (*started)->problem, (*started)->file,
                             left ? " " + time_left(*left) + "." : ""));
    app.out.line("assay test  ·  assay watch  ·  assay grade  ·  assay hint");
    return kFine;
  }
  const Result<json> fresh = app.call("problem/list", {{"status", "new"}});
  if (!fresh.ok()) return app.fail(fresh.status());
  if (fresh->at("problems").empty()) {
    app.out.line("Nothing new here. assay list shows all problems; assay --help the verbs.");
    return kFine;
  }
  const json& problem = fresh->at("problems").front();
  app.out.line(fmt::format("Next: {} (level {} of 5, {} minutes)",
                           problem.at("title").get<std::string>(),
                           problem.at("difficulty").get<int>(), problem.at("minutes").get<int>()));
  const std::string id = problem.at("id");
  app.out.line("assay show " + id + "  ·  assay start " + id + "  ·  assay list  ·  assay --help");
  return kFine;
}

}  // namespace assay::cli
