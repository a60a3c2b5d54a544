#include "author/import.hpp"

#include <set>
#include <sstream>

#include "author/lint.hpp"
#include "bank/load.hpp"
#include "base/file.hpp"
#include "service/build.hpp"

namespace assay {
namespace {

using nlohmann::json;

// The records as problem.lua texts, by the reader in the language's own folder.
Result<std::string> convert(Engine::State& state, const std::string& set, std::stop_token stop) {
  ASSAY_TRY(Workbench * bench, state.workbench());
  const Language* python = bench->languages.find(kAssertLanguage);
  if (python == nullptr || python->program.empty()) {
    return unavailable("reading assert-style sets needs Python (" +
                       (python ? python->install : "no language folder") + ")");
  }
  Program reader;
  reader.language = "import";
  reader.argv = {python->program, "-I", "-S", "-B", python->folder + "/asserts_to_lua.py"};
  reader.env = python->env;
  reader.readable = {python->folder};
  reader.frames = false;
  ASSAY_TRY(const Entered entered, enter(*bench, stop));
  ASSAY_TRY(Session session, bench->runner.open(reader, stop));

  Limits limits;
  limits.cpu_ms = 120'000;
  limits.wall_ms = 300'000;
  limits.memory_bytes = std::int64_t{2} << 30;
  limits.output_bytes = std::int64_t{256} << 20;
  limits.answer_bytes = limits.output_bytes;
  ASSAY_TRY(const Outcome loaded, session.load(limits, stop));
  if (loaded.ending != Ending::answered) return internal_error("the reader: " + loaded.message);
  ASSAY_TRY(Outcome outcome, session.test({.arguments = {}, .stdin_text = set}, limits, {}, stop));
  if (outcome.ending != Ending::answered || outcome.code != 0) {
    return invalid_argument("the set could not be read: " + outcome.message + outcome.err);
  }
  return std::move(outcome.answer);
}

// Reads problems one after the other; "" or why one cannot be read.
class Reader {
 public:
  explicit Reader(Engine::State& state) : state_(state), script_(state.script_starter()) {}

  Result<std::string> complaint(const std::filesystem::path& path) {
    Result<Loaded> loaded = load_problem(path, std::move(script_));
    script_ = loaded.ok() ? std::move(loaded->script) : Script(state_.script_starter());
    if (loaded.ok()) return std::string();
    if (!is_authors_fault(loaded.status())) return std::move(loaded).status();
    return loaded.status().message();
  }

 private:
  Engine::State& state_;
  Script script_;
};

bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= 100 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

}  // namespace

Result<Imported> import_jsonl(Engine::State& state, const std::filesystem::path& file,
                              const std::filesystem::path& into, std::stop_token stop) {
  ASSAY_TRY(const std::string set, read_file(file));
  ASSAY_TRY(const std::string converted, convert(state, set, std::move(stop)));
  Imported imported;
  std::set<std::string> seen;
  Reader reader(state);
  std::istringstream lines(converted);
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line, nullptr, false);
    if (row.is_discarded()) return internal_error("the reader's output is cut");
    const int number = row.value("line", 0);
    const std::string id = row.value("id", "");
    if (row.contains("message")) {
      imported.skipped.push_back({number, row["message"]});
    } else if (!is_id(id)) {
      imported.skipped.push_back({number, "\"" + id + "\" is no id: letters, digits and dashes"});
    } else if (!seen.insert(id).second) {
      imported.skipped.push_back({number, "the id \"" + id + "\" is there already"});
    } else {
      const std::filesystem::path path = into / id / "problem.lua";
      const std::string lua = row["lua"];
      if (const Result<std::string> old = read_file(path); old.ok() && *old != lua) {
        imported.skipped.push_back(
            {number, path.string() + " is there already and differs; it was not touched"});
        continue;
      }
      ASSAY_CHECK(write_file(path, lua));
      ASSAY_TRY(const std::string complaint, reader.complaint(path));
      if (complaint.empty()) {
        imported.ids.push_back(id);
        continue;
      }
      std::error_code error;  // what stays is as harmless as what was read
      std::filesystem::remove(path, error);
      std::filesystem::remove(path.parent_path(), error);  // if nothing else is in it
      imported.skipped.push_back({number, "the problem made of it cannot be read: " + complaint});
    }
  }
  if (seen.empty() && imported.skipped.empty()) {
    return bad_problem(file.string() + ": there is no record in it");
  }
  return imported;
}

}  // namespace assay
