#pragma once
// A submission at work on the tests of a problem, whatever the problem's kind.

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "lua/script.hpp"
#include "model/problem.hpp"
#include "model/run.hpp"
#include "runner/runner.hpp"
#include "service/scripts.hpp"

namespace assay {

// How one test went: the facts of the run and, beside them, what the engine saw of it.
struct Attempted {
  Outcome outcome;
  bool first = false;          // nothing ran before it in its process
  bool loading = false;        // the facts are of loading the source: the test itself never began
  Limits allowed;              // then: what that could use
  std::string refused;         // the candidate asked the engine more often than it may
  bool assert_failed = false;  // kind asserts: an assertion did not hold
  std::string assert_error;    // the class of what the test code raised then
  int assert_line = 0;         // and its line in `code`, 0 if unknown
  // Of an interactive program: what `interact` made of the conversation (nothing if it was cut
  // short), and the conversation itself, the program's lines after "> ", cut when it is long.
  std::optional<CheckResult> judged;
  std::string transcript;
};

// One thread at a time.  The runner, the scripts and the problem must outlive it.
class Candidate {
 public:
  // `driver` runs the code of an `asserts` declaration; only that kind needs it.
  Candidate(Runner& runner, Scripts& scripts, const Problem& problem, Program program,
            std::optional<Program> driver, std::stop_token stop)
      : runner_(runner),
        scripts_(scripts),
        problem_(problem),
        program_(std::move(program)),
        driver_(std::move(driver)),
        stop_(std::move(stop)) {}

  // Takes a box and has it made ready while the caller does something else.  test() does so itself
  // if need be.
  Status open();
  // Also loads the source.  Should that fail, test() does it again, and says so.
  void load_ahead(const Limits& limits);
  // Runs one test, in the process of the test before unless that one died or renew() was called.
  Result<Attempted> test(const Case& test, const Limits& limits);
  // Runs tests that take next to nothing in one go, in that process; the limits are for all of
  // them.  Empty if they did not get through: then test() tells why, in a new process.  Only where
  // can_batch().
  Result<std::vector<Attempted>> batch(const std::vector<const Case*>& tests, const Limits& limits);
  // Of host code that launches kernels: runs it on the scalars of a test; the answer is its plan.
  Result<Attempted> record(const Case& test, const Limits& limits);
  // Whether a test is no more than arguments and an answer.
  bool can_batch() const;
  // Whether the source, which is loaded, is proven to keep nothing between tests.
  bool stateless() const { return stateless_; }
  // The next test starts in a process of its own.
  void renew() { loaded_ = false; }

 private:
  // Ok when a process with the source loaded stands ready; else the failed load's facts.
  Result<std::optional<Outcome>> ready(const Limits& limits);
  // In a process that is loaded.
  Result<Attempted> run(const Case& test, const Limits& limits);
  Result<Attempted> converse(const Case& test, const Limits& limits);
  Result<Outcome> run_host(const Case& test, const Limits& limits);
  Result<Attempted> replay(const Case& test, const Limits& limits);
  Result<Attempted> judge_asserts(const Limits& limits);
  Result<Attempted> talk(const Case& test, const Limits& limits);

  Runner& runner_;
  Scripts& scripts_;
  const Problem& problem_;
  Program program_;
  std::optional<Program> driver_;
  std::stop_token stop_;
  std::optional<Session> session_, driver_session_;  // the latter for kind asserts
  Limits loading_{.cpu_ms = 1000, .wall_ms = 10'000};
  bool loaded_ = false, stateless_ = false;
};

}  // namespace assay
