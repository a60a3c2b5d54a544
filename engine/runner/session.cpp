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
  outcome->raised_text = message;
  outcome->raised_bases = text_of(report, "bases");
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
    const Result<Frame> answer = converse(slot.keeper, Message::finish, {}, {}, {}, {});
    slot.broken = !answer.ok() || answer->type != Message::ok;
  }
  pool->give_back(std::move(slot));
}

Result<Frame> Session::State::exchange(Message type, const std::string& payload,
                                       std::span<const int> fds, const OnCall& on_call,
                                       std::stop_token stop) {
  if (slot.broken) return internal_error("the keeper of this session has ended");
  Result<Frame> frame = converse(slot.keeper, type, payload, fds, on_call, stop);
  if (!frame.ok()) {
    // A failed on_call leaves the keeper as it was; a broken socket does not.
    slot.broken = frame.status().code() == Code::io || frame.status().code() == Code::internal;
  }
  return frame;
}

Result<Outcome> Session::State::run(Message type, const std::string& payload,
                                    std::span<const int> fds, const OnCall& on_call,
                                    std::stop_token stop) {
  ASSAY_TRY(const Frame frame, exchange(type, payload, fds, on_call, std::move(stop)));
  ASSAY_CHECK(expect(frame, Message::outcome));
  ByteReader in(frame.payload);
  return read_outcome(in);
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result<Outcome> Session::load(const Limits& limits, std::stop_token stop) {
  ByteWriter out;
  put_limits(out, limits);
  out.put_string(state_->load);
  return state_->run(Message::load, out.bytes(), {}, {}, stop);
}

Result<Outcome> Session::test(const TestInput& input, const Limits& limits, const OnCall& on_call,
                              std::stop_token stop) {
  ByteWriter out;
  put_limits(out, limits);
  out.put(static_cast<bool>(on_call));
  out.put_string(input.arguments);
  out.put_string(input.stdin_text);
  const bool mapped = input.file >= 0;
  return state_->run(Message::test, out.bytes(), std::span(&input.file, mapped ? 1 : 0), on_call,
                     stop);
}

Result<std::vector<Outcome>> Session::batch(std::span<const std::string_view> arguments,
                                            const Limits& limits, std::stop_token stop) {
  ByteWriter out;
  put_limits(out, limits);
  out.put(static_cast<std::uint32_t>(arguments.size()));
  for (const std::string_view each : arguments) out.put_string(each);
  ASSAY_TRY(const Frame frame,
            state_->exchange(Message::batch, out.bytes(), {}, {}, std::move(stop)));
  ASSAY_CHECK(expect(frame, Message::outcomes));
  ByteReader in(frame.payload);
  std::vector<Outcome> outcomes;
  for (auto left = in.get<std::uint32_t>(); left > 0 && in.ok(); --left) {
    outcomes.push_back(read_outcome(in));
  }
  return outcomes;
}

}  // namespace assay
