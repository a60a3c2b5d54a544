#pragma once
// The library's front: one table of methods, described in docs/methods.md.  The command line, the
// JSON-RPC server and the bindings are thin faces over call().

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "model/verdict.hpp"

namespace assay {

// Beside the submissions that run tests, so many more are being made ready.
inline constexpr int kMadeReady = 2;

struct EngineOptions {
  std::vector<std::filesystem::path> banks;  // folders of problems; may be empty
  std::filesystem::path store;    // SQLite file, made when missing; empty: kept in memory only
  std::filesystem::path runner;   // the assay-runner program; empty: found beside the library
  std::filesystem::path graders;  // graders/ with languages/ and lib/; empty: found likewise
  std::optional<Tier> tier;       // exactly this isolation; none: the strongest that works here
  int jobs = 0;                   // submissions that run tests at once; 0: one for each processor
  bool fresh = false;             // every test in a process that begins with an exec of its own
};

// Progress of a call ("started", "phase", "case").  Called during the call, one event at a time,
// from any thread; must not call the engine.
using OnEvent = std::function<void(const nlohmann::json&)>;

// Threads: call() may be used from several threads at once.  The engine must outlive every call.
class Engine {
 public:
  // Opens banks and store.  What grading needs (runner, tool chains) is started at the first use,
  // so that listing is fast and works on machines that cannot grade.
  static Result<std::unique_ptr<Engine>> open(const EngineOptions& options);
  ~Engine();

  // Runs one method to its end.  Wrong parameters are invalid_argument.  A candidate's failure is a
  // result.  When `stop` is requested, the call ends soon with Code::cancelled.
  Result<nlohmann::json> call(std::string_view method, const nlohmann::json& params,
                              const OnEvent& on_event = {}, std::stop_token stop = {});

  bool has_method(std::string_view method) const;

  // For the rooms above that add methods of their own (author/methods.hpp).
  struct State;
  State& state() { return *state_; }

 private:
  explicit Engine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay
