#include "sim/witness.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <cstring>

#include "sim/machine.hpp"
#include "sim/stamps.hpp"

namespace assay::sim {
namespace {

// More accesses to one cell between two barriers tell nothing new.
constexpr std::size_t kMostSeen = 16;

bool ordered(const Trail::Seen& earlier, const Trail::Seen& now) {
  if (epoch_of(earlier.stamp) != epoch_of(now.stamp)) return true;
  if (earlier.side.thread == now.side.thread) return true;
  if (earlier.side.touch == Touch::read && now.side.touch == Touch::read) return true;
  const bool same_warp = earlier.side.thread / kLanes == now.side.thread / kLanes;
  return (same_warp && sync_of(earlier.stamp) != sync_of(now.stamp)) ||
         (earlier.strong && now.strong);
}

bool alike(const Trail::Seen& x, const Trail::Seen& y) {
  return x.stamp == y.stamp && x.side.touch == y.side.touch && x.side.place == y.side.place;
}

Trail::Seen seen_now(const Warp& w, const Inst& i, u32 lane, Touch touch) {
  const Code& code = *w.frame->code;
  const auto pc = static_cast<std::size_t>(&i - code.insts.data());
  const u32 thread = thread_of(w, lane);
  return {{touch, w.block->launch->kernel->module->places[code.facts[pc].place], thread},
          make_stamp(w.block->epoch, w.sync_epoch, thread),
          touch == Touch::atomic || (i.flags & kStrong) != 0};
}

// "sums" of "_ZZ5totalPKfE4sums".
std::string array_name(const std::string& symbol) {
  int status = 0;
  char* const text = abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status);
  const std::string name = status == 0 ? text : symbol;
  std::free(text);
  const std::size_t scope = name.rfind("::");
  return scope == std::string::npos ? name : name.substr(scope + 2);
}

void name_array(const Launch& launch, Race* race) {
  for (const SharedArray& array : launch.kernel->shared_arrays) {
    const u32 bytes = array.bytes != 0 ? array.bytes : launch.shape.dynamic_shared;
    if (race->offset < array.offset || race->offset >= array.offset + bytes) continue;
    race->array = array_name(std::string(array.name));
    race->offset -= array.offset;
    return;
  }
}

}  // namespace

void Trail::add(u64 cell, const Seen& seen) {
  std::vector<Seen>& all = cells[cell];
  if (!all.empty() && epoch_of(all[0].stamp) != epoch_of(seen.stamp)) all.clear();
  if (all.size() >= kMostSeen || (!all.empty() && alike(all.back(), seen))) return;
  all.push_back(seen);
}

const Trail::Seen* Trail::against(u64 cell, const Seen& now) const {
  const std::vector<Seen>& all = cells[cell];
  for (auto seen = all.rbegin(); seen != all.rend(); ++seen) {
    if (!ordered(*seen, now)) return &*seen;
  }
  return nullptr;
}

void keep_access(Warp& w, const Inst& i, u32 lane, Touch touch, u64 cell) {
  w.block->trail.add(cell, seen_now(w, i, lane, touch));
}

void note_race(Warp& w, const Inst& i, u32 lane, Touch touch, u64 cell) {
  const Block& b = *w.block;
  const Launch& launch = *b.launch;
  const Trail::Seen now = seen_now(w, i, lane, touch);
  const Trail::Seen* const earlier = b.trail.against(cell, now);
  if (!earlier) return;
  const bool within_warp = earlier->side.thread / kLanes == w.id;
  for (const Race& race : launch.witness->races) {
    if (race.first.place == earlier->side.place && race.second.place == now.side.place &&
        race.within_warp == within_warp) {
      return;
    }
  }
  Race race;
  race.first = earlier->side;
  race.second = now.side;
  race.module = launch.kernel->module;
  std::memcpy(race.grid, launch.shape.grid, sizeof race.grid);
  std::memcpy(race.threads, launch.shape.block, sizeof race.threads);
  std::memcpy(race.block, b.at, sizeof race.block);
  race.offset = static_cast<u32>(cell * launch.kernel->granule);
  race.bytes = i.size;
  race.within_warp = within_warp;
  name_array(launch, &race);
  launch.witness->races.push_back(std::move(race));
}

}  // namespace assay::sim
