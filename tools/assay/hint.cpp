#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "markdown.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {

using nlohmann::json;

int hint(App& app, const HintOptions& options) {
  std::string id = options.problem;
  if (id.empty()) {
    const auto started = app.started();
    if (!started.ok()) return app.fail(started.status());
    if (!*started) return app.fail(invalid_argument("which problem? assay hint ID"));
    id = (*started)->problem;
  }
  const Result<json> taken = app.call("problem/hint", {{"id", id}});
  if (!taken.ok()) return app.fail(taken.status());
  if (!app.text()) {
    app.print_json(*taken);
    return kFine;
  }
  app.out.line(fmt::format("Hint {} of {} (costs {}):", taken->at("number").get<int>(),
                           taken->at("count").get<int>(),
                           count_of(taken->at("cost").get<int>(), "point")));
  print_markdown(app.out, taken->at("text").get<std::string>());
  return kFine;
}

}  // namespace assay::cli
