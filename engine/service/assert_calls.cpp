#include "service/assert_calls.hpp"

namespace assay {
namespace {

constexpr int kNextCall = 0xFFFD, kCalledBack = 0xFFFE;  // docs/wire.md
constexpr char kCallBack = 2;

}  // namespace

Status AssertCalls::begin(const Limits& limits) {
  ASSAY_TRY(step_, candidate_.begin({}, limits, stop_));
  return {};
}

Result<std::string> AssertCalls::from_driver(int function, std::string_view payload) {
  if (function == kCalledBack && waiting_ == 0) return invalid_argument("nobody asked for that");
  if (!step_.over) {
    // Who waits for the result of a function may get another call first.
    const bool within = function != kCalledBack && waiting_ > 0;
    std::string reply = within ? kCallBack + std::string(payload) : std::string(payload);
    waiting_ -= function == kCalledBack ? 1 : 0;
    ASSAY_TRY(step_, candidate_.answer(std::move(reply), stop_));
  }
  if (step_.over) {
    if (step_.outcome.ending == Ending::answered) {
      step_.outcome.ending = Ending::unreadable;
      step_.outcome.message = "it ended the conversation with the test code";
    }
    left_ = true;
    return Status(Code::cancelled, "the candidate did not answer");
  }
  answered_ = true;
  if (step_.function == kNextCall) return std::move(step_.arguments);
  ++waiting_;
  return kCallBack + step_.arguments;
}

Result<Outcome> AssertCalls::finish() {
  const bool idle = step_.over || waiting_ == 0;
  if (!step_.over && idle) {
    ASSAY_TRY(step_, candidate_.answer(std::string(), stop_));
  }
  if (!step_.over) {
    ASSAY_TRY(step_, candidate_.answer(Status(Code::cancelled, "the test code has ended"), stop_));
    // It should have ended; or nobody waited for it, which is the test code's doing.
    step_.outcome.ending = idle ? Ending::unreadable : Ending::answered;
  }
  return std::move(step_.outcome);
}

}  // namespace assay
