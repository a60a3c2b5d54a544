#pragma once
// One launch, by the problem's own shape.

#include "base/status.hpp"
#include "harness/buffers.hpp"
#include "harness/counted.hpp"
#include "harness/order.hpp"
#include "sim/machine.hpp"
#include "value/value.hpp"

namespace assay::harness {

Status launch_once(const Order& order, const Value& arguments, const sim::Kernel& kernel,
                   const Buffers& buffers, int schedule, Counted* counted);

}  // namespace assay::harness
