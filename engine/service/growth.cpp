#include "service/growth.hpp"

#include <algorithm>
#include <vector>

#include "grade/growth.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"

namespace assay {
namespace {

// Runs of each size, candidate and reference in turn: three, and more while they are so short that
// noise would show.
constexpr int kLeastRounds = 3, kMostRounds = 15;
constexpr double kEnoughMs = 120;
constexpr double kCeilingCpuMs = 20'000;  // of one run

Result<std::optional<double>> cpu_ms_of(Candidate& candidate, const Case& test) {
  Limits limits;
  limits.cpu_ms = kCeilingCpuMs;
  limits.wall_ms = 3 * kCeilingCpuMs;
  limits.memory_bytes = std::int64_t{4} << 30;
  ASSAY_TRY(const Attempted attempted, candidate.test(test, limits));
  if (attempted.outcome.ending == Ending::cancelled) return Status(Code::cancelled, "cancelled");
  if (attempted.outcome.ending == Ending::cpu_limit) return std::optional<double>(kCeilingCpuMs);
  if (attempted.outcome.ending != Ending::answered) return std::optional<double>();
  return std::optional<double>(attempted.outcome.cpu_ms);
}

}  // namespace

Result<std::optional<GrowthReport>> growth_of(Workbench& bench, const Problem& problem,
                                              const std::string& language, const Built& candidate,
                                              std::stop_token stop) {
  const Solution* solution = accepted_solution(bench, problem, language);
  if (solution == nullptr) return std::optional<GrowthReport>();
  ASSAY_TRY(Built reference, build(bench, problem, language, solution->source, stop));
  if (reference.verdict != Verdict::accepted) return bad_problem(reference.message);

  Candidate theirs(bench.runner, bench.scripts, problem, candidate.program, candidate.driver, stop);
  Candidate ours(bench.runner, bench.scripts, problem, reference.program, reference.driver, stop);
  ASSAY_TRY(Scripts::Lease script, bench.scripts.borrow(problem));
  std::vector<GrowthPoint> points;
  for (const std::int64_t n : problem.grow_sizes) {
    ASSAY_TRY(const Case test, script->make_growth_case(n, 0));
    GrowthPoint point;
    point.n = static_cast<double>(n);
    double total_ms = 0;
    for (int round = 0; round < kLeastRounds || (round < kMostRounds && total_ms < kEnoughMs);
         ++round) {
      ASSAY_TRY(const std::optional<double> their_ms, cpu_ms_of(theirs, test));
      ASSAY_TRY(const std::optional<double> our_ms, cpu_ms_of(ours, test));
      if (!our_ms) return bad_problem(solution->name + " fails on a size of `grow`");
      if (!their_ms) return std::optional<GrowthReport>();  // the tests have judged it already
      point.candidate_ms.push_back(*their_ms);
      point.reference_ms.push_back(*our_ms);
      total_ms += *their_ms + *our_ms;
    }
    points.push_back(std::move(point));
    if (points.back().candidate_ms.front() >= kCeilingCpuMs) break;
  }
  return std::optional<GrowthReport>(fit_growth(problem.complexity, points));
}

}  // namespace assay
