#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "model/report.hpp"
#include "service/build.hpp"

namespace assay {

// Runs the candidate and the first accepted solution of its language turn by turn on the sizes of
// `grow`, and fits the ratio.  Nothing when there is no such solution to compare with.
Result<std::optional<GrowthReport>> growth_of(Workbench& bench, const Problem& problem,
                                              const std::string& language, const Built& candidate,
                                              std::stop_token stop);

}  // namespace assay
