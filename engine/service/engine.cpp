#include "service/engine.hpp"

#include <chrono>
#include <thread>

#include "base/text.hpp"
#include "service/state.hpp"

namespace assay {

using nlohmann::json;

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::open(const EngineOptions& options) {
  auto state = std::make_unique<State>();
  state->options = options;
  if (state->options.jobs <= 0) {
    state->options.jobs = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }
  ASSAY_TRY(state->store, Store::open(options.store));
  add_problem_methods(*state);
  add_grade_methods(*state);
  add_history_methods(*state);
  add_doctor_methods(*state);
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

bool Engine::has_method(std::string_view method) const { return state_->methods.contains(method); }

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
    // A submission, and the assertions or the reference that it is held against.
    wanted.slots = 2 * options.jobs;
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
    bench.emplace(Workbench{*started, *scripts, *languages});
  }
  return &*bench;
}

Result<std::vector<Bank*>> Engine::State::opened_banks() {
  const ScriptStarter starter = script_starter();
  const std::lock_guard lock(mutex);
  std::vector<Bank*> opened;
  for (std::size_t i = banks.size(); i < options.banks.size(); ++i) {
    ASSAY_TRY(Bank bank, Bank::open(options.banks[i], starter));
    banks.push_back(std::make_unique<Bank>(std::move(bank)));
  }
  for (const std::unique_ptr<Bank>& bank : banks) opened.push_back(bank.get());
  return opened;
}

Result<Problem> Engine::State::problem(const std::string& id) {
  ASSAY_TRY(const std::vector<Bank*> all, opened_banks());
  std::vector<std::string> known;
  for (Bank* bank : all) {
    Result<Problem> found = bank->load(id);
    if (found.ok() || found.status().code() != Code::not_found) return found;
    ASSAY_TRY(const Listing listing, bank->list());
    for (const ListedProblem& row : listing.problems) known.push_back(row.id);
  }
  if (all.empty()) return not_found("no bank is open: name a folder of problems");
  const std::string near = nearest(id, known);
  return not_found("there is no problem \"" + id + "\"" +
                   (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
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
