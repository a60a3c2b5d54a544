// Every shipped solution gets what it states, stubs get nothing, and limits tell them apart.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "author/at_once.hpp"
#include "author/lint.hpp"
#include "author/shrink.hpp"
#include "base/text.hpp"
#include "service/build.hpp"
#include "service/grading.hpp"
#include "service/limits.hpp"
#include "service/own_file.hpp"
#include "value/display.hpp"
#include "value/settle.hpp"

namespace assay {
namespace {

// A solution stated as too slow must be so by this much, or another machine accepts it.
constexpr double kTooSlowBy = 1.5;

bool speaks_of(const Solution& solution, const std::string& group) {
  if (solution.expect.empty()) return true;
  for (const Expectation& clause : solution.expect) {
    if (clause.group == group) return true;
  }
  return false;
}

bool expects(const Solution& solution, Verdict verdict) {
  for (const Expectation& clause : solution.expect) {
    if (clause.verdict == verdict) return true;
  }
  return false;
}

// Whether its times decide what the linter says of it.
bool measured(const Solution& solution) {
  const bool by_limit =
      std::any_of(solution.expect.begin(), solution.expect.end(),
                  [](const Expectation& clause) { return !clause.limit.empty(); });
  return solution.expect.empty() || by_limit || expects(solution, Verdict::time_limit) ||
         expects(solution, Verdict::too_slow);
}

const GroupReport* find_group(const Report& report, const std::string& name) {
  for (const GroupReport& group : report.groups) {
    if (group.name == name) return &group;
  }
  return nullptr;
}

// What the author may have left out where an answer that must be accepted is not.
std::string remedy(const Problem& problem, const std::string& got) {
  if (problem.nan_equal || problem.has_checker || got.find("it has nan in it") == got.npos) {
    return "";
  }
  return fmt::format(
      "; where NaN is right: check = {} {{ nan = true }}",
      problem.signature.returns && holds_tensors(*problem.signature.returns) ? "tensor" : "close");
}

std::string got_text(const Report& report, const GroupReport& group) {
  std::string text(name(group.verdict));
  for (const TestReport& test : report.tests) {
    if (test.group != group.name || test.verdict == Verdict::accepted) continue;
    if (!test.feedback.empty()) text += ": " + std::string(split(test.feedback, '\n')[0]);
    if (test.expected && test.got) {
      text += fmt::format(": {}, not {}", display(*test.got, 60), display(*test.expected, 60));
    }
    return text + fmt::format(" (test {})", test.index + 1);
  }
  return text;
}

void check_limit(LintContext& context, const Solution& solution, const Expectation& clause,
                 const Report& report) {
  if (report.limit == clause.limit) return;
  context.lint.add(context.problem, solution.line, "E050",
                   fmt::format("{}: expected {}, {}", solution.name, clause.text,
                               report.limit.empty() ? "no limit is broken"
                                                    : "limit " + report.limit + " is broken"));
}

void check_score(LintContext& context, const Solution& solution, const Expectation& clause,
                 const Report& report) {
  const double got = report.score;
  const bool holds = clause.score_operator == ">="   ? got >= clause.score - 1e-9
                     : clause.score_operator == "<=" ? got <= clause.score + 1e-9
                                                     : std::abs(got - clause.score) < 1e-9;
  if (holds) return;
  context.lint.add(
      context.problem, solution.line, "E050",
      fmt::format("{}: expected {}, the score is {:.3f}", solution.name, clause.text, got));
}

void check_verdict(LintContext& context, const Solution& solution, const Expectation& clause,
                   const Report& report) {
  if (clause.group.empty()) {
    if (report.verdict == *clause.verdict) return;
    context.lint.add(
        context.problem, solution.line, "E050",
        fmt::format("{}: expected {}, got {}", solution.name, clause.text, name(report.verdict)));
    return;
  }
  const GroupReport* group = find_group(report, clause.group);
  if (group == nullptr || group->verdict == *clause.verdict) return;
  if (*clause.verdict == Verdict::time_limit && group->verdict == Verdict::accepted) {
    context.lint.add(context.problem, solution.line, "E051",
                     fmt::format("{}: on \"{}\" it is under {} x the limit ({} of {}): make the "
                                 "group larger",
                                 solution.name, clause.group, kTooSlowBy,
                                 human_ms(group->worst_cpu_ms), human_ms(group->limit_ms)));
    return;
  }
  context.lint.add(
      context.problem, solution.line, "E050",
      fmt::format("{}: expected {}, got {}", solution.name, clause.text, got_text(report, *group)));
}

void check_accepted(LintContext& context, const Solution& solution, const Report& report) {
  for (const GroupReport& group : report.groups) {
    if (group.verdict == Verdict::accepted) continue;
    const std::string got = got_text(report, group);
    context.lint.add(context.problem, solution.line, "E050",
                     fmt::format("{}: expected accepted on {}, got {}{}", solution.name, group.name,
                                 got, remedy(context.problem, got)));
    return;
  }
  if (report.verdict != Verdict::accepted) {
    context.lint.add(context.problem, solution.line, "E050",
                     fmt::format("{}: expected accepted, got {} {}", solution.name,
                                 name(report.verdict), report.message));
  }
}

// A submission that no test was run on may be meant to end so: "compile_error".
bool ends_as_told(const Solution& solution, const Report& report) {
  for (const Expectation& clause : solution.expect) {
    if (clause.verdict && clause.group.empty() && *clause.verdict == report.verdict) return true;
  }
  return false;
}

// Whether the tool chain of its language is here.
bool can_run(const LintContext& context, const Solution& solution) {
  const Language* language = context.bench.languages.find(solution.language);
  return language != nullptr && !language->program.empty();
}

Result<Report> graded(LintContext& context, const Solution& solution) {
  GradeRequest request;
  request.language = solution.language;
  request.source = solution.source;
  request.limit_factor = expects(solution, Verdict::time_limit) ? kTooSlowBy : 1;
  request.growth = solution.expect.empty() || expects(solution, Verdict::too_slow);
  return grade(context.bench, context.problem, request, {}, context.stop);
}

// Of those that can run.  What must be fast enough, or slow, has the machine for itself; the others
// are wrong whatever else it does.
Result<std::vector<std::optional<Report>>> grade_all(LintContext& context) {
  const std::vector<Solution>& all = context.problem.solutions;
  std::vector<std::optional<Result<Report>>> made(all.size());
  std::vector<std::size_t> wrong;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!can_run(context, all[i])) continue;
    if (measured(all[i])) {
      made[i] = graded(context, all[i]);
      if (!made[i]->ok()) return std::move(*made[i]).status();
    } else {
      wrong.push_back(i);
    }
  }
  at_once(context.state, wrong.size(), [&](std::size_t k) {
    made[wrong[k]] = graded(context, all[wrong[k]]);
    return made[wrong[k]]->ok();
  });
  std::vector<std::optional<Report>> reports(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!made[i]) continue;
    if (!made[i]->ok()) return std::move(*made[i]).status();
    reports[i] = std::move(**made[i]);
  }
  return reports;
}

Status check_solution(LintContext& context, const Solution& solution, std::optional<Report> ran) {
  const Language* language = context.bench.languages.find(solution.language);
  if (language == nullptr) return {};  // said by lint_names()
  if (!ran) {
    context.lint.add(
        context.problem, solution.line, "W054",
        fmt::format("{} was not run: {} is not here", solution.name, solution.language));
    return {};
  }
  Report& report = *ran;
  name_file(language->extension, solution.name, report);
  if (report.groups.empty() && ends_as_told(solution, report)) return {};
  if (report.groups.empty()) {
    context.lint.add(context.problem, solution.line, "E050",
                     fmt::format("{}: {}: {}", solution.name, name(report.verdict),
                                 split(report.message, '\n')[0]));
    return {};
  }
  Lint::Row row{solution.name, {}};
  for (const std::string& name : context.lint.groups) {
    const GroupReport* group = find_group(report, name);
    row.cells.push_back(group == nullptr ? LintCell()
                                         : LintCell{group->verdict, group->worst_cpu_ms,
                                                    speaks_of(solution, group->name)});
  }
  context.lint.rows.push_back(std::move(row));

  for (const TestReport& test : report.tests) {
    if (!test.feedback.starts_with(kCheckerFailed)) continue;
    const Findings& said = context.lint.findings;
    if (said.empty() || said.back().code != "E041") report_checker(context, test.feedback);
    return {};
  }
  if (solution.expect.empty()) check_accepted(context, solution, report);
  for (const Expectation& clause : solution.expect) {
    if (clause.verdict) {
      check_verdict(context, solution, clause, report);
    } else if (!clause.limit.empty()) {
      check_limit(context, solution, clause, report);
    } else {
      check_score(context, solution, clause, report);
    }
  }
  return {};
}

Status check_stubs(LintContext& context) {
  for (const Language& language : context.bench.languages.all()) {
    const auto& runtimes = context.problem.runtimes;
    const bool fits = runtimes.empty() ? language.base.empty()
                                       : std::find(runtimes.begin(), runtimes.end(),
                                                   language.name) != runtimes.end();
    const bool for_kernels = !language.harness.empty();
    const bool judged = fits && for_kernels == context.problem.kernel.has_value() &&
                        (context.problem.kind != Kind::asserts || language.name == kAssertLanguage);
    if (language.program.empty() || !judged) continue;
    Result<std::string> stub = context.bench.languages.stub(language.name, context.problem);
    if (!stub.ok()) {
      context.lint.add(context.problem, 0, "W061", language.name + ": " + stub.status().message());
      continue;
    }
    GradeRequest request;
    request.language = language.name;
    request.source = *stub;
    request.first_failure = true;
    ASSAY_TRY(const Report report,
              grade(context.bench, context.problem, request, {}, context.stop));
    int line = 0;
    for (const char* interface : {"fn", "class", "program", "kernel"}) {
      line = std::max(line, setting_line(context.problem, interface));
    }
    if (report.verdict == Verdict::compile_error) {
      context.lint.add(context.problem, line, "E062",
                       "the stub in " + language.name + " does not compile: " + report.message);
    } else if (report.verdict == Verdict::accepted) {
      context.lint.add(
          context.problem, line, "E060",
          "the untouched stub in " + language.name + " is accepted: add a test that it fails");
    }
  }
  return {};
}

Status note_limits(LintContext& context) {
  // A model's are its author's, and tests have none.
  if (context.problem.kind == Kind::model || context.problem.kind == Kind::suite) return {};
  for (const Language& language : context.bench.languages.all()) {
    const Solution* solution = accepted_solution(context.bench, context.problem, language.name);
    if (solution == nullptr) continue;
    ASSAY_TRY(const std::vector<GroupLimits> limits,
              limits_of(context.bench, context.problem, language.name, context.stop));
    std::size_t slowest = 0;
    for (std::size_t g = 0; g < limits.size(); ++g) {
      if (limits[g].reference_cpu_ms > limits[slowest].reference_cpu_ms) slowest = g;
    }
    const GroupLimits& worst = limits[slowest];
    if (context.problem.time_limit_ms && worst.reference_cpu_ms > worst.cpu_ms / 2) {
      context.lint.add(
          context.problem, setting_line(context.problem, "time_limit"), "W056",
          fmt::format("the limit is less than twice what the slowest accepted solution "
                      "in {} takes on \"{}\", {}: on a slower machine it would fail",
                      language.name, context.problem.groups[slowest].name,
                      human_ms(worst.reference_cpu_ms)));
    }
    context.lint.limits.push_back(fmt::format(
        "{}: {} on {} (slowest accepted {})", language.name, human_ms(limits[slowest].cpu_ms),
        context.problem.groups[slowest].name, human_ms(limits[slowest].reference_cpu_ms)));
  }
  return {};
}

// A group that every wrong solution passes may add nothing.
void check_groups(LintContext& context) {
  if (context.lint.rows.empty()) return;
  bool any_wrong = false;
  for (const Solution& solution : context.problem.solutions) {
    any_wrong = any_wrong || !solution.expect.empty();
  }
  if (!any_wrong) {
    context.lint.add(context.problem, 0, "W032",
                     "no wrong solution: nothing shows what the tests catch");
    return;
  }
  for (std::size_t g = 0; g < context.lint.groups.size(); ++g) {
    const Group& group = context.problem.groups[g];
    const bool gate = group.source == Group::Source::suite && group.points == 0;
    if (group.source == Group::Source::example || gate) continue;
    bool caught = false;
    for (const Lint::Row& row : context.lint.rows) {
      caught = caught || row.cells[g].verdict != Verdict::accepted;
    }
    if (!caught) {
      context.lint.add(context.problem, context.problem.groups[g].line, "W031",
                       fmt::format("no wrong solution fails on \"{}\": the group may add nothing",
                                   context.lint.groups[g]));
    }
  }
}

}  // namespace

Status lint_solutions(LintContext& context) {
  for (const Group& group : context.problem.groups) {
    if (group.source != Group::Source::part) context.lint.groups.push_back(group.name);
  }
  ASSAY_TRY(std::vector<std::optional<Report>> reports, grade_all(context));
  for (std::size_t i = 0; i < reports.size(); ++i) {
    ASSAY_CHECK(check_solution(context, context.problem.solutions[i], std::move(reports[i])));
  }
  check_groups(context);
  ASSAY_CHECK(check_stubs(context));
  return note_limits(context);
}

}  // namespace assay
