// journal/add, journal/get.

#include "base/text.hpp"
#include "service/state.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr std::size_t kMostNote = 4'000;  // bytes

json entry_json(const JournalEntry& entry) {
  json shown = {{"number", entry.number}, {"at_ms", entry.at_ms}};
  if (entry.run) {
    shown["run"] = {{"value", entry.value},
                    {"source_hash", entry.source_hash},
                    {"follows", entry.follows == 0 ? json(nullptr) : json(entry.follows)}};
  } else {
    shown["note"] = {{"text", entry.text}, {"expect", entry.expects_better ? "better" : "worse"}};
  }
  return shown;
}

// The problem, which must keep a journal, and the attempt that is being worked on.
Result<std::optional<std::int64_t>> sitting(Engine::State& state, const std::string& id) {
  ASSAY_TRY(const Problem problem, state.problem(id));
  if (!problem.parts.journal) return invalid_argument("\"" + id + "\" keeps no journal");
  ASSAY_TRY(const std::optional<Attempt> attempt, state.store->current_attempt(id));
  if (!attempt) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(attempt->id);
}

Result<json> add(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const std::string id, text_param(params, "problem"));
  ASSAY_TRY(const std::string text, text_param(params, "text"));
  ASSAY_TRY(const std::string expect, text_param(params, "expect"));
  ASSAY_TRY(const std::optional<std::int64_t> attempt, sitting(state, id));
  if (trim(text).empty())
    return invalid_argument("\"text\" is empty: say what you expect, and why");
  if (text.size() > kMostNote) return invalid_argument("\"text\" is longer than 4,000 bytes");
  if (expect != "better" && expect != "worse") {
    return invalid_argument("\"expect\" must be \"better\" or \"worse\"");
  }
  JournalEntry entry;
  entry.at_ms = now_ms();
  entry.text = text;
  entry.expects_better = expect == "better";
  ASSAY_TRY(entry, state.store->add_to_journal(id, attempt, std::move(entry)));
  return entry_json(entry);
}

Result<json> get(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const std::string id, text_param(params, "problem"));
  ASSAY_TRY(const std::optional<std::int64_t> attempt, sitting(state, id));
  ASSAY_TRY(const std::vector<JournalEntry> entries, state.store->journal(id, attempt));
  json shown = json::array();
  for (const JournalEntry& entry : entries) shown.push_back(entry_json(entry));
  return json{{"entries", std::move(shown)}};
}

}  // namespace

void add_journal_methods(Engine::State& state) {
  state.methods["journal/add"] = add;
  state.methods["journal/get"] = get;
}

}  // namespace assay
