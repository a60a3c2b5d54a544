// The report as JSON: findings, then counters per kernel and source line.

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cudart/host_place.hpp"
#include "cudart/occupancy.hpp"
#include "cudart/runtime.hpp"

namespace assay::cudart {
namespace {

using nlohmann::json;

// What the assembler says of the kernels that were launched, if we are asked for it.
std::map<std::string, Assembled> assembled_kernels(const Runtime& runtime) {
  std::map<std::string, Assembled> result;
  if (!std::getenv("ASSAY_OCCUPANCY")) return result;
  std::map<const ptx::Module*, std::vector<std::string>> launched;
  for (const auto& [kernel, record] : runtime.records) {
    launched[kernel->module].push_back(kernel->name);
  }
  for (const auto& [module, kernels] : launched) {
    result.merge(assemble(*module->text, module->target, kernels));
  }
  return result;
}

void add_occupancy(json& kernel, const sim::KernelRecord& record, const Assembled& use,
                   const std::string& target) {
  const u32 threads = record.block[0] * record.block[1] * record.block[2];
  const Occupancy found = occupancy(threads, use.registers, record.shared_bytes);
  kernel["registers"] = use.registers;
  kernel["spill_bytes"] = use.spill_bytes;
  kernel["assembled_for"] = target;
  if (target != kOccupancyTarget) return;
  kernel["occupancy"] = {{"warps", found.warps}, {"of", kMostWarps}, {"limit", found.limit}};
}

}  // namespace

std::string report_json(Runtime& runtime) {
  json findings = json::array();
  std::vector<sim::Finding> found = runtime.findings.list();
  for (sim::Finding& finding : found) {
    const auto told = runtime.told_at.find({finding.check, finding.message});
    if (finding.kernel.empty() && told != runtime.told_at.end()) place(told->second, &finding);
    findings.push_back(sim::finding_json(finding));
  }
  json kernels = json::array();
  const std::map<std::string, Assembled> assembled = assembled_kernels(runtime);
  for (const auto& [kernel, record] : runtime.records) {
    kernels.push_back(sim::kernel_json(record));
    const auto use = assembled.find(kernel->name);
    if (use != assembled.end()) {
      add_occupancy(kernels.back(), record, use->second, kernel->module->target);
    }
  }
  json races = json::array();
  for (const auto& [kernel, text] : runtime.races) {
    if (text.empty()) continue;
    races.push_back(json::parse(text));
    races.back()["kernel"] = sim::demangled(kernel);
  }
  return json{{"races", std::move(races)},
              {"performance", "SIMULATED counters"},
              {"functional", "simulated"},
              {"findings", std::move(findings)},
              {"kernels", std::move(kernels)}}
      .dump();
}

}  // namespace assay::cudart
