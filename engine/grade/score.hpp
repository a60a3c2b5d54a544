#pragma once
// Verdicts of tests -> groups, points, score and the submission's verdict.

#include <vector>

#include "model/problem.hpp"
#include "model/report.hpp"
#include "model/run.hpp"

namespace assay {

// True if the test took its process with it: the rest of its group is not run.
bool ends_group(const TestReport& test);

// Fills groups, verdict, score, points and of from report.tests (and growth), and marks as
// `skipped` every test after one that ended its group.
//
// - A group's points are proportional to the scores of its tests, or with all_or_nothing all or
//   none.  A level's points count only if every level that it needs is fully accepted.
// - The first group with a failure, in the problem's order, names the verdict; but one
//   `internal_error`, `cancelled` or `unsupported` test makes that the verdict of all.
// - Right answers that grow too fast are `too_slow`; the points stay.
// - Without tests (the source did not compile) the verdict stays as the caller set it.
//
// `limits`: what applied to each of problem.groups, or empty.  `visible_only`: the examples ran and
// nothing else was to run (`assay test`), so there are no points to win.
void score(const Problem& problem, const std::vector<Limits>& limits, Report& report,
           bool visible_only = false);

// Takes the cost of hints off a scored report, down to no points.  The verdict stays.
void charge_hints(double cost, Report& report);

}  // namespace assay
