#include "service/scripts.hpp"

#include <algorithm>

#include "bank/bank.hpp"

namespace assay {

namespace {
std::string key_of(const Problem& problem, const ScriptLimits& limits) {
  return problem.hash + " " + std::to_string(limits.call_ms);
}
}  // namespace

Result<Scripts::Lease> Scripts::borrow(const Problem& problem, const ScriptLimits& limits) {
  std::string key = key_of(problem, limits);
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(idle_.begin(), idle_.end(), [&](const Idle& idle) { return idle.key == key; });
    if (found != idle_.end()) {
      std::unique_ptr<Script> script = std::move(found->script);
      idle_.erase(found);
      return Lease(*this, std::move(key), std::move(script));
    }
  }
  ASSAY_TRY(Loaded loaded, load_problem(problem.path, Script(starter_, limits)));
  auto script = std::make_unique<Script>(std::move(loaded.script));
  return Lease(*this, std::move(key), std::move(script));
}

Script Scripts::spare() {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < keep_) return Script(starter_);
  Script script = std::move(*idle_.front().script);
  idle_.erase(idle_.begin());
  return script;
}

void Scripts::keep(const Problem& problem, Script script) {
  give_back(key_of(problem, {}), std::make_unique<Script>(std::move(script)));
}

void Scripts::give_back(std::string key, std::unique_ptr<Script> script) {
  const std::lock_guard lock(mutex_);
  idle_.push_back({std::move(key), std::move(script)});
  if (idle_.size() > keep_) idle_.erase(idle_.begin());
}

}  // namespace assay
