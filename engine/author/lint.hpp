#pragma once
// Everything that can be wrong with a problem, found before a candidate meets it.  The codes of the
// findings are listed in docs/lint.md.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "bank/finding.hpp"
#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/verdict.hpp"
#include "service/state.hpp"

namespace assay {

struct LintOptions {
  bool mutate = false;  // also look for surviving mutants of the solutions in Python
};

// What one solution got on one group.
struct LintCell {
  Verdict verdict = Verdict::skipped;
  double cpu_ms = 0;    // of the slowest test
  bool stated = false;  // an expectation speaks of this group
};

struct Lint {
  std::string id, path;
  Findings findings;
  std::vector<std::string> groups;  // columns of the table
  struct Row {
    std::string solution;
    std::vector<LintCell> cells;
  };
  std::vector<Row> rows;
  std::vector<std::string> limits;  // how each language's limits came about

  // A finding is one line: of a longer message, the first.
  void add(const Problem& problem, int line, const char* code, const std::string& message);
  // The same of what a script process said, at the place that it named or else at `line`.
  void add_said(const Problem& problem, int line, const char* code, const std::string& message);
};

// What the files of this room share while they look at one problem.
struct LintContext {
  Engine::State& state;
  Workbench& bench;
  const Problem& problem;
  Lint& lint;
  std::stop_token stop;
  // The tests of each group as lint_data() found them, right answers only where they are stated.
  std::vector<Cases> made = {};
};

// Checks one problem.lua.  A Status means that the check itself could not be done.
Result<Lint> lint_problem(Engine::State& state, const std::filesystem::path& path,
                          const LintOptions& options, std::stop_token stop);

// A problem that is wrong, or whose code ended its process or kept it from answering: a finding,
// for another file has a process of its own.
bool is_authors_fault(const Status& status);

constexpr std::string_view kCheckerFailed = "the checker failed: ";  // as judge() says it
// What a checker that failed said, at the line that it named.
void report_checker(LintContext& context, const std::string& message);

// The line of a setting in problem.lua, 0 if it is not there.
int setting_line(const Problem& problem, std::string_view setting);

// Its parts, each in a file of its own.
Status lint_names(LintContext& context);    // lint_names.cpp: reserved words
Status lint_data(LintContext& context);     // lint_data.cpp: generators, bounds, examples
Status lint_answers(LintContext& context);  // lint_answers.cpp: oracles, solutions that disagree
Status lint_checker(LintContext& context, Script& script);  // lint_checker.cpp: junk answers
Status lint_solutions(LintContext& context);  // lint_solutions.cpp: expectations, stubs, limits
Status lint_modeling(LintContext& context);   // lint_modeling.cpp: the ladder, probes
Status lint_tolerance(LintContext& context);  // lint_tolerance.cpp: check = tensor{ derived }
Status lint_mutants(LintContext& context);    // lint_mutants.cpp

}  // namespace assay
