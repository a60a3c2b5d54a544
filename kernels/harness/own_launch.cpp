#include "harness/own_launch.hpp"

#include <algorithm>

#include "value/kernel.hpp"
#include "value/tensor.hpp"

namespace assay::harness {
namespace {

// One thread an element, where the problem says nothing.
constexpr std::uint32_t kBlock = 256;

Status lay_sizes(const std::vector<Bound>& from, const Bound::Names& names, std::uint32_t* to) {
  for (std::size_t k = 0; k < from.size(); ++k) {
    ASSAY_TRY(const double size, from[k].evaluate(names));
    if (size < 1 || size > 0x7fffffff) return invalid_argument("the launch has no such size");
    to[k] = static_cast<std::uint32_t>(size);
  }
  return {};
}

template <class T>
std::string bytes_of(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// A scalar as the kernel's parameter has it.
std::string scalar_bytes(const Type& type, const Value& value) {
  const Dtype dtype = *dtype_from(type.element);
  if (dtype == Dtype::f32) return bytes_of(static_cast<float>(*value.as<double>()));
  if (dtype == Dtype::f64) return bytes_of(*value.as<double>());
  return bytes_of(*value.as<std::int64_t>()).substr(0, size_of(dtype));  // little endian
}

}  // namespace

Result<OwnLaunch> own_launch(const Order& order, const Value& arguments,
                             const std::vector<std::uint64_t>& addresses, std::uint64_t largest) {
  OwnLaunch launch;
  ASSAY_TRY(const Bound::Names names, kernel_names(order.declared, arguments));
  launch.block[0] = kBlock;
  launch.grid[0] =
      static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (largest + kBlock - 1) / kBlock));
  ASSAY_CHECK(lay_sizes(order.grid, names, launch.grid));
  ASSAY_CHECK(lay_sizes(order.block, names, launch.block));
  if (!order.shared.text.empty()) ASSAY_CHECK(lay_sizes({order.shared}, names, &launch.shared));
  auto address = addresses.begin();
  for (const Parameter& parameter : order.declared.parameters) {
    launch.arguments.push_back(
        is_kernel_scalar(parameter)
            ? scalar_bytes(parameter.type, *find_argument(arguments, parameter.name))
            : bytes_of(*address++));
  }
  return launch;
}

}  // namespace assay::harness
