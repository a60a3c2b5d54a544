#pragma once
// The facts of one run -> its verdict.  The order of decision: our own failure, the reason for
// which the engine ended it, the out-of-memory counter, the output cap, signal or exit, the answer.

#include <functional>
#include <string>
#include <string_view>

#include "base/status.hpp"
#include "grade/compare.hpp"
#include "model/report.hpp"
#include "model/run.hpp"

namespace assay {

// Judges the bytes of an answer.  A Status of code invalid_argument means that they are not an
// answer at all (`no_answer`); any other that we failed (`internal_error`).
using JudgeAnswer = std::function<Result<Comparison>(std::string_view answer)>;

// Verdict, score, feedback and facts of a test; group, index, name and values are the caller's.
// `limits` are those that the problem promises, not the somewhat later points at which the engine
// kills.  `judge` is called only if nothing before the answer decides.
TestReport decide(const Result<Outcome>& run, const Limits& limits, const JudgeAnswer& judge);

// The same for loading the source: `accepted` when it loaded, `compile_error` when it does not
// parse.
TestReport decide_load(const Result<Outcome>& run, const Limits& limits);

// "SIGSEGV (invalid memory access, or too deep a recursion)".
std::string signal_text(int signal);
// Whether programs die of it by mistake: of the others a program can choose one to say something.
bool is_known_signal(int signal);

}  // namespace assay
