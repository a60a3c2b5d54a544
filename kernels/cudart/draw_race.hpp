#pragma once
// Both sides of a race in shared memory, for a program that is simulated.

#include <nlohmann/json_fwd.hpp>

#include "cudart/runtime.hpp"

namespace assay::cudart {

// Runs the block in which `finding` races once more, watched, and puts device memory back as it
// was. Null where the race does not show again, or where that cannot be done.
nlohmann::json draw_race(const sim::Launch& launch, const sim::Finding& finding);

}  // namespace assay::cudart
