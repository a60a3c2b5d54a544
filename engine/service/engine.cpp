#include "service/engine.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/file.hpp"
#include "base/private_file.hpp"
#include "base/text.hpp"
#include "service/build.hpp"
#include "service/parameters.hpp"
#include "service/state.hpp"

namespace assay {

using nlohmann::json;

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;

namespace {
// What lies in them shows hidden tests, or what candidates wrote.  `prepared` is not among them:
// boxes read it, and all that is in it is ours.
Status close_caches() {
  for (const char* name : {"banks", "cases", "compiled", "definitions", "limits"}) {
    ASSAY_CHECK(close_folder(cache_dir() / name));
  }
  return {};
}
}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(const EngineOptions& options) {
  auto state = std::make_unique<State>();
  state->options = options;
  if (state->options.jobs <= 0) {
    state->options.jobs = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }
  ASSAY_CHECK(close_caches());
  ASSAY_TRY(state->store, Store::open(options.store));
  add_list_methods(*state);
  add_problem_methods(*state);
  add_grade_methods(*state);
  add_history_methods(*state);
  add_journal_methods(*state);
  add_doctor_methods(*state);
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

bool Engine::has_method(std::string_view method) const { return state_->methods.contains(method); }

namespace {
// A null is as good as nothing.
bool has_nulls(const json& params) {
  return std::any_of(params.begin(), params.end(), [](const json& each) { return each.is_null(); });
}

json without_nulls(const json& params) {
  json kept = json::object();
  for (const auto& [name, value] : params.items()) {
    if (!value.is_null()) kept[name] = value;
  }
  return kept;
}
}  // namespace

Result<json> Engine::call(std::string_view method, const json& params, const OnEvent& on_event,
                          std::stop_token stop) {
  const auto found = state_->methods.find(method);
  if (found == state_->methods.end()) {
    std::vector<std::string> known;
    for (const auto& [name, unused] : state_->methods) known.push_back(name);
    const std::string near = nearest(method, known);
    return invalid_argument("there is no method \"" + std::string(method) + "\"" +
                            (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
  }
  if (!params.is_object()) return invalid_argument("the parameters must be a JSON object");
  if (has_nulls(params)) return call(method, without_nulls(params), on_event, std::move(stop));
  ASSAY_CHECK(check_parameters(method, params));
  try {
    return found->second(*state_, params, on_event, std::move(stop));
  } catch (const json::exception& error) {  // a parameter of another type than its method takes
    return invalid_argument(std::string(method) + ": " + error.what());
  }
}

Result<Runner*> Engine::State::running() {
  const std::lock_guard lock(mutex);
  if (runner == nullptr) {
    RunnerOptions wanted;
    wanted.program = options.runner;
    wanted.force = options.tier;
    wanted.warm = !options.fresh;
    // A submission, and the assertions or the reference that it is held against.
    wanted.slots = 2 * (options.jobs + kMadeReady);
    ASSAY_TRY(runner, Runner::start(wanted));
  }
  return runner.get();
}

ScriptStarter Engine::State::script_starter() {
  return [this]() -> Result<int> {
    ASSAY_TRY(Runner * started, running());
    return started->start_script();
  };
}

Result<Workbench*> Engine::State::workbench() {
  ASSAY_TRY(Runner * started, running());
  const std::lock_guard lock(mutex);
  if (!bench) {
    const ScriptStarter starter = [started] { return started->start_script(); };
    ASSAY_TRY(Languages found, Languages::find(options.graders, *started));
    languages = std::make_unique<Languages>(std::move(found));
    scripts = std::make_unique<Scripts>(starter, static_cast<std::size_t>(2 * options.jobs));
    entrance = std::make_unique<Turns>(options.jobs + kMadeReady);
    stage = std::make_unique<Turns>(options.jobs);
    bench.emplace(Workbench{*started, *scripts, *languages, *entrance, *stage, cases});
  }
  return &*bench;
}

Result<std::vector<Bank*>> Engine::State::opened_banks() {
  const std::lock_guard lock(mutex_of_banks);
  while (banks.size() < options.banks.size()) {
    ASSAY_TRY(Bank bank, Bank::open(options.banks[banks.size()], script_starter()));
    banks.push_back(std::make_unique<Bank>(std::move(bank)));
  }
  std::vector<Bank*> all;
  for (const std::unique_ptr<Bank>& bank : banks) all.push_back(bank.get());
  return all;
}

Result<std::vector<Listing>> Engine::State::listings() {
  ASSAY_TRY(const std::vector<Bank*> opened, opened_banks());
  std::vector<Listing> all;
  for (Bank* bank : opened) {
    ASSAY_TRY(Listing listing, bank->list());
    all.push_back(std::move(listing));
  }
  return all;
}

Result<Problem> Engine::State::problem(const std::string& id) {
  ASSAY_TRY(Workbench * ready, workbench());
  ASSAY_TRY(const std::vector<Bank*> opened, opened_banks());
  Status missing = not_found("no bank is open: name a folder of problems");
  for (Bank* bank : opened) {
    const std::string key = bank->root().string() + '\n' + id;
    if (const auto known = problems.find(key); known && known->from.unchanged()) {
      return known->problem;
    }
    Result<Loaded> loaded = bank->load(id, ready->scripts.spare());
    if (!loaded.ok() && loaded.status().code() == Code::not_found) {
      missing = std::move(loaded).status();
      continue;
    }
    if (!loaded.ok()) return std::move(loaded).status();
    name_languages(ready->languages, loaded->problem);
    ready->scripts.keep(loaded->problem, std::move(loaded->script));
    std::size_t bytes = 0;
    for (const auto& [file, text] : loaded->from.files) bytes += text.size();
    return problems.keep(key, {std::move(loaded->problem), std::move(loaded->from)}, 2 * bytes)
        ->problem;
  }
  return missing;
}

Status Engine::State::keep(std::int64_t submission, const Report& report, const json& result) {
  const std::string text = result.dump(-1, ' ', false, json::error_handler_t::replace);
  return store->add_result(submission, report, text);
}

Result<int> Engine::State::open_levels(const Problem& problem) {
  const int levels = static_cast<int>(problem.levels.size());
  if (levels == 0) return 0;
  ASSAY_TRY(const auto best, store->best(problem.id));
  int open = 1;
  if (best && best->judgement) {
    const json report = json::parse(best->judgement->report);
    for (const json& group : report.at("groups")) {
      const int level = std::atoi(group.at("name").get<std::string>().c_str());
      if (level == open && group.at("verdict") == "accepted") ++open;
    }
  }
  return std::min(open, levels);
}

Result<std::string> text_param(const json& params, const char* key) {
  const auto found = params.find(key);
  if (found == params.end()) return invalid_argument(std::string("\"") + key + "\" is missing");
  if (!found->is_string()) return invalid_argument(std::string("\"") + key + "\" must be a text");
  return found->get<std::string>();
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace assay
