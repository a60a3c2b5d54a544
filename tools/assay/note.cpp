#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

void print_journal(Screen& out, const json& entries) {
  if (entries.empty()) out.line("The journal is empty: assay note \"...\" --expect better");
  std::set<std::string> seen;
  for (const json& entry : entries) {
    const std::string number = fmt::format("{:>4}", entry.at("number").get<std::int64_t>());
    if (entry.contains("note")) {
      const json& note = entry.at("note");
      out.line(fmt::format("{}  {}: {}", number, note.at("expect").get<std::string>(),
                           note.at("text").get<std::string>()));
      continue;
    }
    const json& run = entry.at("run");
    if (!seen.insert(run.at("source_hash").get<std::string>()).second) continue;  // says no more
    const json& follows = run.at("follows");
    out.line(fmt::format(
        "{}  run {}  {:.4f}  {}", number, run.at("source_hash").get<std::string>().substr(0, 8),
        run.at("value").get<double>(),
        follows.is_null() ? "no note" : fmt::format("after {}", follows.get<std::int64_t>())));
  }
}

}  // namespace

int note(App& app, const NoteOptions& options) {
  std::string id = options.problem;
  if (id.empty()) {
    const auto started = app.started();
    if (!started.ok()) return app.fail(started.status());
    if (!*started) return app.fail(invalid_argument("which problem? --problem ID"));
    id = (*started)->problem;
  }
  const bool writes = !options.text.empty();
  if (writes && options.expect.empty()) {
    return app.fail(
        invalid_argument("what will the change do? --expect better, or --expect worse"));
  }
  const Result<json> answer =
      writes ? app.call("journal/add",
                        {{"problem", id}, {"text", options.text}, {"expect", options.expect}})
             : app.call("journal/get", {{"problem", id}});
  if (!answer.ok()) return app.fail(answer.status());
  if (!app.text()) {
    app.print_json(*answer);
  } else if (writes) {
    app.out.line(fmt::format("Note {}: the next run of a changed source is held against it.",
                             answer->at("number").get<std::int64_t>()));
  } else {
    print_journal(app.out, answer->at("entries"));
  }
  return kFine;
}

}  // namespace assay::cli
