#pragma once
// What a simulated run reports, in words and tables.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "screen.hpp"

namespace assay::cli {

// Findings first, then the counters of each kernel by source line.  `test`: of which test of a
// problem, or "".
void print_simulation(Screen& screen, const nlohmann::json& report, const std::string& test);

// Two threads side by side, from a report's `smallest_race` or one of its `races`; `source` is the
// candidate's, or "".
void print_race(Screen& screen, const nlohmann::json& race, const std::string& source);

// One sentence about what a line's counters cost and what to do, or "".
std::string advice(const nlohmann::json& line);

}  // namespace assay::cli
