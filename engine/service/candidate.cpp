#include "service/candidate.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/bytes.hpp"

namespace assay {
namespace {

// An exception of the candidate as the assertions see it: its class and its message.
std::string raised_reply(const Outcome& outcome) {
  const std::size_t colon = outcome.message.find(':');
  ByteWriter reply;
  reply.put(std::uint8_t{1});
  reply.put_string(std::string_view(outcome.message).substr(0, colon));
  reply.put_string(colon == std::string::npos ? "" : outcome.message.substr(colon + 1));
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

Result<std::optional<Outcome>> Candidate::ready(const Limits& limits) {
  if (loaded_) return std::optional<Outcome>();
  // Loading may import and build tables: it gets the time of a test, but never less than a second.
  Limits loading = limits;
  loading.cpu_ms = std::max(loading.cpu_ms, 1000.0);
  if (!session_) {
    ASSAY_TRY(Session opened, runner_.open(program_, stop_));
    session_.emplace(std::move(opened));
  }
  ASSAY_TRY(Outcome outcome, session_->load(loading, stop_));
  if (outcome.ending != Ending::answered) return std::optional<Outcome>(std::move(outcome));
  loaded_ = true;
  return std::optional<Outcome>();
}

bool Candidate::can_batch() const {
  const bool plain = problem_.kind == Kind::function || problem_.kind == Kind::klass;
  return plain && problem_.oracles.empty() && program_.frames;
}

Result<std::vector<Attempted>> Candidate::batch(const std::vector<const Case*>& tests,
                                                const Limits& limits) {
  std::vector<Attempted> attempts;
  ASSAY_TRY(const std::optional<Outcome> failed, ready(limits));
  if (failed) return attempts;
  std::vector<std::string_view> arguments;
  for (const Case* test : tests) arguments.push_back(test->arguments);
  ASSAY_TRY(std::vector<Outcome> outcomes, session_->batch(arguments, limits, stop_));
  for (Outcome& outcome : outcomes) attempts.push_back({.outcome = std::move(outcome)});
  loaded_ = !attempts.empty();
  return attempts;
}

Result<Attempted> Candidate::test(const Case& test, const Limits& limits) {
  ASSAY_TRY(std::optional<Outcome> failed, ready(limits));
  if (failed) return Attempted{.outcome = std::move(*failed), .loading = true};

  if (problem_.kind == Kind::asserts) return run_asserts(limits);
  if (!problem_.oracles.empty()) return converse(test, limits);

  TestInput input{.arguments = test.arguments, .stdin_text = {}};
  if (problem_.kind == Kind::program) {
    // The one argument is the text of standard input, in wire form.
    ByteReader reader(test.arguments);
    input = {.arguments = {}, .stdin_text = reader.get_string()};
  }
  ASSAY_TRY(Outcome outcome, session_->test(input, limits, {}, stop_));
  loaded_ = outcome.alive && problem_.kind != Kind::program;
  return Attempted{.outcome = std::move(outcome)};
}

Result<Attempted> Candidate::converse(const Case& test, const Limits& limits) {
  ASSAY_TRY(Scripts::Lease script, scripts_.borrow(problem_));
  std::vector<std::int64_t> calls(problem_.signature.parameters.size(), 0);
  Attempted attempted;
  const auto on_call = [&](int function, std::string_view arguments) -> Result<std::string> {
    for (const Oracle& oracle : problem_.oracles) {
      if (problem_.signature.find(oracle.parameter) != function) continue;
      if (++calls[static_cast<std::size_t>(function)] > oracle.at_most && oracle.at_most >= 0) {
        attempted.refused =
            fmt::format("`{}` was called more than {} times", oracle.parameter, oracle.at_most);
        return invalid_argument(attempted.refused);
      }
      return script->answer(function, test.arguments, test.secret, arguments);
    }
    return invalid_argument("there is no such function");
  };
  ASSAY_TRY(attempted.outcome, session_->test({.arguments = test.arguments, .stdin_text = {}},
                                              limits, on_call, stop_));
  loaded_ = attempted.outcome.alive;
  return attempted;
}

// The assertions run in a second box, where `candidate` is a stand-in that calls the first.  Calls
// and answers pass through unread.
Result<Attempted> Candidate::run_asserts(const Limits& limits) {
  Outcome total;
  bool raised = false;
  const auto on_call = [&](int, std::string_view arguments) -> Result<std::string> {
    Limits left = limits;
    left.cpu_ms = std::max(limits.cpu_ms - total.cpu_ms, 1.0);
    const TestInput input{.arguments = arguments, .stdin_text = {}};
    ASSAY_TRY(Outcome outcome, session_->test(input, left, {}, stop_));
    add_usage(total, outcome);
    loaded_ = outcome.alive;
    raised = outcome.ending == Ending::raised;
    total.ending = outcome.ending;
    total.code = outcome.code;
    total.message = outcome.message;
    total.alive = outcome.alive;
    if (raised) return raised_reply(outcome);
    if (outcome.ending == Ending::answered) return std::string(1, '\0') + outcome.answer;
    return Status(Code::cancelled, "the candidate did not answer");
  };

  ASSAY_TRY(Session driver, runner_.open(*driver_, stop_));
  ASSAY_TRY(const Outcome start, driver.load({}, stop_));
  if (start.ending != Ending::answered) {
    return bad_problem("the code of `asserts` does not load: " + start.message);
  }
  Limits patient;
  patient.wall_ms = limits.wall_ms + 60'000;
  Result<Outcome> verdict = driver.test({}, patient, on_call, stop_);
  const bool candidate_failed = total.ending != Ending::answered && !raised;
  if (!verdict.ok() && !candidate_failed) return std::move(verdict).status();

  Attempted attempted{.outcome = std::move(total)};
  if (candidate_failed) return attempted;
  if (verdict->ending == Ending::raised) {
    // What the candidate raised and the assertions did not expect is the candidate's; anything else
    // is an assertion that failed, or one that could not work with what it got.
    const bool uncaught = raised && verdict->message.find(attempted.outcome.message.substr(
                                        0, attempted.outcome.message.find(':'))) == 0;
    if (!uncaught) {
      attempted.outcome.ending = Ending::answered;
      attempted.assert_failed = true;
    }
  } else if (verdict->ending == Ending::answered) {
    attempted.outcome.ending = Ending::answered;
  } else {
    return bad_problem("the code of `asserts` did not end: " + verdict->message);
  }
  return attempted;
}

}  // namespace assay
