#pragma once
// A race in shared memory, on the smallest test of the problem that still has it.

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "base/status.hpp"
#include "harness/counted.hpp"
#include "harness/order.hpp"
#include "value/value.hpp"

namespace assay::harness {

// Runs a test with these arguments, under the schedule that found the race.
using RunTest = std::function<Status(const Value& arguments, Counted* counted)>;

// For reports: the sizes, the launch, and both accesses with thread and line; null if `found` has
// no such race or none of those that it has came up again.  It does a bounded amount of work.
Result<nlohmann::json> smallest_race(const Order& order, const Value& arguments,
                                     const sim::Findings& found, const RunTest& run);

}  // namespace assay::harness
