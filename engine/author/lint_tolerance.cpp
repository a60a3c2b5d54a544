// A tolerance that its author derived: sums in another order and 64 bits stay within it, half as
// many bits do not.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "author/lint.hpp"
#include "grade/compare.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"
#include "service/judge.hpp"
#include "service/workbench.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr double kPatienceMs = 60'000;

// What assay_arithmetic.py offers.
struct Arithmetic {
  const char* name;
  const char* told;
  bool must_pass;
};
constexpr Arithmetic kArithmetics[] = {
    {"wide", "64 bits differ", true},
    {"reordered", "sums in another order differ", true},
    {"half", "half as many bits differ", false},
};

// How far answers are from the right ones.
struct Distance {
  double absolute = 0, relative = 0;
  bool failed = false;  // some test was wrong by the problem's tolerance

  void add(const Tensor& want, const Tensor& got) {
    if (!is_float(want.dtype) || want.shape != got.shape) return;
    for (std::size_t i = 0; i < want.count(); ++i) {
      const double right = element(want, i), off = std::abs(element(got, i) - right);
      if (off == 0 || std::isnan(off)) continue;
      absolute = std::max(absolute, off);
      if (right != 0) relative = std::max(relative, off / std::abs(right));
    }
  }

  void add(const Value& want, const Value& got) {
    const auto* tensor = want.as<Tensor>();
    const auto* other = got.as<Tensor>();
    if (tensor != nullptr && other != nullptr) return add(*tensor, *other);
    const Values* items = want.items();
    const Values* others = got.items();
    for (std::size_t i = 0; items && others && i < std::min(items->size(), others->size()); ++i) {
      add((*items)[i], (*others)[i]);
    }
    const auto* fields = want.as<Record>();
    const auto* more = got.as<Record>();  // in the order of the type, as both are
    for (std::size_t i = 0; fields && more && i < fields->fields.size(); ++i) {
      add(fields->fields[i].second, more->fields[i].second);
    }
  }

  std::string text(const char* told) const {
    const std::string off = fmt::format("{} by up to {:.2g}", told, absolute);
    if (relative == 0) return off;  // nothing, or only where the right value is 0
    return off + fmt::format(", {:.2g} of the right value", relative);
  }
};

const Solution* numeric_solution(const Problem& problem) {
  for (const Solution& solution : problem.solutions) {
    const bool numpy = solution.language == "numpy" || solution.language == "sklearn";
    if (solution.expect.empty() && numpy) return &solution;
  }
  return nullptr;
}

Result<Distance> measured(LintContext& context, const Built& built, const char* arithmetic) {
  const Problem& problem = context.problem;
  ASSAY_TRY(CompareRules rules, compare_rules(problem));
  rules.dtype = false;
  Program program = built.program;
  program.load.insert(program.load.rfind('}'), fmt::format(",\"arithmetic\":\"{}\"", arithmetic));
  Candidate candidate(context.bench.runner, context.bench.scripts, problem, std::move(program),
                      built.driver, context.stop);
  Limits limits;
  limits.cpu_ms = kPatienceMs;
  limits.wall_ms = 3 * kPatienceMs;
  limits.memory_bytes = std::int64_t{4} << 30;
  Distance distance;
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    if (problem.groups[g].source == Group::Source::example) continue;
    ASSAY_TRY(const auto cases,
              cases_of(context.bench, problem, static_cast<int>(g), context.stop));
    for (const Case& test : *cases) {
      ASSAY_TRY(Attempted attempted, candidate.test(test, limits));
      if (attempted.outcome.ending != Ending::answered) {
        return bad_problem(attempted.outcome.message);
      }
      ASSAY_TRY(const std::string answer, result_of(problem, std::move(attempted.outcome.answer)));
      ASSAY_TRY(const Value got, decode(*problem.signature.returns, answer));
      ASSAY_TRY(const Value want, decode(*problem.signature.returns, test.expected.value_or("")));
      distance.add(want, got);
      distance.failed =
          distance.failed || compare(rules, want, got, &*problem.signature.returns).score < 1;
    }
  }
  return distance;
}

}  // namespace

Status lint_tolerance(LintContext& context) {
  const Problem& problem = context.problem;
  if (!problem.derived) return {};
  const int line = setting_line(problem, "check");
  const Solution* solution = numeric_solution(problem);
  if (solution == nullptr) {
    context.lint.add(problem, line, "E068",
                     "a derived tolerance needs a solution with NumPy that must be accepted");
    return {};
  }
  ASSAY_TRY(const Built built,
            build(context.bench, problem, solution->language, solution->source, context.stop));
  if (built.verdict != Verdict::accepted) return {};  // said elsewhere
  std::string wrong, all;
  for (const Arithmetic& arithmetic : kArithmetics) {
    const Result<Distance> distance = measured(context, built, arithmetic.name);
    if (!distance.ok()) {
      context.lint.add(problem, line, "E068",
                       fmt::format("{} in the arithmetic \"{}\": {}", solution->name,
                                   arithmetic.name, distance.status().message()));
      return {};
    }
    all += (all.empty() ? "" : "; ") + distance->text(arithmetic.told);
    if (distance->failed != arithmetic.must_pass) continue;
    if (wrong.empty()) wrong = arithmetic.must_pass ? "too narrow" : "too wide";
  }
  if (wrong.empty()) return {};
  context.lint.add(problem, line, "E068", "the tolerance is " + wrong + ": " + all);
  return {};
}

}  // namespace assay
