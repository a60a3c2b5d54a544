#include "runner/session.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace assay {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& report, const char* key) {
  const auto found = report.find(key);
  return found != report.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The payload of E and X frames as a sentence; from the candidate's side, so it may be anything.
void read_exception(Outcome* outcome) {
  const Json report = Json::parse(outcome->message, nullptr, false);
  if (!report.is_object()) {
    outcome->ending = Ending::unreadable;
    outcome->message = "the report of an exception is not JSON";
    return;
  }
  const auto syntax = report.find("syntax");
  outcome->syntax = syntax != report.end() && syntax->is_boolean() && syntax->get<bool>();
  const std::string type = text_of(report, "type"), message = text_of(report, "message");
  outcome->raised_class = type;
  outcome->message = type.empty() || message.empty() ? type + message : type + ": " + message;
  const auto line = report.find("line");
  if (line != report.end() && line->is_number_integer() && line->get<int>() > 0) {
    outcome->raised_line = line->get<int>();
    outcome->message += fmt::format(" (line {})", outcome->raised_line);
  }
  const std::string trace = text_of(report, "trace");
  if (!trace.empty()) outcome->message += "\n" + trace;
}

Outcome read_outcome(ByteReader& in) {
  Outcome outcome = get_outcome(in);
  if (outcome.ending == Ending::raised) read_exception(&outcome);
  return outcome;
}

}  // namespace

Session::State::~State() {
  if (!slot.broken) {
    const Result<Frame> answer = assay::exchange(slot.keeper, Message::finish, {});
    slot.broken = !answer.ok() || answer->type != Message::ok;
  }
  pool->give_back(std::move(slot));
}

Result<Frame> Session::State::exchange(Message type, const std::string& payload,
                                       std::span<const int> fds, std::stop_token stop) {
  if (slot.broken) return internal_error("the keeper of this session has ended");
  Result<Frame> frame = assay::exchange(slot.keeper, type, payload, fds, stop);
  slot.broken = !frame.ok();
  return frame;
}

Result<Step> Session::State::step(Message type, const std::string& payload,
                                  std::span<const int> fds, std::stop_token stop) {
  ASSAY_TRY(const Frame frame, exchange(type, payload, fds, std::move(stop)));
  ByteReader in(frame.payload);
  Step step;
  if (frame.type == Message::call) {
    step.over = false;
    step.function = in.get<std::uint16_t>();
    step.arguments = in.rest();
    if (!in.ok()) slot.broken = true;
    return in.ok() ? Result<Step>(std::move(step)) : internal_error("a call without its number");
  }
  ASSAY_CHECK(expect(frame, Message::outcome));
  step.outcome = read_outcome(in);
  return step;
}

Result<Step> Session::State::test(const TestInput& input, const Limits& limits, bool calls,
                                  std::stop_token stop) {
  ByteWriter out;
  put_limits(out, limits);
  out.put(calls);
  out.put_string(input.arguments);
  out.put_string(input.stdin_text);
  const bool mapped = input.file >= 0;
  return step(Message::test, out.bytes(), std::span(&input.file, mapped ? 1 : 0), std::move(stop));
}

Result<Step> Session::State::answer(const Result<std::string>& reply, std::stop_token stop) {
  if (reply.ok()) return step(Message::reply, *reply, {}, std::move(stop));
  const bool refused = reply.status().code() == Code::invalid_argument;
  return refused ? step(Message::refuse, reply.status().message(), {}, std::move(stop))
                 : step(Message::cancel, {}, {}, std::move(stop));
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result<Outcome> Session::load(const Limits& limits, std::stop_token stop) {
  ByteWriter out;
  put_limits(out, limits);
  out.put_string(state_->load);
  ASSAY_TRY(Step step, state_->step(Message::load, out.bytes(), {}, stop));
  state_->pool->started(state_->slot);
  return std::move(step.outcome);
}

Result<Outcome> Session::test(const TestInput& input, const Limits& limits, const OnCall& on_call,
                              std::stop_token stop) {
  ASSAY_TRY(Step step, state_->test(input, limits, static_cast<bool>(on_call), stop));
  while (!step.over) {
    Result<std::string> reply = on_call(step.function, step.arguments);
    ASSAY_TRY(step, state_->answer(reply, stop));
    if (!reply.ok() && reply.status().code() != Code::invalid_argument) {
      return std::move(reply).status();
    }
  }
  return std::move(step.outcome);
}

Result<std::vector<Outcome>> Session::batch(std::span<const std::string_view> arguments,
                                            const Limits& limits, std::stop_token stop) {
  ByteWriter out;
  put_limits(out, limits);
  out.put(static_cast<std::uint32_t>(arguments.size()));
  for (const std::string_view each : arguments) out.put_string(each);
  ASSAY_TRY(const Frame frame, state_->exchange(Message::batch, out.bytes(), {}, std::move(stop)));
  ASSAY_CHECK(expect(frame, Message::outcomes));
  ByteReader in(frame.payload);
  std::vector<Outcome> outcomes;
  for (auto left = in.get<std::uint32_t>(); left > 0 && in.ok(); --left) {
    outcomes.push_back(read_outcome(in));
  }
  return outcomes;
}

}  // namespace assay
