#pragma once
// What a simulated run reports, in words and tables.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "screen.hpp"

namespace assay::cli {

// Findings first, then the counters of each kernel by source line.
void print_simulation(Screen& screen, const nlohmann::json& report);

// One sentence about what a line's counters cost and what to do, or "".
std::string advice(const nlohmann::json& line);

}  // namespace assay::cli
