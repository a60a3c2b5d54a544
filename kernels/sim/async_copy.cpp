#include "sim/async_copy.hpp"

#include <algorithm>
#include <cstring>

#include "sim/access.hpp"
#include "sim/machine.hpp"
#include "sim/stamps.hpp"

namespace assay::sim {
namespace {

void for_cells(Warp& w, u64 at, u32 bytes, auto f) {
  const u32 granule = w.block->launch->kernel->granule;
  for (u32 k = 0; k < bytes; k += granule) f((at + k) / granule);
}

void finish_lane(Warp& w, const AsyncCopy& copy, u32 lane) {
  Block& b = *w.block;
  const u32 bytes = copy.inst->size, given = copy.source_bytes[lane];
  u8* const to = b.shared + copy.to[lane];
  std::memset(to, 0, bytes);
  if (given) std::memcpy(to, global_place(copy.from[lane]), given);
  if (!b.launch->races) return;
  const u32 stamp = make_stamp(b.epoch, w.sync_epoch, thread_of(w, lane));
  for_cells(w, copy.to[lane], bytes, [&](u64 cell) { b.writers[cell] = stamp; });
}

}  // namespace

void run_copy_start(Warp& w, const Inst& i, Mask m) {
  const u64* const to = src<u64>(w, i.a);
  const u64* const from = src<u64>(w, i.b);
  const u32* const given = src<u32>(w, i.c);
  u64 at[kLanes] = {}, source[kLanes] = {};
  Mask reads = 0;
  each(m, [&](u32 l) {
    at[l] = to[l] & 0xffffffff;
    source[l] = from[l];
    if (given[l] != 0) reads |= 1u << l;
  });
  AccessMemo memo;
  AccessCounter& counter = w.access_counters[i.access];
  learn_shared(memo, at, m, i.size, w.block->launch->kernel->granule);
  ++counter.shared;
  counter.wavefronts += memo.wavefronts;
  counter.passes += memo.passes;
  Mask ok = check_shared(w, i, m, at, i.size, Touch::write);
  if (reads) {
    learn_global(memo, source, reads, i.size);
    ++counter.global;
    counter.sectors += memo.sectors;
    counter.ideal += memo.ideal;
    counter.bytes += static_cast<u64>(count(reads)) * i.size;
    Mask partial = 0;
    each(reads, [&](u32 l) { partial |= static_cast<Mask>(given[l] < i.size) << l; });
    Mask readable = check_global(w, i, reads & ~partial, source, i.size, Touch::read);
    if (w.block->launch->global_races) {
      note_global(w, i, readable, source, i.size, Touch::read, nullptr);
    }
    each(partial,
         [&](u32 l) { readable |= check_global(w, i, 1u << l, source, given[l], Touch::read); });
    ok &= readable | ~reads;
  }
  // It writes at some time from now on: what others do there is a conflict.
  check_races(w, i, ok, at, i.size, Touch::write);
  each(m & ~ok, [&](u32 l) {  // told already; what is read there is no second fault
    if (!w.block->launch->races || at[l] + i.size > w.block->shared_bytes) return;
    for_cells(w, at[l], i.size, [&](u64 cell) { w.block->writers[cell] = kLongAgo; });
  });
  AsyncCopy copy;
  copy.inst = &i;
  copy.lanes = ok;
  each(ok, [&](u32 l) {
    copy.group[l] = w.copy_groups[l];
    copy.to[l] = static_cast<u32>(at[l]);
    copy.from[l] = source[l];
    copy.source_bytes[l] = std::min<u32>(given[l], i.size);
    if (w.block->launch->races) {
      for_cells(w, at[l], i.size, [&](u64 cell) { w.block->writers[cell] = kPending; });
    }
  });
  w.copies.push_back(copy);
}

void run_copy_commit(Warp& w, const Inst&, Mask m) {
  each(m, [&](u32 l) { ++w.copy_groups[l]; });
}

void run_copy_wait(Warp& w, const Inst& i, Mask m) {
  for (AsyncCopy& copy : w.copies) {
    each(copy.lanes & m, [&](u32 l) {
      const i64 done = i.imm < 0 ? w.copy_groups[l] + 1 : w.copy_groups[l] - i.imm;
      if (static_cast<i64>(copy.group[l]) >= done) return;
      finish_lane(w, copy, l);
      copy.lanes &= ~(1u << l);
    });
  }
  std::erase_if(w.copies, [](const AsyncCopy& copy) { return copy.lanes == 0; });
}

void hand_copies_to(Warp& w, Mask m, const u64* at) {
  for (AsyncCopy& copy : w.copies) {
    each(copy.lanes & m, [&](u32 l) {
      if (copy.barrier[l] == 0) copy.barrier[l] = at[l] + 1;
    });
  }
}

void finish_copies_of(Block& b, u64 at) {
  for (Warp& w : b.warps) {
    for (AsyncCopy& copy : w.copies) {
      each(copy.lanes, [&](u32 l) {
        if (copy.barrier[l] != at + 1) return;
        finish_lane(w, copy, l);
        copy.lanes &= ~(1u << l);
      });
    }
    std::erase_if(w.copies, [](const AsyncCopy& copy) { return copy.lanes == 0; });
  }
}

}  // namespace assay::sim
