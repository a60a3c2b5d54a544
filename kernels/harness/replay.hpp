#pragma once

#include <memory>
#include <vector>

#include "harness/buffers.hpp"
#include "harness/counted.hpp"
#include "harness/plan.hpp"
#include "sim/program.hpp"

namespace assay::harness {

// Runs a plan on the tensors of a test.  `program` is made from the plan's module if it is not
// there yet.  What the plan does wrong becomes a finding.
void replay(const std::vector<Step>& plan, const Buffers& buffers, int schedule,
            std::unique_ptr<sim::Program>* program, Counted* counted);

}  // namespace assay::harness
