#include "service/candidate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/bytes.hpp"
#include "service/assert_run.hpp"
#include "value/check.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr std::size_t kLongestTranscript = 1 << 16;  // bytes

void add_lines(std::string& transcript, std::string_view mark, std::string_view text) {
  if (text.empty() && mark.empty()) return;
  if (transcript.size() > kLongestTranscript) return;
  transcript.append(mark).append(text.substr(0, kLongestTranscript));
  if (!text.ends_with('\n')) transcript += '\n';
}

// The calls of one function in one test.
struct Counted {
  const Oracle* oracle;
  double least = 0, most = std::numeric_limits<double>::infinity();
  std::int64_t count = 0;

  // The bound as it is written: its value could tell an argument.
  std::string too_many() const {
    const Bound& bound = oracle->exactly.text.empty() ? oracle->at_most : oracle->exactly;
    return fmt::format("`{}` was called more than {} times", oracle->parameter, bound.text);
  }
};

Result<std::vector<Counted>> counted_calls(const Problem& problem, const Value& values) {
  const Bound::Names names = argument_names(problem.signature.parameters, values);
  std::vector<Counted> counted;
  for (const Oracle& oracle : problem.oracles) {
    Counted& calls = counted.emplace_back(Counted{&oracle});
    if (!oracle.at_most.text.empty()) {
      ASSAY_TRY(calls.most, oracle.at_most.evaluate(names));
    }
    if (!oracle.exactly.text.empty()) {
      ASSAY_TRY(calls.least, oracle.exactly.evaluate(names));
      calls.most = std::min(calls.most, calls.least);
    }
  }
  return counted;
}

}  // namespace

Status Candidate::open() {
  if (session_) return {};
  if (problem_.kind == Kind::asserts) {
    ASSAY_TRY(auto both, runner_.open_both(program_, *driver_, stop_));
    session_.emplace(std::move(both.first));
    driver_session_.emplace(std::move(both.second));
    return {};
  }
  ASSAY_TRY(Session opened, runner_.open(program_, stop_));
  session_.emplace(std::move(opened));
  return {};
}

void Candidate::load_ahead(const Limits& limits) { (void)ready(limits); }

Result<std::optional<Outcome>> Candidate::ready(const Limits& limits) {
  if (loaded_) return std::optional<Outcome>();
  // Loading may import and build tables: it gets what a test gets, but never less than these, and
  // never less than what it got before: what loaded once loads again.
  loading_.cpu_ms = std::max(loading_.cpu_ms, limits.cpu_ms);
  loading_.wall_ms = std::max(loading_.wall_ms, limits.wall_ms);
  loading_.memory_bytes = std::max(loading_.memory_bytes, limits.memory_bytes);
  ASSAY_CHECK(open());
  ASSAY_TRY(Outcome outcome, session_->load(loading_, stop_));
  if (outcome.ending != Ending::answered) return std::optional<Outcome>(std::move(outcome));
  if (driver_session_) {
    ASSAY_TRY(const Outcome driver, driver_session_->load({}, stop_));
    if (driver.ending != Ending::answered) {
      return bad_problem("the code of `asserts` does not load: " + driver.message);
    }
  }
  loaded_ = true;
  stateless_ = outcome.stateless;
  return std::optional<Outcome>();
}

bool Candidate::can_batch() const {
  const bool plain = problem_.kind == Kind::function || problem_.kind == Kind::klass;
  return plain && problem_.oracles.empty() && program_.frames;
}

Result<std::vector<Attempted>> Candidate::batch(const std::vector<const Case*>& tests,
                                                const Limits& limits) {
  std::vector<Attempted> attempts;
  const bool first = !loaded_;
  ASSAY_TRY(const std::optional<Outcome> failed, ready(limits));
  if (failed) return attempts;
  std::vector<std::string_view> arguments;
  for (const Case* test : tests) arguments.push_back(test->arguments);
  ASSAY_TRY(std::vector<Outcome> outcomes, session_->batch(arguments, limits, stop_));
  for (Outcome& outcome : outcomes) attempts.push_back({.outcome = std::move(outcome)});
  loaded_ = !attempts.empty();
  if (loaded_) attempts[0].first = first;
  return attempts;
}

Result<Attempted> Candidate::test(const Case& test, const Limits& limits) {
  const bool first = !loaded_;
  ASSAY_TRY(std::optional<Outcome> failed, ready(limits));
  if (failed) return Attempted{.outcome = std::move(*failed), .loading = true, .allowed = loading_};
  ASSAY_TRY(Attempted attempted, run(test, limits));
  attempted.first = first;
  return attempted;
}

Result<Attempted> Candidate::run(const Case& test, const Limits& limits) {
  if (problem_.kind == Kind::asserts) return judge_asserts(limits);
  if (problem_.kernel && driver_) return replay(test, limits);
  if (!problem_.oracles.empty()) return converse(test, limits);
  if (problem_.interactive) return talk(test, limits);

  TestInput input{.arguments = test.arguments, .stdin_text = {}};
  std::shared_ptr<const Fd> file;
  if (program_.maps && problem_.kind == Kind::function && !test.key.empty()) {
    ASSAY_TRY(file, runner_.kept_file(test.key, [&] {
      return mapped_arguments(problem_.signature.parameters, test.arguments);
    }));
    input = {.arguments = {}, .stdin_text = {}, .file = file->get()};
  }
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
  const std::vector<Parameter>& parameters = problem_.signature.parameters;
  ASSAY_TRY(const Value given, decode_arguments(parameters, test.arguments));
  ASSAY_TRY(std::vector<Counted> counted, counted_calls(problem_, given));
  Attempted attempted;
  const auto on_call = [&](int function, std::string_view arguments) -> Result<std::string> {
    for (Counted& calls : counted) {
      if (problem_.signature.find(calls.oracle->parameter) != function) continue;
      const Type& type = problem_.signature.parameters[static_cast<std::size_t>(function)].type;
      // The candidate's harness made them, or the candidate in its place.
      ASSAY_TRY(const Value decoded, decode_arguments(parameters_of(type), arguments));
      if (static_cast<double>(++calls.count) > calls.most) {
        attempted.refused = calls.too_many();
        return invalid_argument(attempted.refused);
      }
      // Not how far outside: the ends could tell an argument.
      if (!check_call(parameters, given, function, decoded).ok()) {
        attempted.refused = fmt::format("`{}` was called with an argument outside its bounds",
                                        calls.oracle->parameter);
        return invalid_argument(attempted.refused);
      }
      return script->answer(function, test.arguments, test.secret, arguments);
    }
    return invalid_argument("there is no such function");
  };
  ASSAY_TRY(attempted.outcome, session_->test({.arguments = test.arguments, .stdin_text = {}},
                                              limits, on_call, stop_));
  loaded_ = attempted.outcome.alive;
  for (const Counted& calls : counted) {
    const bool fewer = static_cast<double>(calls.count) < calls.least;
    if (fewer && attempted.outcome.ending == Ending::answered && attempted.refused.empty()) {
      attempted.refused = fmt::format("`{}` was called fewer than {} times",
                                      calls.oracle->parameter, calls.oracle->exactly.text);
    }
  }
  return attempted;
}

// The author's `interact` answers each line that the program prints.
Result<Attempted> Candidate::talk(const Case& test, const Limits& limits) {
  ASSAY_TRY(Scripts::Lease script, scripts_.borrow(problem_));
  Attempted attempted;
  ASSAY_TRY(Turn turn, script->interact(test.secret));
  add_lines(attempted.transcript, "", turn.text);
  std::size_t heard = 0;  // bytes of the program's output
  const auto on_line = [&](int, std::string_view line) -> Result<std::string> {
    heard += line.size() + 1;
    add_lines(attempted.transcript, "> ", line);
    ASSAY_TRY(turn, script->hear(line));
    add_lines(attempted.transcript, "", turn.text);
    if (turn.judged && turn.judged->score <= 0) return invalid_argument("the conversation is over");
    return std::string(1, turn.judged ? '\1' : '\0') + turn.text;
  };
  const bool over = turn.judged.has_value();
  ASSAY_TRY(attempted.outcome, session_->test({.arguments = {}, .stdin_text = turn.text}, limits,
                                              over ? OnCall() : OnCall(on_line), stop_));
  loaded_ = false;

  Outcome& outcome = attempted.outcome;
  if (outcome.ending == Ending::unreadable && turn.judged) outcome.ending = Ending::answered;
  // What it said last and then ended, or without an end of line.
  for (std::string_view rest =
           std::string_view(outcome.answer).substr(std::min(heard, outcome.answer.size()));
       !rest.empty() && !turn.judged && outcome.ending == Ending::answered;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    add_lines(attempted.transcript, "> ", rest.substr(0, end));
    ASSAY_TRY(turn, script->hear(rest.substr(0, end)));
    add_lines(attempted.transcript, "", turn.text);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (!turn.judged && outcome.ending == Ending::answered) {
    ASSAY_TRY(turn, script->hear(std::nullopt));
  }
  attempted.judged = std::move(turn.judged);
  return attempted;
}

// Host code of a candidate gets the scalars only, and what it asks of the CUDA runtime comes back
// as a plan.
Result<Outcome> Candidate::run_host(const Case& test, const Limits& limits) {
  ASSAY_TRY(const std::vector<std::string_view> arguments,
            split_arguments(problem_.signature.parameters, test.arguments));
  std::string scalars;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (problem_.signature.parameters[i].type.kind != Type::Kind::tensor) scalars += arguments[i];
  }
  loaded_ = false;
  return session_->test({.arguments = scalars, .stdin_text = {}}, limits, {}, stop_);
}

Result<Attempted> Candidate::record(const Case& test, const Limits& limits) {
  ASSAY_TRY(std::optional<Outcome> failed, ready(limits));
  if (failed) return Attempted{.outcome = std::move(*failed), .loading = true, .allowed = loading_};
  ASSAY_TRY(Outcome host, run_host(test, limits));
  return Attempted{.outcome = std::move(host)};
}

// A process of ours, in a second box, runs the plan on the tensors.
Result<Attempted> Candidate::replay(const Case& test, const Limits& limits) {
  ASSAY_TRY(Outcome host, run_host(test, limits));
  if (host.ending != Ending::answered) return Attempted{.outcome = std::move(host)};
  ASSAY_TRY(Session driver, runner_.open(*driver_, stop_));
  ASSAY_TRY(const Outcome start, driver.load({}, stop_));
  if (start.ending != Ending::answered) return internal_error("assay-kernel: " + start.message);
  const std::string input = test.arguments + host.answer;
  ASSAY_TRY(Outcome device, driver.test({.arguments = input, .stdin_text = {}}, limits, {}, stop_));
  device.cpu_ms += host.cpu_ms;
  device.wall_ms += host.wall_ms;
  device.out = host.out + device.out;
  device.err = host.err + device.err;
  device.alive = false;
  return Attempted{.outcome = std::move(device)};
}

// The assertions run in a second box, where `candidate` is a stand-in that calls the first.
Result<Attempted> Candidate::judge_asserts(const Limits& limits) {
  loaded_ = false;
  ASSAY_TRY(AssertRun run, run_asserts(*session_, *driver_session_, limits, stop_));
  if (stop_.stop_requested()) return Status(Code::cancelled, "cancelled");
  const Result<Outcome>& verdict = run.verdict;
  const bool raised = run.candidate.ending == Ending::raised;
  const bool candidate_failed = run.candidate.ending != Ending::answered && !raised;
  if (!verdict.ok() && !candidate_failed) return std::move(run.verdict).status();

  Attempted attempted{.outcome = std::move(run.candidate)};
  if (candidate_failed) return attempted;
  if (verdict->ending == Ending::raised) {
    // What the candidate raised and the assertions did not expect is the candidate's; anything else
    // is an assertion that failed, or one that could not work with what it got.
    const bool uncaught = raised && verdict->raised_class == attempted.outcome.raised_class;
    // Before it had an answer, nothing of the candidate's can have made it lack a name.
    const bool lacking = !run.heard && (verdict->raised_class == "ModuleNotFoundError" ||
                                        verdict->raised_class == "ImportError" ||
                                        verdict->raised_class == "NameError");
    if (!uncaught && lacking) return bad_problem("the code of `asserts`: " + verdict->message);
    if (!uncaught) {
      attempted.outcome.ending = Ending::answered;
      attempted.assert_failed = true;
      attempted.assert_error = verdict->raised_class;
      // The set-up stands before the code, and a line end between.
      const auto& setup = problem_.assert_setup;
      const auto above = 1 + std::count(setup.begin(), setup.end(), '\n');
      attempted.assert_line = std::max(0, verdict->raised_line - static_cast<int>(above));
    }
  } else if (verdict->ending == Ending::answered) {
    attempted.outcome.ending = Ending::answered;
  } else if (run.heard) {  // it may have been made to, by what it got
    attempted.outcome.ending = Ending::answered;
    attempted.assert_failed = true;
  } else {
    const bool endless =
        verdict->ending == Ending::wall_limit || verdict->ending == Ending::cpu_limit;
    return bad_problem("the code of `asserts` " +
                       (endless ? std::string("did not end") : "failed: " + verdict->message));
  }
  return attempted;
}

}  // namespace assay
