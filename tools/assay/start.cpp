#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The files of a start, written where nothing is yet: work is never overwritten.
class Files {
 public:
  Status add(const fs::path& path, const std::string& bytes) {
    std::error_code error;
    const bool there = fs::exists(path, error);
    if (!there) ASSAY_CHECK(write_file(path, bytes));
    (there ? kept_ : written_).push_back(shown(path));
    return {};
  }

  // README.md is written anew when a level opens, unless it is not as we wrote it: its last line
  // says what is closed, and the rest begins the new text.
  Status add_readme(const fs::path& path, const std::string& text) {
    const Result<std::string> old = read_file(path);
    if (!old.ok()) return add(path, text);
    const std::string kept(trim(*old));
    if (kept == trim(text) || !text.starts_with(kept.substr(0, kept.rfind('\n') + 1))) {
      return add(path, text);
    }
    ASSAY_CHECK(write_file(path, text));
    written_.push_back(shown(path));
    return {};
  }

  void tell(Screen& out) const {
    if (!written_.empty()) out.line("Wrote " + join(written_, " and "));
    if (!kept_.empty()) out.line("Kept " + join(kept_, " and ") + ": already there");
  }

 private:
  std::vector<std::string> written_, kept_;
};

// What was started in the folder before, if it is this problem.  It cannot hold two.
Result<std::optional<Started>> held_by(const fs::path& folder, const std::string& problem) {
  std::error_code error;
  if (!fs::exists(folder / ".assay.json", error)) return std::optional<Started>();
  ASSAY_TRY(const std::optional<Started> there, find_started(folder));
  if (!there || there->problem == problem) return there;
  return invalid_argument(shown(folder) + " already holds " + there->problem +
                          ". Choose another folder: --dir DIR");
}

// Starting again, say in another language, from inside the folder means that folder.
fs::path folder_of(const App& app, const StartOptions& options) {
  if (!options.dir.empty()) return fs::absolute(options.dir).lexically_normal();
  const auto here = app.started();
  if (here.ok() && *here && (*here)->problem == options.problem) return (*here)->folder;
  return fs::absolute(options.problem);
}

}  // namespace

int start(App& app, const StartOptions& options) {
  const fs::path folder = folder_of(app, options);
  const Result<std::optional<Started>> before = held_by(folder, options.problem);
  if (!before.ok()) return app.fail(before.status());
  // In such a folder the clock and the journal go on, unless another clock is asked for.
  const bool resume = *before && options.minutes == 0;
  json params = {{"id", options.problem}, {"resume", resume}};
  if (!options.language.empty()) {
    params["language"] = options.language;
  } else if (*before && !(*before)->language.empty()) {
    params["language"] = (*before)->language;
  }
  if (options.minutes > 0) params["minutes"] = options.minutes;
  const Result<json> attempt = app.call("attempt/start", params);
  if (!attempt.ok()) return app.fail(attempt.status());

  const std::string file = attempt->at("file");
  const Started started = {.problem = options.problem,
                           .language = attempt->value("language", options.language),
                           .file = file,
                           .bank = app.bank(),
                           .folder = folder};
  Files files;
  Status status = files.add_readme(folder / "README.md", attempt->at("readme").get<std::string>());
  if (status.ok()) status = files.add(folder / file, attempt->at("stub").get<std::string>());
  for (const json& more : attempt->value("files", json::array())) {
    if (!status.ok()) break;
    status =
        files.add(folder / more.at("name").get<std::string>(), more.at("text").get<std::string>());
  }
  if (status.ok()) status = write_started(started);
  if (!status.ok()) return app.fail(status);

  if (!app.text()) {
    json answer = *attempt;
    answer["folder"] = folder.string();
    app.print_json(answer);
    return kFine;
  }
  files.tell(app.out);
  if (const auto left = attempt->value("ended_left_ms", std::int64_t{0}); left > 0) {
    app.out.line("The clock of the attempt before, which had " + time_left(left) + ", is stopped.");
  }
  std::string clock_words = "No clock runs.";
  if (const json& left = attempt->at("left_ms"); !left.is_null()) {
    clock_words = left > 0 ? "The clock runs: " + time_left(left.get<std::int64_t>()) + "."
                           : "Time is up: --minutes N starts another clock.";
  }
  const std::string where = typed(folder);
  app.out.line(clock_words + " Test as often as you like:  " +
               (where == "." ? "" : "cd " + where + " && ") + "assay test");
  return kFine;
}

}  // namespace assay::cli
