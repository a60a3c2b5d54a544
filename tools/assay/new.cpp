#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {

namespace fs = std::filesystem;
using nlohmann::json;

int new_problem(App& app, const NewOptions& options) {
  app.bank_is_optional();
  app.keeps_no_records();
  const fs::path into = fs::absolute(options.into.empty() ? fs::path(".") : options.into);
  const Result<json> made = app.call(
      "problem/new",
      {{"id", options.problem}, {"fn", options.signature}, {"into", into.lexically_normal()}});
  if (!made.ok()) return app.fail(made.status());
  if (!app.text()) {
    app.print_json(*made);
    return kFine;
  }
  std::vector<std::string> places;
  for (const json& place : made->at("places")) {
    places.push_back(fmt::format("{} (line {})", place.at("what").get<std::string>(),
                                 place.at("line").get<int>()));
  }
  const auto count = static_cast<std::int64_t>(places.size());
  app.out.line(fmt::format("Wrote {}. It loads; {} {} for you: {}.",
                           shown(made->at("path").get<std::string>()), in_words(count),
                           count == 1 ? "place waits" : "places wait", join(places, ", ")));
  app.out.line("Then: assay lint " +
               typed(fs::path(made->at("path").get<std::string>()).parent_path()));
  return kFine;
}

}  // namespace assay::cli
