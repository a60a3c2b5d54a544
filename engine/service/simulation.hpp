#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "model/problem.hpp"

namespace assay {

// What the simulator reports behind the results of a kernel's test; null if the answer is not one.
nlohmann::json simulation_in(const Problem& problem, std::string_view answer);

}  // namespace assay
