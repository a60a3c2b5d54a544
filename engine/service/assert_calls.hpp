#pragma once
// The calls between assert-style test code and the candidate that it tests, each in a box of its
// own.
//
// Theory of operation.  To the candidate's box all the calls are one test: it asks for the next
// call with the answer to the one before.  The test code calls the candidate, and the candidate may
// call functions that it was given, which are the test code's and may call the candidate in turn; so
// each side stands still while the other one moves, and what one sends is what the other waits for.

#include <stop_token>
#include <string>
#include <string_view>

#include "base/status.hpp"
#include "runner/runner.hpp"

namespace assay {

// One thread at a time.  The session, in which the candidate is loaded, must outlive it.
class AssertCalls {
 public:
  AssertCalls(Session& candidate, std::stop_token stop)
      : candidate_(candidate), stop_(std::move(stop)) {}

  // Brings the candidate to its first call.  The limits are for all calls together.
  Status begin(const Limits& limits);
  // Answers a `C` frame of the test code.  Fails when the candidate did not answer.
  Result<std::string> from_driver(int function, std::string_view payload);
  // Once the test code has ended: ending `answered`, or `raised` if that is how the last call went,
  // or why the candidate did not answer it.
  Result<Outcome> finish();
  // Whether the test code has got anything of the candidate's making.
  bool answered() const { return answered_; }
  // Whether the candidate ended while the test code waited for it.
  bool left() const { return left_; }

 private:
  Session& candidate_;
  std::stop_token stop_;
  Step step_;
  int waiting_ = 0;  // functions of the test code's that the candidate waits for
  bool answered_ = false, left_ = false;
};

}  // namespace assay
