#include "sim/global_races.hpp"

#include <cstring>
#include <filesystem>
#include <string>

#include "sim/machine.hpp"

namespace assay::sim {
namespace {

using Seen = GlobalRaces::Seen;

bool ordered(const GlobalRaces& all, const Seen& before, const Seen& now) {
  if (before.strong && now.strong) return true;
  if (before.block != now.block) return all.fences[before.block] != before.fences;
  if (before.thread == now.thread || before.age != now.age) return true;
  return before.thread / kLanes == now.thread / kLanes && before.sync_age != now.sync_age;
}

std::string place_text(u32 x, u32 y, u32 z) {
  return "(" + std::to_string(x) + "," + std::to_string(y) + "," + std::to_string(z) + ")";
}

std::string place_text(u32 index, const u32* size) {
  return place_text(index % size[0], index / size[0] % size[1], index / size[0] / size[1]);
}

std::size_t pc_here(const Warp& w, const Inst& i) {
  return static_cast<std::size_t>(&i - w.frame->code->insts.data());
}

void race(Warp& w, const Inst& i, u32 lane, const char* doing, const char* other,
          const Seen& before) {
  if (reported(w, i, Check::global_race)) return;
  const Launch& launch = *w.block->launch;
  const ptx::Module& module = *launch.kernel->module;
  const auto pc = static_cast<std::size_t>(before.inst - before.code->insts.data());
  const ptx::Place place = module.places[before.code->facts[pc].place];
  std::string where;
  if (place.line != 0) {
    where = " at " + std::filesystem::path(module.files[place.file]).filename().string() + ":" +
            std::to_string(place.line);
  }
  const bool same_block = before.block == w.block->index;
  const bool same_line =
      place.line != 0 && place == module.places[w.frame->code->facts[pc_here(w, i)].place];
  report(w, i, Check::global_race, lane,
         std::string("race in global memory: this ") + doing + " and the " + other + where +
             " by thread " + place_text(before.thread, launch.shape.block) +
             (same_block ? " of this block"
                         : " of block " + place_text(before.block, launch.shape.grid)) +
             " are not ordered" +
             (same_block && same_line ? " by __syncthreads(), and not atomic"
              : same_block            ? " by __syncthreads()"
                                      : ": blocks need another launch, atomics or fences between"));
}

bool same_thread(const Seen& x, const Seen& y) {
  return x.block == y.block && x.thread == y.thread;
}

}  // namespace

void note_global(Warp& w, const Inst& i, Mask mask, const u64* at, u32 bytes, Touch touch,
                 const u8* values) {
  GlobalRaces& all = *w.block->launch->global_races;
  const u32 granule = w.block->launch->kernel->global_granule;
  Seen now;
  now.inst = &i;
  now.code = w.frame->code;
  now.block = w.block->index;
  now.age = w.block->age;
  now.sync_age = w.sync_age;
  now.fences = all.fences[now.block];
  now.strong = (i.flags & kStrong) != 0;
  each(mask, [&](u32 l) {
    now.thread = thread_of(w, l);
    for (u32 k = 0; k < bytes; k += granule) {
      GlobalRaces::Cell& cell = all.cells[(at[l] + k) / granule];
      const bool conflicts = cell.writer.inst && !ordered(all, cell.writer, now);
      if (touch == Touch::read) {
        if (conflicts) race(w, i, l, "read", "write", cell.writer);
        if (!same_thread(cell.readers[0], now)) cell.readers[1] = cell.readers[0];
        cell.readers[0] = now;
        continue;
      }
      now.value = 0;
      std::memcpy(&now.value, values + static_cast<u64>(l) * bytes + k, granule);
      if (conflicts && cell.writer.value != now.value) race(w, i, l, "write", "write", cell.writer);
      for (const Seen& reader : cell.readers) {
        if (reader.inst && !ordered(all, reader, now)) race(w, i, l, "write", "read", reader);
      }
      cell = {};
      cell.writer = now;
    }
  });
}

}  // namespace assay::sim
