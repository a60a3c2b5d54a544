#pragma once
// What an engine holds, for the files that implement its methods.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bank/bank.hpp"
#include "plan/languages.hpp"
#include "runner/runner.hpp"
#include "service/engine.hpp"
#include "service/scripts.hpp"
#include "service/workbench.hpp"
#include "store/store.hpp"

namespace assay {

using Method = std::function<Result<nlohmann::json>(Engine::State&, const nlohmann::json& params,
                                                    const OnEvent&, std::stop_token)>;

// Threads: what starts lazily is guarded by `mutex`; the rest does not change after open().
struct Engine::State {
  EngineOptions options;
  std::unique_ptr<Store> store;
  std::map<std::string, Method, std::less<>> methods;

  std::mutex mutex;
  std::unique_ptr<Runner> runner;
  std::unique_ptr<Scripts> scripts;
  std::unique_ptr<Languages> languages;
  std::mutex mutex_of_banks;
  std::vector<std::unique_ptr<Bank>> banks;
  std::unique_ptr<Turns> entrance, stage;
  Lru<Cases> cases{1 << 12, std::size_t{256} << 20};
  struct Known {
    Problem problem;
    ReadFrom from;
  };
  Lru<Known> problems{1 << 8, std::size_t{64} << 20};  // by bank and id
  std::optional<Workbench> bench;

  // Each starts what it needs and is cheap from then on.
  Result<Runner*> running();
  Result<Workbench*> workbench();
  Result<std::vector<Bank*>> opened_banks();
  // What the banks hold, in their order.
  Result<std::vector<Listing>> listings();
  ScriptStarter script_starter();

  // A problem by id, as its files are now, from the first bank that has it.  Fails with not_found
  // and the nearest id.
  Result<Problem> problem(const std::string& id);
  // Keeps a submission's newest result.  What a candidate printed may be no UTF-8: it is replaced.
  Status keep(std::int64_t submission, const Report& report, const nlohmann::json& result);
  // Of a class: level 1, and each whose earlier levels the best submission solves whole.
  Result<int> open_levels(const Problem& problem);
};

// Registered by Engine::open; each is a group of rows of docs/methods.md.
void add_list_methods(Engine::State& state);
void add_problem_methods(Engine::State& state);
void add_journal_methods(Engine::State& state);
void add_grade_methods(Engine::State& state);
void add_history_methods(Engine::State& state);
void add_doctor_methods(Engine::State& state);

// A string parameter that must be there; what is wrong names the key.
Result<std::string> text_param(const nlohmann::json& params, const char* key);
// Milliseconds since 1970.
std::int64_t now_ms();

}  // namespace assay
