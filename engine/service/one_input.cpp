#include "service/one_input.hpp"

#include <algorithm>

#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "value/check.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

// Nobody has measured how long such an input takes.
constexpr double kPatienceMs = 2000;

}  // namespace

Result<Case> legal_case(Workbench& bench, const Problem& problem, const Value& arguments) {
  const std::vector<Parameter>& parameters = problem.signature.parameters;
  Case test;
  ASSAY_TRY(test.arguments, encode_arguments(parameters, arguments));
  ASSAY_CHECK(check_bounds(parameters, arguments));
  if (!problem.where.empty()) {
    ASSAY_TRY(Scripts::Lease script, bench.scripts.borrow(problem));
    ASSAY_TRY(const std::string broken, script->check_where(test.arguments));
    if (!broken.empty()) return invalid_argument(broken);
  }
  return test;
}

Result<TestReport> first_failure(Workbench& bench, const Problem& problem, const Built& built,
                                 const std::vector<Case>& tests, std::stop_token stop) {
  ASSAY_TRY(const Entered entered, enter(bench, stop));
  Candidate candidate(bench.runner, bench.scripts, problem, built.program, built.driver, stop);
  Limits limits;
  limits.cpu_ms = problem.time_limit_ms.value_or(kPatienceMs);
  limits.memory_bytes = problem.memory_limit_bytes.value_or(limits.memory_bytes);
  TestReport report;
  for (const Case& test : tests) {
    const Result<Attempted> attempted = candidate.test(test, limits);
    if (!attempted.ok()) return Status(attempted.status().code(), attempted.status().message());
    report = judge(bench, problem, test, attempted, limits, false);
    if (report.verdict == Verdict::cancelled) return Status(Code::cancelled, "cancelled");
    if (report.verdict == Verdict::internal_error) return internal_error(report.feedback);
    if (report.verdict != Verdict::accepted) break;
  }
  return report;
}

}  // namespace assay
