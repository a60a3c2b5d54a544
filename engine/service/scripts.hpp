#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "lua/script.hpp"
#include "model/problem.hpp"

namespace assay {

// Script processes with a problem loaded, kept for the next use of the same problem.
// Threads: borrow() may be called from any; a Lease belongs to one thread.
class Scripts {
 public:
  Scripts(ScriptStarter starter, std::size_t keep) : starter_(std::move(starter)), keep_(keep) {}

  // A script bound to one problem, given back when it goes.
  class Lease {
   public:
    Lease(Scripts& owner, std::string key, std::unique_ptr<Script> script)
        : owner_(&owner), key_(std::move(key)), script_(std::move(script)) {}
    Lease(Lease&&) noexcept = default;
    ~Lease() {
      if (script_ != nullptr) owner_->give_back(std::move(key_), std::move(script_));
    }
    Script* operator->() { return script_.get(); }
    Script& operator*() { return *script_; }

   private:
    Scripts* owner_;
    std::string key_;
    std::unique_ptr<Script> script_;
  };

  Result<Lease> borrow(const Problem& problem, const ScriptLimits& limits = {});
  // A script of the usual limits to load another problem in: a process that has idled longest, or a
  // new one.
  Script spare();
  // Takes over a script that is bound to the problem and has the usual limits.
  void keep(const Problem& problem, Script script);

 private:
  struct Idle {
    std::string key;
    std::unique_ptr<Script> script;
  };
  void give_back(std::string key, std::unique_ptr<Script> script);

  ScriptStarter starter_;
  std::size_t keep_;
  std::mutex mutex_;
  std::vector<Idle> idle_;  // oldest first
};

}  // namespace assay
