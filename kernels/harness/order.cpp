#include "harness/order.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "value/kernel.hpp"

namespace assay::harness {

using nlohmann::json;

Result<Order> read_order(std::string_view text) {
  const json load = json::parse(text, nullptr, false);
  if (!load.is_object()) return invalid_argument("the load frame is no JSON");
  Order order;
  ASSAY_TRY(order.declared, parse_signature(load.value("signature", "")));
  ASSAY_TRY(order.function, kernel_function(order.declared));
  for (const auto& size : load.value("grid", json::array())) order.grid.push_back({size});
  for (const auto& size : load.value("block", json::array())) order.block.push_back({size});
  order.shared = {load.value("shared", "")};
  order.schedules = load.value("schedules", 1);
  order.races = load.value("checks", "") == "races";
  order.ptx = load.value("source", "");
  for (const json& size : load.value("sizes", json::array())) {
    order.sizes.push_back({size.value("name", ""), size.value("low", std::int64_t{1}),
                           std::max(std::int64_t{1}, size.value("step", std::int64_t{1}))});
  }
  order.whole = load.value("whole", "");
  order.solve = load.value("form", "") == "solve";
  return order;
}

}  // namespace assay::harness
