#pragma once
// Tests that a candidate writes: each must be legal and right, and together they are to find broken
// solutions.

#include <stop_token>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/build.hpp"
#include "service/workbench.hpp"

namespace assay {

// Fills the report's tests: "right", and one for each mutant unless `examples_only`.
Status rate_suite(Workbench& bench, const Problem& problem, const Built& built, bool examples_only,
                  Report& report, std::stop_token stop);

}  // namespace assay
