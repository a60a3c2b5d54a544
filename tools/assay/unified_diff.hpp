#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace assay::cli {

// The hunks of a unified diff with three lines of context; empty if the texts are equal.  Fails
// (invalid_argument) on texts so long that comparing them would take long.
Result<std::vector<std::string>> unified_diff(std::string_view before, std::string_view after);

}  // namespace assay::cli
