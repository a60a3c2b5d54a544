// The ladder of a data modeling problem: each better solution is clearly better, whatever the seed;
// and what leaks is not worth anything.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "author/lint.hpp"
#include "grade/bands.hpp"
#include "service/build.hpp"
#include "service/drawing.hpp"
#include "service/fit.hpp"
#include "service/grading.hpp"
#include "value/table.hpp"

namespace assay {
namespace {

constexpr int kSeeds = 5;
// A step between two solutions is seen through the noise of one drawing.
constexpr double kDeviations = 2;

// A solution that is meant to earn points, with its scores, one a seed.
struct Rung {
  const Solution* solution;
  std::vector<double> scores;

  double mean() const {
    return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
  }
};

// What `rung` earns beyond `below`, seed by seed: a seed that is hard is hard for both.
Rung step_between(const Rung& rung, const Rung* below) {
  Rung step = rung;
  for (std::size_t i = 0; below != nullptr && i < step.scores.size(); ++i) {
    step.scores[i] -= below->scores[i];
  }
  return step;
}

double deviation(const Rung& rung) {
  double squares = 0;
  for (const double score : rung.scores) {
    squares += (score - rung.mean()) * (score - rung.mean());
  }
  return std::sqrt(squares / static_cast<double>(rung.scores.size() - 1));
}

bool is_rung(const LintContext& context, const Solution& solution) {
  const Language* language = context.bench.languages.find(solution.language);
  if (solution.decoy || language == nullptr || language->program.empty()) return false;
  return solution.expect.empty() ||
         std::any_of(solution.expect.begin(), solution.expect.end(),
                     [](const Expectation& clause) { return clause.score_operator == ">="; });
}

// What one fit alone would earn.
double score_of(const Problem& problem, const std::vector<double>& values) {
  double got = 0, all = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    got += problem.groups[i].points * band_score(problem.modeling.metrics[i], values[i]);
    all += problem.groups[i].points;
  }
  return all > 0 ? got / all : 0;
}

Result<std::vector<double>> fitted_scores(LintContext& context, const Solution& solution) {
  ASSAY_TRY(const Built built, build(context.bench, context.problem, solution.language,
                                     solution.source, context.stop));
  std::vector<double> scores;
  for (int seed = 0; seed < std::max(kSeeds, context.problem.modeling.seeds); ++seed) {
    ASSAY_TRY(const Drawing drawing, drawing_of(context.bench, context.problem, seed));
    ASSAY_TRY(const Fitted fitted, fit_and_rate(context.bench, context.problem, built, drawing,
                                                seed, false, context.stop));
    scores.push_back(fitted.failure ? 0 : score_of(context.problem, fitted.values));
  }
  return scores;
}

// Where every test of a function is a drawing of its own.
Result<std::vector<double>> tested_scores(LintContext& context, const Solution& solution) {
  GradeRequest request;
  request.language = solution.language;
  request.source = solution.source;
  ASSAY_TRY(const Report report, grade(context.bench, context.problem, request, {}, context.stop));
  std::vector<double> scores;
  for (const TestReport& test : report.tests) {
    if (test.group != "example" && test.group != "edge") scores.push_back(test.score);
  }
  return scores;
}

Status check_ladder(LintContext& context) {
  std::vector<Rung> rungs;
  for (const Solution& solution : context.problem.solutions) {
    if (!is_rung(context, solution)) continue;
    ASSAY_TRY(const std::vector<double> scores, context.problem.kind == Kind::model
                                                    ? fitted_scores(context, solution)
                                                    : tested_scores(context, solution));
    if (scores.size() < kSeeds) {
      context.lint.add(context.problem, solution.line, "W066",
                       fmt::format("{} drawings say little of how solutions compare; {} or more do",
                                   scores.size(), kSeeds));
      return {};
    }
    rungs.push_back({&solution, scores});
  }
  std::sort(rungs.begin(), rungs.end(),
            [](const Rung& a, const Rung& b) { return a.mean() < b.mean(); });
  for (std::size_t i = 0; i < rungs.size(); ++i) {
    const Rung* below = i == 0 ? nullptr : &rungs[i - 1];
    const Rung step = step_between(rungs[i], below);
    const double noise = deviation(step);
    if (step.mean() > 0 && step.mean() >= kDeviations * noise) continue;
    context.lint.add(
        context.problem, rungs[i].solution->line, "E065",
        fmt::format("{} scores {:.3f}, {:.3f} above {}: less than {} standard deviations of that "
                    "step ({:.3f}) over the seeds; make it worth more, or mark it decoy = true",
                    rungs[i].solution->name, rungs[i].mean(), step.mean(),
                    below == nullptr ? "nothing" : below->solution->name, kDeviations, noise));
  }
  return {};
}

const Solution* first_rung(const LintContext& context) {
  for (const Solution& solution : context.problem.solutions) {
    if (is_rung(context, solution)) return &solution;
  }
  return nullptr;
}

Record with_shuffled(const Record& table, const std::string& column, int seed) {
  std::vector<std::size_t> order(row_count(table));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937_64(static_cast<std::uint64_t>(seed)));
  const Record other = take_rows(table, order);
  Record mixed = table;
  for (std::size_t i = 0; i < mixed.fields.size(); ++i) {
    if (mixed.fields[i].first == column) mixed.fields[i].second = other.fields[i].second;
  }
  return mixed;
}

// What can be learnt from labels that belong to other rows is no more than chance.
Status probe_labels(LintContext& context, const Probe& probe) {
  const Problem& problem = context.problem;
  const Solution* solution = first_rung(context);
  if (solution == nullptr) return {};
  ASSAY_TRY(const Built built,
            build(context.bench, problem, solution->language, solution->source, context.stop));
  double sum = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    ASSAY_TRY(Drawing drawing, drawing_of(context.bench, problem, seed));
    drawing.train = with_shuffled(drawing.train, problem.modeling.label, seed + 1);
    ASSAY_TRY(const Fitted fitted,
              fit_and_rate(context.bench, problem, built, drawing, seed, false, context.stop));
    if (fitted.failure) {
      context.lint.add(problem, probe.line, "E067",
                       "shuffled labels: " + solution->name + ": " + fitted.failure->feedback);
      return {};
    }
    sum += fitted.values[0];
  }
  const Metric& metric = problem.modeling.metrics[0];
  const double value = sum / kSeeds;
  if (metric.larger_is_better ? value <= probe.at_most : value >= probe.at_most) return {};
  context.lint.add(problem, probe.line, "E067",
                   fmt::format("shuffled labels: {} still reaches {} {:.3f}: something tells the "
                               "labels beside them",
                               solution->name, metric.name, value));
  return {};
}

Record probed(const Record& table, const Probe& probe) {
  if (probe.by.empty()) return table;
  Record column;
  if (const Value* held = find_column(table, probe.by)) {
    column.fields.emplace_back(probe.by, *held);
  }
  return column;
}

// Rows that stand in both tables.
Status probe_rows(LintContext& context, const Probe& probe) {
  for (int seed = 0; seed < context.problem.modeling.seeds; ++seed) {
    ASSAY_TRY(const Drawing drawing, drawing_of(context.bench, context.problem, seed));
    const Record train = probed(drawing.train, probe), hidden = probed(drawing.hidden, probe);
    if (train.fields.empty() || hidden.fields.empty()) {
      context.lint.add(context.problem, probe.line, "E064",
                       "the data have no column \"" + probe.by + "\"");
      return {};
    }
    std::map<std::string, std::size_t> seen;
    for (std::size_t row = 0; row < row_count(train); ++row) {
      seen.emplace(table_to_csv(take_rows(train, std::vector{row})), row);
    }
    for (std::size_t row = 0; row < row_count(hidden); ++row) {
      const auto found = seen.find(table_to_csv(take_rows(hidden, std::vector{row})));
      if (found == seen.end()) continue;
      context.lint.add(context.problem, probe.line, "E067",
                       fmt::format("hidden row {} is row {} of the train data, too", row + 1,
                                   found->second + 1));
      return {};
    }
  }
  return {};
}

// What the first group that is drawn, or data.make, gives.
Result<std::string> drawn_bytes(Scripts::Lease& script, int group, int seed, int quirk) {
  ASSAY_TRY(const Case made,
            quirk < 0 ? script->make_case(group, seed) : script->draw_without(seed, quirk));
  return made.arguments + made.secret;
}

// Each quirk makes a difference to what is drawn, and names columns that there are.
Status check_quirks(LintContext& context) {
  const Problem& problem = context.problem;
  const std::vector<Quirk>& quirks = problem.parts.quirks;
  if (quirks.empty()) return {};
  if (problem.kind == Kind::model) {
    ASSAY_TRY(const Drawing drawing, drawing_of(context.bench, problem, 0));
    for (const Quirk& quirk : quirks) {
      std::set<std::string> columns;
      for (const DataFinding& fit : quirk.fits) columns.insert(fit.column);
      for (const std::string& column : columns) {
        const bool secret = column == problem.modeling.id;
        if (column == kWholeRows || (find_column(drawing.train, column) != nullptr && !secret)) {
          continue;
        }
        context.lint.add(
            problem, quirk.line, "E071",
            "quirk \"" + quirk.name + "\": candidates see no column \"" + column + '"');
      }
    }
    if (!problem.modeling.generated) return {};
  }
  const auto group =
      std::find_if(problem.groups.begin(), problem.groups.end(), [](const Group& other) {
        return other.source == Group::Source::metric || other.source == Group::Source::random;
      });
  if (group == problem.groups.end()) return {};
  const auto number = static_cast<int>(group - problem.groups.begin());
  ASSAY_TRY(Scripts::Lease script, context.bench.scripts.borrow(problem));
  ASSAY_TRY(const std::string whole, drawn_bytes(script, number, 0, -1));
  for (std::size_t i = 0; i < quirks.size(); ++i) {
    ASSAY_TRY(const std::string without, drawn_bytes(script, number, 0, static_cast<int>(i)));
    if (without != whole) continue;
    context.lint.add(
        problem, quirks[i].line, "E072",
        "quirk \"" + quirks[i].name + "\" makes no difference: make(...) does not ask for it");
  }
  return {};
}

}  // namespace

Status lint_modeling(LintContext& context) {
  const Problem& problem = context.problem;
  ASSAY_CHECK(check_quirks(context));
  const bool scored = problem.round == "data_modeling" && problem.has_checker;
  if (problem.kind != Kind::model && !scored) return {};
  for (const Probe& probe : problem.modeling.probes) {
    ASSAY_CHECK(probe.kind == Probe::Kind::rows_absent ? probe_rows(context, probe)
                                                       : probe_labels(context, probe));
  }
  return check_ladder(context);
}

}  // namespace assay
