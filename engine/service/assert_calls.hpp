#pragma once
// The calls between assert-style test code and the candidate that it tests, each in a box of its
// own.
//
// Theory of operation.  The test code calls the candidate, and the candidate may call functions
// that it was given, which are the test code's: so each side can be waiting for the other.  A call
// of the candidate therefore runs on a thread of its own; the test code's side waits until the
// candidate has answered or wants one of its functions called.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/status.hpp"
#include "runner/runner.hpp"

namespace assay {

class AssertCalls {
 public:
  // Runs one call in the candidate's box; `used_ms` is the cpu time of the calls before.
  using Run = std::function<Result<Outcome>(std::string_view arguments, const OnCall& on_call,
                                            double used_ms)>;

  explicit AssertCalls(Run run) : run_(std::move(run)) {}
  ~AssertCalls() { stop(); }

  // Answers a `C` frame of the test code.  Fails when the candidate did not answer.
  Result<std::string> from_driver(int function, std::string_view payload);
  // Once the test code has ended: the candidate's calls in sum, the ending of the last one.
  Outcome finish();

 private:
  enum class Turn : std::uint8_t { nobody, candidate, driver };

  Result<std::string> from_candidate(std::string_view payload);
  Result<std::string> wait_for_candidate();
  void add(const Outcome& one);
  void stop();

  Run run_;
  Outcome total_;
  std::thread thread_;  // runs one call of the candidate
  std::mutex mutex_;
  std::condition_variable changed_;
  // Whose move it is while a call runs; guarded by the mutex, as are the three below.
  Turn turn_ = Turn::nobody;
  bool stopped_ = false;
  std::string message_;                    // from the one whose turn it was
  std::optional<Result<Outcome>> result_;  // the call is over
};

}  // namespace assay
