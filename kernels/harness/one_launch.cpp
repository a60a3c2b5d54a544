#include "harness/one_launch.hpp"

#include <algorithm>
#include <cstring>

#include "sim/launch.hpp"
#include "value/kernel.hpp"
#include "value/tensor.hpp"

namespace assay::harness {
namespace {

using sim::u32;
using sim::u64;
using sim::u8;

Status lay_sizes(const std::vector<Bound>& from, const Bound::Names& names, u32* to) {
  for (std::size_t k = 0; k < from.size(); ++k) {
    ASSAY_TRY(const double size, from[k].evaluate(names));
    if (size < 1 || size > 0x7fffffff) return invalid_argument("the launch has no such size");
    to[k] = static_cast<u32>(size);
  }
  return {};
}

template <class T>
void put_scalar(u8* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

// A scalar as the kernel's parameter has it.
void lay_scalar(const Type& type, const Value& value, u8* to) {
  const Dtype dtype = *dtype_from(type.element);
  if (dtype == Dtype::f32) return put_scalar(to, static_cast<float>(*value.as<double>()));
  if (dtype == Dtype::f64) return put_scalar(to, *value.as<double>());
  std::memcpy(to, value.as<std::int64_t>(), size_of(dtype));  // little endian
}

std::vector<u8> pack(const Order& order, const Value& arguments, const Buffers& buffers,
                     const sim::Kernel& kernel) {
  std::vector<u8> parameters(kernel.parameter_bytes);
  for (std::size_t k = 0; k < kernel.parameters.size(); ++k) {
    const Parameter& parameter = order.declared.parameters[k];
    u8* const to = parameters.data() + kernel.parameters[k].offset;
    if (is_kernel_scalar(parameter)) {
      lay_scalar(parameter.type, *find_argument(arguments, parameter.name), to);
    } else {
      put_scalar(to, buffers.address(parameter.name));
    }
  }
  return parameters;
}

// One thread an element, where the problem says nothing.
constexpr u32 kBlock = 256;

}  // namespace

void run_counted(sim::Launch& launch, int schedule, Counted* counted) {
  launch.seed = static_cast<u64>(schedule);
  launch.findings = counted->findings;
  launch.most_workers = 1;
  launch.witness = counted->witness;
  std::vector<sim::CodeCounters> counters;
  run_launch(launch, counters);
  for (const sim::CodeCounters& code : counters) {
    for (const sim::InstCounter& inst : code.insts) counted->instructions += inst.warps;
  }
  if (schedule == 0) counted->records[launch.kernel].add(launch, counters);
}

Status launch_once(const Order& order, const Value& arguments, const sim::Kernel& kernel,
                   const Buffers& buffers, int schedule, Counted* counted) {
  ASSAY_TRY(const Bound::Names names, kernel_names(order.declared, arguments));
  sim::Launch launch;
  launch.kernel = &kernel;
  launch.shape.block[0] = kBlock;
  launch.shape.grid[0] =
      static_cast<u32>(std::max<u64>(1, (buffers.largest() + kBlock - 1) / kBlock));
  ASSAY_CHECK(lay_sizes(order.grid, names, launch.shape.grid));
  ASSAY_CHECK(lay_sizes(order.block, names, launch.shape.block));
  if (!order.shared.text.empty()) {
    ASSAY_CHECK(lay_sizes({order.shared}, names, &launch.shape.dynamic_shared));
  }
  launch.shared_bytes = kernel.shared_bytes + launch.shape.dynamic_shared;
  launch.parameters = pack(order, arguments, buffers, kernel);
  run_counted(launch, schedule, counted);
  return {};
}

}  // namespace assay::harness
