#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "completion_scripts.hpp"
#include "verbs.hpp"

namespace assay::cli {

int completions(App& app, const std::string& shell) {
  std::vector<std::string> known;
  for (const CompletionScript& script : kCompletionScripts) {
    if (script.shell == shell) {
      app.out.raw(script.text);
      return kFine;
    }
    known.emplace_back(script.shell);
  }
  return app.fail(
      invalid_argument("no completions for \"" + shell + "\", only for " + join(known, ", ")));
}

}  // namespace assay::cli
