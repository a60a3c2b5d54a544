// Theory of operation.  The candidate's function gives its tests as data: arguments and what is
// right.  No mutant is in its process, and it is in none of theirs: each mutant is a solution in a
// box of its own, which runs the tests until one finds it.

#include "service/suite.hpp"

#include <fmt/format.h>

#include "grade/decide.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "service/one_input.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr char kReturns[] = "returns";

TestReport verdict_on(const char* group, int index, Verdict verdict, std::string feedback) {
  TestReport test;
  test.group = group;
  test.index = index;
  test.name = fmt::format("{} {}", group, index + 1);
  test.verdict = verdict;
  test.score = verdict == Verdict::accepted ? 1 : 0;
  test.feedback = std::move(feedback);
  return test;
}

// The problem that the mutants solve.
Problem tested_problem(const Problem& problem) {
  Problem tested = problem;
  tested.kind = Kind::function;
  tested.solutions
      .clear();  // they write tests, so none of them can answer in the reference's place
  return tested;
}

// Calls the candidate's function.
Result<TestReport> ask_for_tests(Workbench& bench, const Problem& problem, const Built& built,
                                 std::stop_token stop, Value* tests) {
  Candidate candidate(bench.runner, bench.scripts, problem, built.program, built.driver, stop);
  Limits limits;
  ASSAY_TRY(const Attempted attempted, candidate.test({}, limits));
  if (attempted.outcome.ending == Ending::cancelled) return Status(Code::cancelled, "cancelled");
  if (attempted.loading) return decide_load(attempted.outcome, limits);
  return decide(attempted.outcome, limits, [&](std::string_view answer) -> Result<Comparison> {
    ASSAY_TRY(*tests, decode(*problem.asked().returns, answer, kAnswerCaps));
    Comparison read;
    read.score = 1;
    return read;
  });
}

class Suite {
 public:
  Suite(Workbench& bench, const Problem& problem, std::stop_token stop)
      : bench_(bench), tested_(tested_problem(problem)), stop_(std::move(stop)) {}

  // What is wrong with the tests, or "".
  Result<std::string> take(const Values& tests) {
    if (tests.empty()) return std::string("there is no test");
    if (tests.size() > static_cast<std::size_t>(tested_.most_tests)) {
      return fmt::format("{} tests, {} may be", tests.size(), tested_.most_tests);
    }
    for (std::size_t i = 0; i < tests.size(); ++i) {
      ASSAY_TRY(const std::string wrong, take_one(*tests[i].as<Record>()));
      if (!wrong.empty()) return fmt::format("test {}: {}", i + 1, wrong);
    }
    return std::string();
  }

  // Whether a test finds it.
  Result<TestReport> hunt(const Solution& mutant, int index) {
    ASSAY_TRY(const Built built, build(bench_, tested_, mutant.language, mutant.source, stop_));
    if (built.verdict == Verdict::unsupported) {
      return verdict_on("mutants", index, Verdict::unsupported, built.message);
    }
    if (built.verdict != Verdict::accepted) {
      return bad_problem("the mutant " + mutant.name + " does not build: " + built.message);
    }
    ASSAY_TRY(const TestReport got, first_failure(bench_, tested_, built, cases_, stop_));
    const bool found = got.verdict != Verdict::accepted;
    return verdict_on("mutants", index, found ? Verdict::accepted : Verdict::wrong_answer,
                      found ? "" : "no test finds it");
  }

 private:
  Result<std::string> take_one(const Record& test) {
    Record arguments;
    Value returns;
    for (const auto& [name, value] : test.fields) {
      if (name == kReturns) {
        returns = value;
      } else {
        arguments.fields.emplace_back(name, value);
      }
    }
    Result<Case> legal = legal_case(bench_, tested_, Value(arguments));
    if (!legal.ok() && legal.status().code() == Code::invalid_argument) {
      return "not a legal input: " + legal.status().message();
    }
    if (!legal.ok()) return Status(legal.status().code(), legal.status().message());
    Cases one = {std::move(*legal)};
    Status answered = give_answers(bench_, tested_, one, stop_);
    if (answered.code() == Code::bad_problem && tested_.has_reference) {
      return std::string("its right answer takes too long to find: choose a smaller input");
    }
    ASSAY_CHECK(std::move(answered));

    // Judged as if a solution had answered so.
    ByteWriter told;
    ASSAY_CHECK(encode(*tested_.signature.returns, returns, told));
    Attempted attempted;
    ASSAY_TRY(attempted.outcome.answer,
              answer_with(tested_, one[0].arguments, std::move(told).bytes()));
    const TestReport judged = judge(bench_, tested_, one[0], attempted, {}, false);
    if (judged.verdict == Verdict::internal_error) return internal_error(judged.feedback);
    cases_.push_back(std::move(one[0]));
    return judged.verdict == Verdict::accepted ? std::string()
                                               : std::string("what it expects is not right");
  }

  Workbench& bench_;
  const Problem tested_;
  std::stop_token stop_;
  Cases cases_;
};

}  // namespace

Status rate_suite(Workbench& bench, const Problem& problem, const Built& built, bool examples_only,
                  Report& report, std::stop_token stop) {
  Value tests;
  ASSAY_TRY(TestReport right, ask_for_tests(bench, problem, built, stop, &tests));
  Suite suite(bench, problem, stop);
  if (right.verdict == Verdict::accepted) {
    ASSAY_TRY(const std::string wrong, suite.take(*tests.items()));
    if (!wrong.empty()) right.verdict = Verdict::wrong_answer;
    right.score = wrong.empty() ? 1 : 0;
    right.feedback = wrong;
  }
  right.group = right.name = "right";
  const bool usable = right.verdict == Verdict::accepted;
  report.cpu_ms += right.cpu_ms;
  report.tests.push_back(std::move(right));
  for (std::size_t i = 0; i < problem.mutants.size() && !examples_only; ++i) {
    const int index = static_cast<int>(i);
    if (usable) {
      ASSAY_TRY(TestReport hunted, suite.hunt(problem.mutants[i], index));
      report.tests.push_back(std::move(hunted));
    } else {
      report.tests.push_back(verdict_on("mutants", index, Verdict::skipped, ""));
    }
  }
  return {};
}

}  // namespace assay
