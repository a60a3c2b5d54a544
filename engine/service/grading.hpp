#pragma once
// The one file that knows the order of the stages: plan, build, cases, limits, run, judge, score.

#include <climits>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/turns.hpp"
#include "service/workbench.hpp"

namespace assay {

struct GradeRequest {
  std::string language, source;
  Claim claim;
  bool examples_only = false;  // what a candidate may see: the examples, or `input`
  int open_levels = INT_MAX;   // of a class: what belongs to later ones is not shown
  std::optional<Value> input;  // one run on the candidate's own arguments (a Record)
  std::optional<Mode> mode;    // instead of the problem's own
  // The parts of a data modeling round are judged by this; without it they are not in the score.
  std::optional<PartsDone> parts;
  bool first_failure = false;  // stop at the first test that is not accepted
  bool explain = false;        // say which mistake was made where, if the language can; takes time
  bool growth = true;          // judge growth where the problem asks for it
  double limit_factor = 1;     // multiplies the time limits
};

// Progress, in order; called on the grading thread.
struct Progress {
  std::function<void(int tests)> started;
  std::function<void(const char* phase)> phase;  // "compile", "prepare", "run", "growth"
  std::function<void(const TestReport&)> tested;
};

// Grades one submission.  Whatever the candidate's work does is in the report; a Status means that
// we could not grade it.
Result<Report> grade(Workbench& bench, const Problem& problem, const GradeRequest& request,
                     const Progress& progress, std::stop_token stop);

}  // namespace assay
