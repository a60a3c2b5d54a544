#include "grade/decide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "base/text.hpp"

namespace assay {
namespace {

struct Decision {
  Verdict verdict;
  std::string feedback;
};

struct Signal {
  int number;
  const char *name, *meaning;
};

constexpr Signal kSignals[] = {
    {SIGSEGV, "SIGSEGV", "invalid memory access, or too deep a recursion"},
    {SIGBUS, "SIGBUS", "access to memory that is not there"},
    {SIGFPE, "SIGFPE", "division by zero or overflow of a division"},
    {SIGILL, "SIGILL", "invalid instruction, often a missing return or a division by 0"},
    {SIGABRT, "SIGABRT", "abort: a failed assertion, an uncaught exception or a broken heap"},
    {SIGTRAP, "SIGTRAP", "trap"},
    {SIGPIPE, "SIGPIPE", "wrote to a closed pipe"},
    {SIGTERM, "SIGTERM", "asked to end"},
    {SIGKILL, "SIGKILL", "no limit of ours was reached"},
    {SIGXFSZ, "SIGXFSZ", "wrote too large a file"},
    {SIGSYS, "SIGSYS", "forbidden system call"},
};

const Signal* meaning_of(int signal) {
  const auto* found = std::find_if(std::begin(kSignals), std::end(kSignals),
                                   [&](const Signal& row) { return row.number == signal; });
  return found == std::end(kSignals) ? nullptr : found;
}

std::string time_text(const Outcome& outcome, const Limits& limits) {
  const double past = (outcome.cpu_ms / limits.cpu_ms - 1) * 100;
  if (outcome.ending != Ending::cpu_limit) {
    return fmt::format("took {} of cpu time, {} allowed ({:.0f} % past)", human_ms(outcome.cpu_ms),
                       human_ms(limits.cpu_ms), past);
  }
  return fmt::format("stopped after {} of cpu time, {} allowed; it is too slow, or never ends",
                     human_ms(outcome.cpu_ms), human_ms(limits.cpu_ms));
}

std::string wall_text(const Outcome& outcome) {
  return fmt::format(
      "stopped after {} of real time with {} of cpu time used: it waits for something",
      human_ms(outcome.wall_ms), human_ms(outcome.cpu_ms));
}

std::string memory_text(const Outcome& outcome, const Limits& limits) {
  const auto allowed = human_bytes(static_cast<double>(limits.memory_bytes));
  if (limits.memory_bytes <= 0 || outcome.memory_bytes <= limits.memory_bytes) {
    return limits.memory_bytes > 0 ? "needs more than the " + allowed + " allowed"
                                   : "needs more memory than there is";
  }
  return "used " + human_bytes(static_cast<double>(outcome.memory_bytes)) + ", " + allowed +
         " allowed";
}

bool over_time(const Outcome& outcome, const Limits& limits) {
  return limits.cpu_ms > 0 && outcome.cpu_ms > limits.cpu_ms;
}

bool over_memory(const Outcome& outcome, const Limits& limits) {
  return outcome.oom_kills > 0 ||
         (limits.memory_bytes > 0 && outcome.memory_bytes > limits.memory_bytes);
}

// Everything that stands before "it answered, or ended in its own way"; accepted if none of it
// applies.
Decision decide_limits(const Outcome& outcome, const Limits& limits) {
  switch (outcome.ending) {
    case Ending::cpu_limit:
      return {Verdict::time_limit, time_text(outcome, limits)};
    case Ending::wall_limit:
      return {Verdict::time_limit, wall_text(outcome)};
    case Ending::memory_limit:
      return {Verdict::memory_limit, memory_text(outcome, limits)};
    case Ending::denied:
      return {Verdict::security_violation,
              outcome.message.empty()
                  ? "made a system call that is not allowed"
                  : "made a system call that is not allowed: " + outcome.message};
    case Ending::cancelled:
      return {Verdict::cancelled, "cancelled"};
    case Ending::answered:
    case Ending::raised:
    case Ending::unreadable:
    case Ending::exited:
    case Ending::signalled:
    case Ending::output_limit:
      break;
  }
  if (over_memory(outcome, limits)) return {Verdict::memory_limit, memory_text(outcome, limits)};
  if (outcome.ending == Ending::output_limit) {
    return {Verdict::output_limit, "printed more than the " +
                                       human_bytes(static_cast<double>(limits.output_bytes)) +
                                       " allowed"};
  }
  if (outcome.ending == Ending::signalled && outcome.code == SIGSYS) {
    return {Verdict::security_violation, "made a system call that is not allowed"};
  }
  if (over_time(outcome, limits)) return {Verdict::time_limit, time_text(outcome, limits)};
  return {Verdict::accepted, ""};
}

Decision decide_end(const Outcome& outcome) {
  switch (outcome.ending) {
    case Ending::signalled:
      return {Verdict::runtime_error, "killed by " + signal_text(outcome.code)};
    case Ending::raised:
      return {Verdict::runtime_error,
              outcome.message.empty() ? "raised an error" : outcome.message};
    case Ending::exited:
      if (outcome.code != 0) {
        return {Verdict::runtime_error,
                fmt::format("exited with status {}; only 0 is taken for a success", outcome.code)};
      }
      return {Verdict::no_answer, "ended without an answer: does it call exit?"};
    case Ending::unreadable:
      return {Verdict::no_answer,
              outcome.message.empty() ? "the answer cannot be read" : outcome.message};
    default:
      return {Verdict::accepted, ""};
  }
}

TestReport with_facts(const Outcome& outcome, Decision decision) {
  TestReport report;
  report.verdict = decision.verdict;
  report.feedback = std::move(decision.feedback);
  report.cpu_ms = outcome.cpu_ms;
  report.wall_ms = outcome.wall_ms;
  report.memory_bytes = outcome.memory_bytes;
  report.ending = outcome.ending;
  report.code = outcome.code;
  report.oom_kills = outcome.oom_kills;
  return report;
}

TestReport our_failure(const Status& status) {
  TestReport report;
  report.verdict = status.code() == Code::cancelled     ? Verdict::cancelled
                   : status.code() == Code::unavailable ? Verdict::unsupported
                                                        : Verdict::internal_error;
  report.feedback = status.message();
  return report;
}

Decision decide_facts(const Outcome& outcome, const Limits& limits) {
  Decision decision = decide_limits(outcome, limits);
  return decision.verdict == Verdict::accepted ? decide_end(outcome) : decision;
}

}  // namespace

bool is_known_signal(int signal) { return meaning_of(signal) != nullptr; }

std::string signal_text(int signal) {
  const Signal* known = meaning_of(signal);
  if (known == nullptr) return "signal " + std::to_string(signal);
  return fmt::format("{} ({})", known->name, known->meaning);
}

TestReport decide(const Result<Outcome>& run, const Limits& limits, const JudgeAnswer& judge) {
  if (!run.ok()) return our_failure(run.status());
  TestReport report = with_facts(*run, decide_facts(*run, limits));
  if (report.verdict != Verdict::accepted) return report;

  const Result<Comparison> judged = judge(run->answer);
  if (!judged.ok() && judged.status().code() != Code::invalid_argument) {
    report.verdict = Verdict::internal_error;
    report.feedback = judged.status().message();
  } else if (!judged.ok()) {
    report.verdict = Verdict::no_answer;
    report.feedback = judged.status().message();
  } else {
    report.score = std::clamp(judged->score, 0.0, 1.0);
    report.verdict = report.score >= 1 ? Verdict::accepted : Verdict::wrong_answer;
    report.feedback = judged->feedback;
  }
  return report;
}

TestReport decide_load(const Result<Outcome>& run, const Limits& limits) {
  if (!run.ok()) return our_failure(run.status());
  TestReport report = with_facts(*run, decide_facts(*run, limits));
  if (run->ending == Ending::raised && run->syntax) report.verdict = Verdict::compile_error;
  return report;
}

}  // namespace assay
