#include "harness/one_launch.hpp"

#include <cstring>

#include "harness/own_launch.hpp"
#include "sim/launch.hpp"

namespace assay::harness {

void run_counted(sim::Launch& launch, int schedule, Counted* counted) {
  launch.seed = static_cast<sim::u64>(schedule);
  launch.findings = counted->findings;
  launch.most_workers = 1;
  launch.witness = counted->witness;
  const sim::u32* const grid = launch.shape.grid;
  sim::GlobalRaces noted(counted->races ? sim::u64{grid[0]} * grid[1] * grid[2] : 0);
  if (counted->races) launch.global_races = &noted;
  std::vector<sim::CodeCounters> counters;
  run_launch(launch, counters);
  for (const sim::CodeCounters& code : counters) {
    for (const sim::InstCounter& inst : code.insts) counted->instructions += inst.warps;
  }
  if (schedule == 0) counted->records[launch.kernel].add(launch, counters);
}

Status launch_once(const Order& order, const Value& arguments, const sim::Kernel& kernel,
                   const Buffers& buffers, int schedule, Counted* counted) {
  ASSAY_TRY(const OwnLaunch own,
            own_launch(order, arguments, buffers.addresses(), buffers.largest()));
  sim::Launch launch;
  launch.kernel = &kernel;
  std::memcpy(launch.shape.grid, own.grid, sizeof own.grid);
  std::memcpy(launch.shape.block, own.block, sizeof own.block);
  launch.shape.dynamic_shared = own.shared;
  launch.shared_bytes = kernel.shared_bytes + own.shared;
  launch.parameters.resize(kernel.parameter_bytes);
  for (std::size_t k = 0; k < kernel.parameters.size(); ++k) {
    std::memcpy(launch.parameters.data() + kernel.parameters[k].offset, own.arguments[k].data(),
                own.arguments[k].size());
  }
  run_counted(launch, schedule, counted);
  return {};
}

}  // namespace assay::harness
