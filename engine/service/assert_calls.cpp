#include "service/assert_calls.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace assay {
namespace {

constexpr int kCalledBack = 0xFFFE;  // docs/wire.md
constexpr char kCallBack = 2;

// An exception of the candidate as the assertions see it: its class, its message, its bases.
std::string raised_reply(const Outcome& outcome) {
  ByteWriter reply;
  reply.put(std::uint8_t{1});
  reply.put_string(outcome.raised_class);
  reply.put_string(outcome.raised_text);
  reply.put_string(outcome.raised_bases);
  return std::move(reply).bytes();
}

void add_usage(Outcome& total, const Outcome& one) {
  total.cpu_ms += one.cpu_ms;
  total.wall_ms += one.wall_ms;
  total.memory_bytes = std::max(total.memory_bytes, one.memory_bytes);
  total.oom_kills += one.oom_kills;
  total.out += one.out;
  total.err += one.err;
}

}  // namespace

Result<std::string> AssertCalls::from_driver(int function, std::string_view payload) {
  std::unique_lock lock(mutex_);
  if (function == kCalledBack) {
    if (turn_ != Turn::driver) return invalid_argument("nobody asked for that");
    message_ = payload;
    turn_ = Turn::candidate;
    changed_.notify_all();
    lock.unlock();
    return wait_for_candidate();
  }
  if (turn_ != Turn::nobody) {
    return invalid_argument("a function given to the candidate may not call the candidate");
  }
  turn_ = Turn::candidate;
  result_.reset();
  lock.unlock();
  thread_ = std::thread([this, arguments = std::string(payload)] {
    const auto on_call = [this](int, std::string_view call) { return from_candidate(call); };
    Result<Outcome> outcome = run_(arguments, on_call, total_.cpu_ms);
    const std::lock_guard guard(mutex_);
    result_ = std::move(outcome);
    turn_ = Turn::driver;
    changed_.notify_all();
  });
  return wait_for_candidate();
}

// Until it has answered, or wants a function called.
Result<std::string> AssertCalls::wait_for_candidate() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return turn_ == Turn::driver; });
  if (!result_) return std::move(message_);
  lock.unlock();
  thread_.join();
  turn_ = Turn::nobody;
  if (!result_->ok()) return Status(result_->status().code(), result_->status().message());
  const Outcome outcome = std::move(**result_);
  add(outcome);
  if (outcome.ending == Ending::raised) return raised_reply(outcome);
  if (outcome.ending == Ending::answered) return std::string(1, '\0') + outcome.answer;
  return Status(Code::cancelled, "the candidate did not answer");
}

// On the candidate's thread: it calls a function of the test code.
Result<std::string> AssertCalls::from_candidate(std::string_view payload) {
  std::unique_lock lock(mutex_);
  message_ = kCallBack;
  message_ += payload;
  turn_ = Turn::driver;
  changed_.notify_all();
  changed_.wait(lock, [this] { return turn_ == Turn::candidate || stopped_; });
  if (stopped_) return Status(Code::cancelled, "the test code has ended");
  return std::move(message_);
}

void AssertCalls::add(const Outcome& one) {
  add_usage(total_, one);
  total_.ending = one.ending;
  total_.code = one.code;
  total_.message = one.message;
  total_.raised_class = one.raised_class;
  total_.raised_line = one.raised_line;
  total_.alive = one.alive;
}

void AssertCalls::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

Outcome AssertCalls::finish() {
  const bool running = thread_.joinable();
  stop();
  // A call that the test code did not wait for took its time, but its end is the test code's doing.
  if (running && result_ && result_->ok()) add_usage(total_, **result_);
  if (running) total_.alive = false;
  return std::move(total_);
}

}  // namespace assay
