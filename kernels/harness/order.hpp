#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "value/type.hpp"

namespace assay::harness {

// What the load frame says (docs/wire.md).
struct Order {
  Signature declared, function;
  std::vector<Bound> grid, block;
  Bound shared;
  int schedules = 1;
  bool solve = false;  // a plan comes with each test; else there is one kernel, in `ptx`
  bool races = false;  // races in global memory are looked for
  std::string ptx;
  // What the problem's tests draw a size or scalar from: no less than `low`, in steps.
  struct Size {
    std::string name;
    std::int64_t low = 1, step = 1;
  };
  std::vector<Size> sizes;  // that a smaller test may have
  std::string whole;        // why none can be made; "" if one can
};
Result<Order> read_order(std::string_view json);

}  // namespace assay::harness
