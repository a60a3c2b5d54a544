#include "lua/script.hpp"

#include <filesystem>

#include "base/bytes.hpp"
#include "base/fd.hpp"
#include "lua/protocol.hpp"

namespace assay {
namespace {

// The process ends itself when its CPU limit is hit; this is for one that cannot even do that.
// Generous, because a busy machine may give it little CPU for long.
constexpr double kPatience = 20;
constexpr double kLeastWaitMs = 20'000;

Status lost(std::string message) { return {Code::script_lost, std::move(message)}; }

std::string bind_payload(const Problem& problem) {
  ByteWriter out;
  out.put_string(problem.id);
  out.put_string(problem.grow_name);
  out.put(static_cast<std::uint32_t>(problem.groups.size()));
  for (const Group& group : problem.groups) {
    out.put_string(group.name);
    out.put(static_cast<std::uint8_t>(group.source));
    out.put(static_cast<std::int32_t>(group.line));
  }
  return std::move(out).bytes();
}

Result<Case> read_case(const std::string& bytes) {
  ByteReader in(bytes);
  Case made;
  made.arguments = in.get_string();
  made.secret = in.get_string();
  const bool expected = in.get<std::uint8_t>() != 0;
  const std::string_view wanted = in.get_string();
  if (expected) made.expected = std::string(wanted);
  made.name = in.get_string();
  if (!in.ok()) return internal_error("the script process sent no case");
  return made;
}

}  // namespace

struct Script::State {
  ScriptStarter starter;
  ScriptLimits limits;
  Fd socket;
  // What a new process must be told before it can go on; empty until a load has succeeded.
  std::string load, bind;
  Request load_request = Request::load_problem;
  bool behind = false;  // the process has not been told yet

  // One round trip.  Leaves no socket when the process is gone or must go.
  Result<std::string> exchange(Request request, const std::string& payload, double limit_ms) {
    ByteWriter out;
    out.put(static_cast<std::uint8_t>(request));
    out.put(limit_ms);
    out.put(limits.memory_bytes);
    out.append(payload);
    std::string frame;
    Arrival arrival = Arrival::closed;
    if (write_frame(socket.get(), out.bytes())) {
      arrival = read_frame_within(socket.get(), kPatience * limit_ms + kLeastWaitMs, &frame);
    }
    if (arrival != Arrival::complete || frame.size() < 2) {
      socket.reset();
      return lost(arrival == Arrival::late ? "the script process does not answer"
                                           : "the script process died");
    }
    const auto code = static_cast<Code>(frame[0]);
    if (code > Code::script_lost) {
      socket.reset();
      return lost("the script process answers with what is no answer");
    }
    if (frame[1] != 0) socket.reset();
    if (code == Code::ok) return frame.substr(2);
    return Status(code, frame.substr(2));
  }

  Status start() {
    ASSAY_TRY(const int fd, starter());
    socket.reset(fd);
    return {};
  }

  // Brings a process to where the last one was, or should be by now.
  Status revive() {
    if (socket.valid() && !behind) return {};
    if (load.empty()) return invalid_argument("nothing is loaded");
    if (!socket.valid()) ASSAY_CHECK(start());
    behind = false;
    ASSAY_TRY(const std::string loaded, exchange(load_request, load, limits.load_ms));
    if (!bind.empty()) {
      ASSAY_TRY(const std::string bound, exchange(Request::bind, bind, limits.load_ms));
    }
    return {};
  }

  Result<std::string> evaluate(Request request, const std::string& path, std::string_view source) {
    load.clear();
    bind.clear();
    behind = false;
    if (!socket.valid()) ASSAY_CHECK(start());
    std::string payload = load_payload(path, source);
    ASSAY_TRY(std::string json, exchange(request, payload, limits.load_ms));
    load = std::move(payload);
    load_request = request;
    return json;
  }

  static std::string load_payload(const std::string& path, std::string_view source) {
    ByteWriter out;
    out.put_string(std::filesystem::path(path).filename().string());
    out.put_string(source);
    return std::move(out).bytes();
  }

  Result<std::string> call(Request request, const std::string& payload) {
    ASSAY_CHECK(revive());
    return exchange(request, payload, limits.call_ms);
  }
};

Script::Script(ScriptStarter starter, ScriptLimits limits)
    : state_(std::make_unique<State>(State{std::move(starter), limits})) {}
Script::Script(Script&&) noexcept = default;
Script& Script::operator=(Script&&) noexcept = default;
Script::~Script() = default;

Result<std::string> Script::load_problem(const std::string& path, std::string_view source) {
  return state_->evaluate(Request::load_problem, path, source);
}

void Script::load_problem_later(const std::string& path, std::string_view source) {
  state_->load = State::load_payload(path, source);
  state_->load_request = Request::load_problem;
  state_->bind.clear();
  state_->behind = true;
}

Result<std::string> Script::load_language(const std::string& path, std::string_view source) {
  return state_->evaluate(Request::load_language, path, source);
}

Result<std::string> Script::language_text(const std::string& function, std::string_view json) {
  ByteWriter out;
  out.put_string(function);
  out.put_string(json);
  return state_->call(Request::language_text, out.bytes());
}

Result<std::vector<Summarized>> Script::summarize(
    const std::vector<std::pair<std::string, std::string>>& files) {
  if (!state_->socket.valid()) ASSAY_CHECK(state_->start());
  state_->load.clear();
  state_->bind.clear();
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(files.size()));
  for (const auto& [name, source] : files) {
    out.put_string(name);
    out.put_string(source);
  }
  ASSAY_TRY(const std::string bytes,
            state_->exchange(Request::summarize, out.bytes(), state_->limits.load_ms));
  ByteReader in(bytes);
  std::vector<Summarized> all(in.get<std::uint32_t>());
  for (Summarized& one : all) {
    if (in.get<std::uint8_t>() != 0) {
      one.summary = get_summary(in);
    } else {
      one.error = in.get_string();
    }
  }
  if (!in.ok() || all.size() != files.size()) return internal_error("no summaries came back");
  return all;
}

Status Script::bind(const Problem& problem) {
  const std::string payload = bind_payload(problem);
  if (state_->behind) {
    state_->bind = payload;
    return {};
  }
  ASSAY_CHECK(state_->revive());
  ASSAY_TRY(const std::string bound,
            state_->exchange(Request::bind, payload, state_->limits.load_ms));
  state_->bind = payload;
  return {};
}

Result<Case> Script::make_case(int group, int index) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(group));
  out.put(static_cast<std::uint32_t>(index));
  ASSAY_TRY(const std::string bytes, state_->call(Request::make_case, out.bytes()));
  return read_case(bytes);
}

Result<Case> Script::make_growth_case(std::int64_t n, int index) {
  ByteWriter out;
  out.put(n);
  out.put(static_cast<std::uint32_t>(index));
  ASSAY_TRY(const std::string bytes, state_->call(Request::growth_case, out.bytes()));
  return read_case(bytes);
}

Result<Case> Script::make_timing_case(int perf, int index) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(perf));
  out.put(static_cast<std::uint32_t>(index));
  ASSAY_TRY(const std::string bytes, state_->call(Request::timing_case, out.bytes()));
  return read_case(bytes);
}

Result<Case> Script::make_sized_case(int group, int index, const Bound::Names& sizes) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(group));
  out.put(static_cast<std::uint32_t>(index));
  out.put(static_cast<std::uint32_t>(sizes.size()));
  for (const auto& [name, value] : sizes) {
    out.put_string(name);
    out.put(value);
  }
  ASSAY_TRY(const std::string bytes, state_->call(Request::sized_case, out.bytes()));
  return read_case(bytes);
}

Result<Case> Script::draw_without(int index, int quirk) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(index));
  out.put(static_cast<std::uint32_t>(quirk));
  ASSAY_TRY(const std::string bytes, state_->call(Request::drawing_without, out.bytes()));
  return read_case(bytes);
}

Result<std::string> Script::reference(std::string_view arguments, std::string_view secret) {
  ByteWriter out;
  out.put_string(arguments);
  out.put_string(secret);
  return state_->call(Request::reference, out.bytes());
}

Result<std::string> Script::check_where(std::string_view arguments) {
  ByteWriter out;
  out.put_string(arguments);
  return state_->call(Request::check_where, out.bytes());
}

Result<std::string> Script::mask(std::string_view where, std::string_view table) {
  ByteWriter out;
  out.put_string(where);
  out.put_string(table);
  return state_->call(Request::mask, out.bytes());
}

Result<CheckResult> Script::check(std::string_view arguments, std::string_view answer,
                                  std::string_view want, std::string_view secret) {
  ByteWriter out;
  for (const std::string_view part : {arguments, answer, want, secret}) out.put_string(part);
  const Result<std::string> bytes = state_->call(Request::check, out.bytes());
  if (!bytes.ok()) return Status(bytes.status().code(), bytes.status().message());
  ByteReader in(*bytes);
  CheckResult result;
  result.score = in.get<double>();
  result.feedback = in.get_string();
  return result;
}

namespace {

Result<Turn> read_turn(const Result<std::string>& bytes) {
  if (!bytes.ok()) return Status(bytes.status().code(), bytes.status().message());
  ByteReader in(*bytes);
  Turn turn;
  turn.text = in.get_string();
  const bool judged = in.get<std::uint8_t>() != 0;
  CheckResult result;
  result.score = in.get<double>();
  result.feedback = in.get_string();
  if (judged) turn.judged = std::move(result);
  if (!in.ok()) return internal_error("the script process sent no turn");
  return turn;
}

}  // namespace

Result<Turn> Script::interact(std::string_view secret) {
  ByteWriter out;
  out.put_string(secret);
  return read_turn(state_->call(Request::interact, out.bytes()));
}

Result<Turn> Script::hear(std::optional<std::string_view> line) {
  if (!state_->socket.valid()) return lost("the conversation's process has ended");
  ByteWriter out;
  out.put(static_cast<std::uint8_t>(line ? 1 : 0));
  out.put_string(line.value_or(""));
  return read_turn(state_->call(Request::hear, out.bytes()));
}

Result<std::string> Script::answer(int function, std::string_view arguments,
                                   std::string_view secret, std::string_view call) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(function));
  for (const std::string_view part : {arguments, secret, call}) out.put_string(part);
  return state_->call(Request::answer, out.bytes());
}

}  // namespace assay
