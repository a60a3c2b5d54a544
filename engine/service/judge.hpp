#pragma once

#include "model/report.hpp"
#include "model/run.hpp"
#include "service/candidate.hpp"
#include "service/workbench.hpp"

namespace assay {

// How many of a group's tests, from the first on, a candidate may see: all examples, and the traces
// that a level's statement prints.
int visible_tests(const Problem& problem, const Group& group);

// Fills in `report` from what a test did: verdict, score, feedback, usage and, if it is visible,
// its data.  A checker of the author that fails is internal_error with the checker's own words.
void judge(Workbench& bench, const Problem& problem, const Case& test, const Attempted& attempted,
           const Limits& limits, double cpu_limit_ms, bool visible, TestReport& report);

}  // namespace assay
