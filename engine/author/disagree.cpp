#include "author/disagree.hpp"

#include "author/neighbours.hpp"
#include "author/shrink.hpp"
#include "grade/compare.hpp"
#include "service/build.hpp"
#include "service/candidate.hpp"
#include "value/display.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

constexpr std::size_t kMostInputs = 1000;
constexpr int kShrinkTries = 120;  // each runs both solutions
constexpr double kPatienceMs = 1000;
constexpr int kMostEndless = 5;  // answers that somebody waited for in vain

using Replies = std::vector<std::optional<Value>>;

// What one of the two answers to each; nothing where it fails or cannot be asked.  Its box is given
// back at the end: one that waits for a second box while it holds a first could wait for ever.
Result<Replies> answers(Workbench& bench, const Problem& problem, const Built& built,
                        const Values& inputs, std::stop_token stop) {
  ASSAY_TRY(const Entered entered, enter(bench, stop));
  Candidate candidate(bench.runner, bench.scripts, problem, built.program, built.driver, stop);
  Limits limits;
  limits.cpu_ms = kPatienceMs;
  limits.wall_ms = 10 * kPatienceMs;
  Replies all;
  int endless = 0;
  for (const Value& input : inputs) {
    all.emplace_back();
    Result<std::string> bytes = encode_arguments(problem.signature.parameters, input);
    if (!bytes.ok()) continue;  // a neighbour that no candidate could be given
    Case test;
    test.arguments = std::move(*bytes);
    ASSAY_TRY(const Attempted attempted, candidate.test(test, limits));
    const Ending ending = attempted.outcome.ending;
    if (ending == Ending::cancelled) return Status(Code::cancelled, "cancelled");
    endless += ending == Ending::cpu_limit || ending == Ending::wall_limit;
    if (endless == kMostEndless) break;
    if (attempted.outcome.ending != Ending::answered) continue;
    Result<Value> value = decode(*problem.signature.returns, attempted.outcome.answer, kAnswerCaps);
    if (value.ok()) all.back() = std::move(*value);
  }
  all.resize(inputs.size());
  return all;
}

// The tests' own arguments first, then their neighbours, then the neighbours of those.
Result<Values> inputs_of(Workbench& bench, const Problem& problem, std::stop_token stop) {
  Values inputs;
  for (std::size_t g = 0; g < problem.groups.size(); ++g) {
    ASSAY_TRY(const auto cases, cases_of(bench, problem, static_cast<int>(g), stop));
    for (const Case& test : *cases) {
      ASSAY_TRY(Value arguments, decode_arguments(problem.signature.parameters, test.arguments));
      inputs.push_back(std::move(arguments));
    }
  }
  const std::size_t tests = inputs.size();
  for (std::size_t i = 0; i < inputs.size() && inputs.size() < kMostInputs; ++i) {
    for (Value& changed : changed_arguments(inputs[i])) inputs.push_back(std::move(changed));
  }
  if (inputs.size() > kMostInputs) inputs.resize(std::max(kMostInputs, tests));
  return inputs;
}

bool differ(const CompareRules& rules, const Signature& signature, const std::optional<Value>& a,
            const std::optional<Value>& b) {
  return a && b &&
         compare(rules, *a, *b, signature.returns ? &*signature.returns : nullptr).score < 1;
}

}  // namespace

Result<std::optional<Disagreement>> find_disagreement(Workbench& bench, const Problem& problem,
                                                      const Solution& one, const Solution& other,
                                                      std::stop_token stop) {
  ASSAY_TRY(const Built first, build(bench, problem, one.language, one.source, stop));
  ASSAY_TRY(const Built second, build(bench, problem, other.language, other.source, stop));
  if (first.verdict != Verdict::accepted || second.verdict != Verdict::accepted) {
    return std::optional<Disagreement>();
  }
  ASSAY_TRY(const CompareRules rules, compare_rules(problem));
  ASSAY_TRY(const Values inputs, inputs_of(bench, problem, stop));
  ASSAY_TRY(const Replies a, answers(bench, problem, first, inputs, stop));
  ASSAY_TRY(const Replies b, answers(bench, problem, second, inputs, stop));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!differ(rules, problem.signature, a[i], b[i])) continue;
    const auto still = [&](const Value& smaller) {
      const Result<Replies> one_now = answers(bench, problem, first, {smaller}, stop);
      const Result<Replies> other_now = answers(bench, problem, second, {smaller}, stop);
      return one_now.ok() && other_now.ok() &&
             differ(rules, problem.signature, (*one_now)[0], (*other_now)[0]);
    };
    Disagreement found;
    found.arguments = shrink(problem.signature.parameters, inputs[i], still, kShrinkTries);
    ASSAY_TRY(const Replies one_says, answers(bench, problem, first, {found.arguments}, stop));
    ASSAY_TRY(const Replies other_says, answers(bench, problem, second, {found.arguments}, stop));
    found.one = one_says[0] ? display(*one_says[0], 100) : "nothing";
    found.other = other_says[0] ? display(*other_says[0], 100) : "nothing";
    return std::optional(std::move(found));
  }
  return std::optional<Disagreement>();
}

}  // namespace assay
