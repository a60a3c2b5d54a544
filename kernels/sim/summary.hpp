#pragma once
// Findings and counters as JSON, for reports.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/counters.hpp"
#include "sim/findings.hpp"
#include "sim/machine.hpp"

namespace assay::sim {

// All launches of one kernel.
struct KernelRecord {
  const Kernel* kernel = nullptr;
  u64 launches = 0, blocks = 0, threads = 0;
  u32 grid[3] = {}, block[3] = {};  // of the last launch
  u32 shared_bytes = 0;
  std::vector<CodeCounters> counters;

  void add(const Launch& launch, const std::vector<CodeCounters>& more);
};

// "reduce<256>" of "_Z6reduceILi256EEvPKfPf".
std::string demangled(const std::string& name);

nlohmann::json finding_json(const Finding& finding);
// Both sides, the launch, and the place that they touch.
nlohmann::json race_json(const Race& race);
// Totals, and a row for each source line.
nlohmann::json kernel_json(const KernelRecord& record);

}  // namespace assay::sim
