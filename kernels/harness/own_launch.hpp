#pragma once
// The launch of a kernel that the problem owns.

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "harness/order.hpp"
#include "value/value.hpp"

namespace assay::harness {

struct OwnLaunch {
  std::uint32_t grid[3] = {1, 1, 1}, block[3] = {1, 1, 1}, shared = 0;
  std::vector<std::string> arguments;  // the bytes of each parameter
};

// `addresses`: of the tensors, in the order of the signature; `largest`: elements of the largest
// one, which get a thread each where the problem says nothing.
Result<OwnLaunch> own_launch(const Order& order, const Value& arguments,
                             const std::vector<std::uint64_t>& addresses, std::uint64_t largest);

}  // namespace assay::harness
