#pragma once
// A candidate under assert-style test code, each in a box of its own.
//
// Theory of operation.  Their processes hold the two ends of one socket and talk over it by
// themselves (docs/wire.md); the engine hears how each of them ended.  Whoever ends, or is ended,
// ends the conversation for the other.  The test code is ours to believe, the candidate is not:
// what goes wrong between them counts against the candidate, unless it was never heard.

#include <stop_token>

#include "base/status.hpp"
#include "model/run.hpp"
#include "runner/runner.hpp"

namespace assay {

struct AssertRun {
  // Ending `answered`, or `raised` if that is how its last call went; else why the candidate did
  // not answer, and then that is all there is.
  Outcome candidate;
  Result<Outcome> verdict;  // of the test code
  bool heard = false;       // whether the test code has got anything of the candidate's making
};

// Runs one test.  Both sessions are loaded; neither may be used for another test without loading
// it again.  The limits are the candidate's, for all calls together; the wall limit is of the time
// that the test code waits for it.
Result<AssertRun> run_asserts(Session& candidate, Session& driver, const Limits& limits,
                              std::stop_token stop);

}  // namespace assay
