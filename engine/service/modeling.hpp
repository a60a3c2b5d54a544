#pragma once
// Data modeling: how a submission does on the problem's drawings -> tests of a report.

#include <stop_token>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/build.hpp"
#include "service/workbench.hpp"

namespace assay {

// The tests of a report: one for each metric, from as many drawings as the problem asks for; with
// `examples_only` one, on held out rows.  Also sets the report's limit.
Status rate_model(Workbench& bench, const Problem& problem, const Built& built, bool examples_only,
                  Report& report, std::stop_token stop);

}  // namespace assay
