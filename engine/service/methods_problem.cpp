// problem/get, problem/hint, attempt/start, attempt/get.

#include <algorithm>

#include "plan/plan.hpp"
#include "service/handout.hpp"
#include "service/state.hpp"
#include "service/statement.hpp"
#include "value/display.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr const char* kKinds[] = {"function", "class", "program", "asserts", "model", "suite"};

json examples_of(const Problem& problem) {
  json examples = json::array();
  for (const Example& example : problem.examples) {
    examples.push_back({{"arguments", to_json(example.arguments)},
                        {"returns", example.returns ? to_json(*example.returns) : json(nullptr)},
                        {"why", example.why}});
  }
  return examples;
}

Result<json> hints_of(Engine::State& state, const Problem& problem) {
  ASSAY_TRY(const std::vector<TakenHint> taken, state.store->hints_taken(problem.id));
  json texts = json::array();
  for (const TakenHint& hint : taken) {
    const auto index = static_cast<std::size_t>(hint.number) - 1;
    if (index < problem.hints.size()) {
      texts.push_back({{"cost", hint.cost}, {"text", problem.hints[index].text}});
    }
  }
  const std::size_t next = taken.size();
  return json{
      {"count", problem.hints.size()},
      {"taken", std::move(texts)},
      {"next_cost", next < problem.hints.size() ? json(problem.hints[next].cost) : json(nullptr)}};
}

Result<json> get(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const std::string id, text_param(params, "id"));
  ASSAY_TRY(const Problem problem, state.problem(id));
  ASSAY_TRY(const auto standings, state.store->standings());
  ASSAY_TRY(const int open, state.open_levels(problem));
  ASSAY_TRY(json hints, hints_of(state, problem));
  const auto standing = standings.find(problem.id);
  const bool solved = standing != standings.end() && standing->second.solved;

  json groups = json::array();
  for (const Group& group : problem.groups) {
    groups.push_back({{"name", group.name},
                      {"count", group.count},
                      {"points", group.points},
                      {"visible", group.visible}});
  }
  json result = {{"id", problem.id},
                 {"title", problem.title},
                 {"round", problem.round},
                 {"kind", kKinds[static_cast<std::size_t>(problem.kind)]},
                 {"difficulty", problem.difficulty},
                 {"minutes", problem.minutes},
                 {"ai", problem.ai},
                 {"statement", statement_of(problem, open)},
                 {"signature", problem.kind == Kind::program ? "" : problem.asked().text},
                 {"examples", examples_of(problem)},
                 {"groups", std::move(groups)},
                 {"hints", std::move(hints)},
                 {"pattern", solved ? json(problem.pattern) : json(nullptr)}};
  ASSAY_TRY(Workbench * bench, state.workbench());
  result["languages"] = json::array();
  for (const Language& language : bench->languages.all()) {
    if (!language.program.empty() && bench->languages.offers(language, problem)) {
      result["languages"].push_back(language.name);
    }
  }
  if (params.contains("language")) {
    ASSAY_TRY(const std::string language, text_param(params, "language"));
    Problem opened = problem;
    if (!opened.levels.empty()) opened.levels.resize(static_cast<std::size_t>(open));
    ASSAY_TRY(result["stub"], bench->languages.stub(language, opened));
    result["file"] = "solution." + bench->languages.find(language)->extension;
  }
  return result;
}

Result<json> hint(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const std::string id, text_param(params, "id"));
  ASSAY_TRY(const Problem problem, state.problem(id));
  ASSAY_TRY(const std::vector<TakenHint> taken, state.store->hints_taken(problem.id));
  const std::size_t next = taken.size();
  if (next >= problem.hints.size()) {
    return not_found(problem.hints.empty() ? problem.id + " has no hints"
                                           : "all hints of " + problem.id + " are taken");
  }
  const Hint& given = problem.hints[next];
  const int number = static_cast<int>(next) + 1;
  ASSAY_CHECK(state.store->take_hint(problem.id, {number, given.cost, now_ms()}));
  return json{{"number", number},
              {"count", problem.hints.size()},
              {"cost", given.cost},
              {"text", given.text}};
}

json attempt_json(const Attempt& attempt) {
  json deadline = nullptr, left = nullptr;
  if (attempt.deadline_at_ms) {
    deadline = *attempt.deadline_at_ms;
    left = std::max<std::int64_t>(0, *attempt.deadline_at_ms - now_ms());
  }
  return {{"attempt", attempt.id},        {"problem", attempt.problem},
          {"language", attempt.language}, {"started_at_ms", attempt.started_at_ms},
          {"deadline_at_ms", deadline},   {"left_ms", left}};
}

// What a start without a language means: Python, or what the problem is solved with.
constexpr char kUsualLanguage[] = "python";

// The language asked for, or where it cannot take the problem the first of its variants that can:
// NumPy's Python for Python, where there are tensors.
Result<std::string> language_for(Engine::State& state, const json& params) {
  ASSAY_TRY(const std::string id, text_param(params, "id"));
  ASSAY_TRY(const Problem problem, state.problem(id));
  ASSAY_TRY(Workbench * bench, state.workbench());
  const std::string asked = params.value("language", "");
  const std::string language = asked.empty() ? kUsualLanguage : asked;
  const Language* own = bench->languages.find(language);
  if (own == nullptr || bench->languages.accepts(*own, problem).ok()) return language;
  for (const Language& other : bench->languages.all()) {
    if (other.base == language && bench->languages.accepts(other, problem).ok()) return other.name;
  }
  return asked.empty() && !problem.runtimes.empty() ? problem.runtimes.front() : language;
}

// The attempt that goes on, if that is asked for and there is one; else a new one, which ends the
// one before.
Result<json> attempt_for(Engine::State& state, const json& params, Attempt begun) {
  ASSAY_TRY(const std::optional<Attempt> current, state.store->current_attempt(begun.problem));
  if (current && params.value("resume", false)) return attempt_json(*current);
  begun.started_at_ms = now_ms();
  if (params.contains("minutes") && !params["minutes"].is_null()) {
    begun.deadline_at_ms = begun.started_at_ms + params["minutes"].get<std::int64_t>() * 60'000;
  }
  ASSAY_TRY(begun, state.store->begin_attempt(begun));
  json started = attempt_json(begun);
  if (current && current->deadline_at_ms) {
    started["ended_left_ms"] = attempt_json(*current)["left_ms"];
  }
  return started;
}

Result<json> start(Engine::State& state, const json& params, const OnEvent& on_event,
                   std::stop_token stop) {
  ASSAY_TRY(const std::string language, language_for(state, params));
  json asked = params;
  asked["language"] = language;
  ASSAY_TRY(const json shown, get(state, asked, on_event, std::move(stop)));
  ASSAY_TRY(json result,
            attempt_for(state, params, {.problem = shown["id"], .language = language}));
  result["language"] = language;  // that of the stub, in which the attempt need not have begun
  result["file"] = shown["file"];
  result["stub"] = shown["stub"];
  result["files"] = json::array();
  ASSAY_TRY(const Problem problem, state.problem(shown["id"]));
  ASSAY_TRY(Workbench * bench, state.workbench());
  ASSAY_TRY(const std::vector<HandedFile> files, handout(*bench, problem));
  for (const HandedFile& file : files) {
    result["files"].push_back({{"name", file.name}, {"text", file.text}});
  }
  result["readme"] =
      "# " + shown["title"].get<std::string>() + "\n\n" + shown["statement"].get<std::string>();
  return result;
}

Result<json> current(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  ASSAY_TRY(const std::string id, text_param(params, "id"));
  ASSAY_TRY(const std::optional<Attempt> attempt, state.store->current_attempt(id));
  if (!attempt) return not_found("\"" + id + "\" was not started");
  return attempt_json(*attempt);
}

}  // namespace

void add_problem_methods(Engine::State& state) {
  state.methods["problem/get"] = get;
  state.methods["problem/hint"] = hint;
  state.methods["attempt/start"] = start;
  state.methods["attempt/get"] = current;
}

}  // namespace assay
