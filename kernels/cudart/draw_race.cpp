// Theory of operation.  A finding has the place of one access.  The launch that raced is over, and
// memory is no longer what it was; but races follow from indices, and mostly show again.  So one
// block of the launch is run once more, by itself and watched (sim/witness.hpp), on memory that is
// put back afterwards.

#include "cudart/draw_race.hpp"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace assay::cudart {
namespace {

using sim::i64;

// A copy of more would take longer than the drawing is worth.
constexpr u64 kMostBytes = 256 << 20;
constexpr u64 kMostSlices = 256;

struct Kept {
  u64 address;
  std::vector<u8> bytes, state;
};

bool keep_memory(std::vector<Kept>* kept) {
  u64 total = 0;
  for (const sim::Allocation& each : sim::Memory::device().in_use()) {
    total += each.bytes;
    if (total > kMostBytes) return false;
    const u8 *const view = sim::Memory::view(each.address), *const state =
                                                                sim::Memory::state(each.address);
    kept->push_back({each.address, {view, view + each.bytes}, {state, state + each.bytes}});
  }
  return true;
}

void put_back(const std::vector<Kept>& kept) {
  for (const Kept& each : kept) {
    std::memcpy(sim::Memory::view(each.address), each.bytes.data(), each.bytes.size());
    std::memcpy(sim::Memory::state(each.address), each.state.data(), each.state.size());
  }
}

// malloc() in a kernel would leave more memory than before.
bool allocates(const sim::Kernel& kernel) {
  for (const auto& code : kernel.codes) {
    for (const sim::CallSite& site : code->calls) {
      if (site.system == "malloc" || site.system == "free") return true;
    }
  }
  return false;
}

// Of those with a side at the finding's line, rather one between warps.
const sim::Race* chosen(const sim::Witness& witness, u32 line) {
  const sim::Race* best = nullptr;
  for (const sim::Race& race : witness.races) {
    if (race.first.place.line != line && race.second.place.line != line) continue;
    if (best == nullptr || (best->within_warp && !race.within_warp)) best = &race;
  }
  return best;
}

}  // namespace

nlohmann::json draw_race(const sim::Launch& launch, const sim::Finding& finding) {
  std::vector<Kept> kept;
  if (allocates(*launch.kernel) || launch.cooperative || !keep_memory(&kept)) return {};
  sim::Witness witness;
  witness.most_slices = kMostSlices;
  sim::Findings unheard;
  sim::Launch again;
  again.kernel = launch.kernel;
  again.shape = launch.shape;
  again.parameters = launch.parameters;
  again.checks = launch.checks;
  again.seed = launch.seed;
  again.shared_bytes = launch.shared_bytes;
  again.findings = &unheard;
  again.witness = &witness;
  const u32* const grid = launch.shape.grid;
  again.only_block =
      finding.block[0] + i64{grid[0]} * (finding.block[1] + i64{grid[1]} * finding.block[2]);
  std::vector<sim::CodeCounters> counters;
  run_launch(again, counters);
  put_back(kept);
  const sim::Race* const race = chosen(witness, finding.line);
  return race ? sim::race_json(*race) : nlohmann::json();
}

}  // namespace assay::cudart
