#pragma once
// The `perf` declarations of a kernel, measured where there is a GPU.

#include <stop_token>
#include <string>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/build.hpp"
#include "service/workbench.hpp"

namespace assay {

// Fills in what was measured, or why something could not be.  Fails only if it is cancelled.
Status measure(Workbench& bench, const Problem& problem, const std::string& language,
               const Built& candidate, KernelLabels* labels, std::stop_token stop);

// Judges the ratios that were measured by the bounds that hold now: of each `perf` with the same
// sizes and the same `versus`.  bad_problem where there is none.
Status time_again(const Problem& problem, KernelLabels* labels);

// What was measured goes before what was counted: into the tests of the group that counters are
// held against.
void apply_timings(const Problem& problem, Report* report);

}  // namespace assay
