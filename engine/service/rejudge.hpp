#pragma once

#include <stop_token>
#include <vector>

#include "model/report.hpp"
#include "service/workbench.hpp"

namespace assay {

// Judges a submission again from the stored facts of its tests, by the limits that hold now;
// nothing is run again.  Whether an answer was right is taken over, since answers are not kept.
Result<Report> judge_again(Workbench& bench, const Problem& problem, const Report& before,
                           const std::vector<TestReport>& facts, std::stop_token stop);

}  // namespace assay
