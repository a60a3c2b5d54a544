#include "sim/access.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "sim/async_copy.hpp"
#include "sim/stamps.hpp"

namespace assay::sim {
namespace {

const char* doing(Touch touch) {
  return touch == Touch::read ? "read" : touch == Touch::write ? "write" : "atomic operation";
}

std::string bytes_text(u64 bytes) {
  return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

// Sectors of 32 bytes that the lanes touch, and that their distinct bytes would fill.
void count_sectors(AccessMemo& memo, const u64* at, Mask mask, u32 bytes) {
  u64 starts[kLanes];
  u32 n = 0;
  each(mask, [&](u32 l) { starts[n++] = at[l]; });
  std::sort(starts, starts + n);
  u64 covered = 0, last_end = 0, last_sector = ~0ull;
  u32 sectors = 0, queue = 0, longest = 0;
  for (u32 k = 0; k < n; ++k) {
    queue = k > 0 && starts[k] == starts[k - 1] ? queue + 1 : 1;
    longest = std::max(longest, queue);
    const u64 end = starts[k] + bytes;
    if (end > last_end) covered += end - std::max(starts[k], last_end);
    last_end = std::max(last_end, end);
    for (u64 s = starts[k] / 32; s <= (end - 1) / 32; ++s) {
      if (last_sector == ~0ull || s > last_sector) {
        ++sectors;
        last_sector = s;
      }
    }
  }
  memo.sectors = sectors;
  memo.ideal = static_cast<u32>((covered + 31) / 32);
  memo.queue = longest;
}

// What lies between each two neighbours that take part, if it is always the same.
u64 apart_of(const AccessMemo& memo) {
  i64 apart = 0;
  for (u32 l = 0; l + 1 < kLanes; ++l) {
    if (!has(memo.mask, l) || !has(memo.mask, l + 1)) continue;
    const i64 here = memo.distance[l + 1] - memo.distance[l];
    if (here == 0 || (apart != 0 && here != apart)) return 0;
    apart = here;
  }
  return static_cast<u64>(apart < 0 ? -apart : apart);
}

void measure(AccessMemo& memo, const u64* at, Mask mask, u32 bytes) {
  const u64 base = at[first(mask)];
  memo.mask = mask;
  memo.low = static_cast<u32>(base & 31);
  memo.least = memo.most = 0;
  bool uniform = true, contiguous = mask == kAll;
  memo.aligned = true;
  for (u32 l = 0; l < kLanes; ++l) memo.distance[l] = 0;
  each(mask, [&](u32 l) {
    const i64 distance = static_cast<i64>(at[l] - base);
    memo.distance[l] = distance;
    memo.least = std::min(memo.least, distance);
    memo.most = std::max(memo.most, distance);
    uniform &= distance == 0;
    contiguous &= distance == static_cast<i64>(l) * bytes;
    memo.aligned &= distance % static_cast<i64>(bytes) == 0;
  });
  memo.apart = apart_of(memo);
  memo.shape = uniform      ? AccessMemo::Shape::uniform
               : contiguous ? AccessMemo::Shape::contiguous
                            : AccessMemo::Shape::scattered;
}

// Passes over the 32 banks: the most distinct words in one bank.  Accesses of 8 and 16 bytes go by
// half and quarter warps.
void count_wavefronts(AccessMemo& memo, const u64* at, Mask mask, u32 bytes) {
  const u32 group = bytes <= 4 ? 32 : bytes == 8 ? 16 : 8;
  memo.wavefronts = memo.passes = 0;
  for (u32 from = 0; from < kLanes; from += group) {
    const Mask lanes = mask & ((group == 32 ? kAll : (1u << group) - 1) << from);
    if (lanes == 0) continue;
    ++memo.passes;
    u64 words[4 * kLanes];
    u32 n = 0;
    each(lanes, [&](u32 l) {
      for (u64 word = at[l] / 4; word <= (at[l] + bytes - 1) / 4; ++word) words[n++] = word;
    });
    std::sort(words, words + n);
    const u64* const end = std::unique(words, words + n);
    u32 in_bank[32] = {};
    u32 deepest = 0;
    for (const u64* word = words; word != end; ++word) {
      deepest = std::max(deepest, ++in_bank[*word % 32]);
    }
    memo.wavefronts += deepest;
  }
}

void find_runs(AccessMemo& memo, Mask mask, u32 bytes, u32 granule) {
  struct Start {
    i64 at;
    u8 lane;
    bool many;
  } starts[kLanes];
  u32 n = 0;
  each(mask, [&](u32 l) { starts[n++] = {memo.distance[l], static_cast<u8>(l), false}; });
  std::stable_sort(starts, starts + n, [](const Start& x, const Start& y) { return x.at < y.at; });
  memo.runs = 0;
  u32 longest = 1, queue = 1;
  const auto per_access = static_cast<u16>(std::max(1u, bytes / granule));
  for (u32 k = 0; k < n; ++k) {
    if (k > 0 && starts[k].at == starts[k - 1].at) {
      longest = std::max(longest, ++queue);
      continue;
    }
    queue = 1;
    starts[k].many = k + 1 < n && starts[k + 1].at == starts[k].at;
    const auto start = static_cast<i32>(starts[k].at / static_cast<i64>(granule));
    AccessMemo::Run* const last = memo.runs ? &memo.run[memo.runs - 1] : nullptr;
    if (last && last->start + last->length == start && last->many == starts[k].many &&
        last->lane + last->length / per_access == starts[k].lane) {
      last->length = static_cast<u16>(last->length + per_access);
    } else {
      memo.run[memo.runs++] = {start, per_access, starts[k].lane, starts[k].many};
    }
  }
  memo.queue = longest;
}

}  // namespace

// From an allocation: nobody means that one.
constexpr u64 kFar = 1 << 30;

Check classify(u64 address, u32 bytes, std::string* words) {
  const Memory& memory = Memory::device();
  if (address < 65536) {
    *words = "through a null pointer";
    return Check::out_of_bounds;
  }
  if (!Memory::owns(address)) {
    *words = "at an address that is not of the device: a wild index, or a pointer of the host?";
    return Check::out_of_bounds;
  }
  const Allocation *const near = memory.below(address), *const after = memory.above(address);
  const u64 end = near ? near->address + near->bytes : 0;
  if (after && address >= end && after->address - address < address - end) {
    *words = bytes_text(after->address - address) + " before an allocation of " +
             bytes_text(after->bytes);
    return Check::out_of_bounds;
  }
  if (!near || (address >= end && address - end > kFar)) {
    *words = "far from everything that is allocated: a wild index, or a negative unsigned one?";
    return Check::out_of_bounds;
  }
  if (near->freed && address < near->address + near->bytes) {
    *words = "of an allocation of " + bytes_text(near->bytes) + " that was freed";
    return Check::use_after_free;
  }
  if (address >= end) {
    *words = bytes_text(address - end) + " past an allocation of " + bytes_text(near->bytes);
  } else {
    *words = "over the end of an allocation of " + bytes_text(near->bytes) + " by " +
             bytes_text(address + bytes - end);
  }
  return Check::out_of_bounds;
}

void learn_global(AccessMemo& memo, const u64* at, Mask mask, u32 bytes) {
  measure(memo, at, mask, bytes);
  count_sectors(memo, at, mask, bytes);
}

void learn_shared(AccessMemo& memo, const u64* at, Mask mask, u32 bytes, u32 granule) {
  measure(memo, at, mask, bytes);
  count_wavefronts(memo, at, mask, bytes);
  find_runs(memo, mask, bytes, granule);
}

namespace {

std::string place_text(u64 address) {
  const Allocation* const holder = Memory::device().below(address);
  return holder ? ", " + bytes_text(address - holder->address) + " into an allocation of " +
                      bytes_text(holder->bytes)
                : "";
}

// What shared memory there is, and where it came from.
std::string dynamic_text(const Launch& launch, u64 limit) {
  const u32 dynamic = launch.shape.dynamic_shared;
  if (!launch.kernel->dynamic_shared) return " of " + bytes_text(limit);
  if (dynamic == 0) return ": the launch gives it no dynamic shared memory (the third of <<<>>>)";
  return " of " + bytes_text(limit) + ": the launch gives it " + bytes_text(dynamic) +
         " of dynamic shared memory";
}

}  // namespace

Mask check_global(Warp& w, const Inst& i, Mask mask, const u64* at, u32 bytes, Touch touch) {
  Mask good = mask;
  const bool all = w.block->launch->checks == Checks::all;
  const u32 element = std::min(bytes, static_cast<u32>(i.size) * i.elements);
  each(mask, [&](u32 l) {
    const u64 address = at[l];
    if (address % element != 0) {
      good &= ~(1u << l);
      if (reported(w, i, Check::misaligned)) return;
      report(w, i, Check::misaligned, l,
             std::string("misaligned ") + doing(touch) + " of " + bytes_text(bytes) +
                 " in global memory: the address is no multiple of " + std::to_string(element));
      return;
    }
    if (Memory::owns(address)) {
      const u8* const state = Memory::state(address);
      bool allocated = true, initialised = true;
      // Structures are copied with the bytes between their members, which nobody writes: only what
      // was not written at all counts.
      const u32 piece = std::min(std::max<u32>(i.size, 4), bytes);
      for (u32 k = 0; k < bytes; k += piece) {
        bool some = false;
        for (u32 j = k; j < std::min(k + piece, bytes); ++j) {
          allocated &= (state[j] & kAllocated) != 0;
          some |= (state[j] & kInitialised) != 0;
        }
        initialised &= some;
      }
      if (allocated && (initialised || touch == Touch::write || !all)) return;
      if (allocated) {
        if (reported(w, i, Check::uninitialised_read)) return;
        report(w, i, Check::uninitialised_read, l,
               "read of global memory that nobody has written" + place_text(address));
        return;
      }
    } else if (Memory::device().lent(address, bytes)) {
      return;
    }
    good &= ~(1u << l);
    std::string words;
    const Check check = classify(address, bytes, &words);
    if (reported(w, i, check)) return;
    report(w, i, check, l,
           std::string(check == Check::use_after_free ? "" : "out-of-bounds ") + doing(touch) +
               " of " + bytes_text(bytes) + " in " +
               (i.space == ptx::Space::constant ? "constant" : "global") + " memory, " + words);
  });
  return good;
}

Mask check_shared(Warp& w, const Inst& i, Mask mask, const u64* at, u32 bytes, Touch touch) {
  Mask good = mask;
  const u64 limit = w.block->shared_bytes;
  each(mask, [&](u32 l) {
    if (at[l] % bytes != 0) {
      good &= ~(1u << l);
      if (reported(w, i, Check::misaligned)) return;
      report(w, i, Check::misaligned, l,
             std::string("misaligned ") + doing(touch) + " of " + bytes_text(bytes) +
                 " in shared memory: the address is no multiple of " + std::to_string(bytes));
      return;
    }
    if (at[l] + bytes <= limit) return;
    good &= ~(1u << l);
    if (reported(w, i, Check::out_of_bounds)) return;
    const auto offset = static_cast<i64>(static_cast<i32>(at[l]));
    std::string where = ", " + bytes_text(static_cast<u64>(-offset)) + " before its start";
    if (offset >= 0) {
      where = " at offset " + std::to_string(at[l]) + dynamic_text(*w.block->launch, limit);
    }
    report(w, i, Check::out_of_bounds, l,
           std::string("out-of-bounds ") + doing(touch) + " of " + bytes_text(bytes) +
               " in shared memory" + where);
  });
  return good;
}

namespace {

// Whether an access of thread `mine` conflicts with the stamp of another.
bool conflicts(u32 stamp, u32 mine, bool both_strong, bool reader_stamp) {
  if (epoch_of(stamp) != epoch_of(mine)) return false;
  if (reader_stamp && stamp & kManyWarps) return true;
  const bool same_warp = (stamp & kWarpBits) == (mine & kWarpBits);
  if (same_warp) {
    if (sync_of(stamp) != sync_of(mine)) return false;
    const bool same_lane = (stamp & kThreadBits) == (mine & kThreadBits);
    if (same_lane && !(reader_stamp && stamp & kManyLanes)) return false;
  }
  return !both_strong;
}

// What would order an access and one of the same warp.  Where there are more warps, theirs may come
// to light later.
std::string within_warp(const Warp& w) {
  return w.block->threads <= kLanes ? "__syncwarp()"
                                    : "__syncthreads(), or within a warp __syncwarp()";
}

std::string thread_text(const Warp& w, u32 thread) {
  const u32* const size = w.block->launch->shape.block;
  const u32 x = thread % size[0], y = thread / size[0] % size[1], z = thread / size[0] / size[1];
  return "(" + std::to_string(x) + "," + std::to_string(y) + "," + std::to_string(z) + ")";
}

// Collectives of several warps write where their own warp has read the result of the one before:
// between the two the warp has exchanged values, and that is all that the toolkit waits for.
bool after_shuffle(const Inst& i, u32 reader, u32 mine) {
  return (i.flags & kOfToolkit) != 0 && (reader & kManyWarps) == 0 &&
         (reader & kWarpBits) == (mine & kWarpBits);
}

// Names the early reads of a cell as what they are: races with the write that now comes.  False if
// there were none by other threads, or only atomic ones before an atomic one.
bool settle_early_reads(Block& b, u64 cell, u32 writer, bool strong, bool is_copy) {
  const auto settled = [&](const EarlyRead& read) {
    return read.cell == cell && read.warp * kLanes + read.lane != writer &&
           !(strong && (read.inst->flags & kStrong));
  };
  for (const EarlyRead& read : b.early_reads) {
    if (!settled(read)) continue;
    Warp& w = b.warps[read.warp];
    Frame* const frame = std::exchange(w.frame, read.frame);
    if (is_copy && read.copies) {
      if (!reported(w, *read.inst, Check::missing_wait)) {
        report(w, *read.inst, Check::missing_wait, read.lane,
               "read of shared memory before the cp.async of thread " + thread_text(w, writer) +
                   " fills it: every thread waits for its copies, then __syncthreads()");
      }
    } else if (!reported(w, *read.inst, Check::shared_race)) {
      report(w, *read.inst, Check::shared_race, read.lane,
             "race in shared memory: this read may come before the write by thread " +
                 thread_text(w, writer) + "; they are not ordered by " +
                 (writer / kLanes == read.warp ? within_warp(w) : "__syncthreads()"));
    }
    w.frame = frame;
  }
  return std::erase_if(b.early_reads, settled) != 0;
}

const SharedArray* array_before(const Block& b, u64 offset) {
  const SharedArray* before = nullptr;
  for (const SharedArray& array : b.launch->kernel->shared_arrays) {
    if (array.offset <= offset) before = &array;
  }
  return before;
}

u32 bytes_of(const Block& b, const SharedArray& array) {
  return array.bytes ? array.bytes : b.launch->shape.dynamic_shared;
}

// Between two arrays.
bool owned_by_nobody(const Block& b, u64 offset) {
  const SharedArray* const array = array_before(b, offset);
  return array && offset >= array->offset + bytes_of(b, *array);
}

void report_past_array(Warp& w, const Inst& i, u32 lane, u32 bytes, Touch touch, u64 offset) {
  if (reported(w, i, Check::out_of_bounds)) return;
  const SharedArray& array = *array_before(*w.block, offset);
  const u32 length = bytes_of(*w.block, array);
  report(w, i, Check::out_of_bounds, lane,
         std::string("out-of-bounds ") + doing(touch) + " of " + bytes_text(bytes) +
             " in shared memory, " + bytes_text(offset - array.offset - length) +
             " past an array of " + bytes_text(length));
}

void race(Warp& w, const Inst& i, u32 lane, Touch touch, const char* other, u32 stamp, u64 cell) {
  if (w.block->launch->witness) note_race(w, i, lane, touch, cell);
  if (reported(w, i, Check::shared_race)) return;
  // Of many readers the stamp names one, which may be this thread itself.
  const bool many_warps = (stamp & kManyWarps) != 0 && other[0] == 'r';
  const u32 thread = stamp & kThreadBits;
  const bool same_warp = !many_warps && thread / kLanes == w.id;
  const std::string whose = many_warps                       ? "other threads"
                            : thread == w.id * kLanes + lane ? "another thread of its warp"
                                                             : "thread " + thread_text(w, thread);
  report(w, i, Check::shared_race, lane,
         std::string("race in shared memory: this ") + doing(touch) + " and the " + other + " by " +
             whose + " are not ordered by " + (same_warp ? within_warp(w) : "__syncthreads()"));
}

}  // namespace

void check_races(Warp& w, const Inst& i, Mask mask, const u64* at, u32 bytes, Touch touch,
                 const u8* values, u32 value_stride) {
  Block& b = *w.block;
  if (!b.launch->races) return;
  const u32 granule = b.launch->kernel->granule;
  const bool is_volatile = (i.flags & kVolatile) != 0;
  const bool strong = touch == Touch::atomic || (i.flags & kStrong) != 0;
  each(mask, [&](u32 l) {
    const u32 thread = thread_of(w, l);
    const u32 mine = make_stamp(b.epoch, w.sync_epoch, thread);
    for (u32 k = 0; k < bytes; k += granule) {
      const u64 cell = (at[l] + k) / granule;
      u32& writer = b.writers[cell];
      u32& reader = b.readers[cell];
      if (b.launch->witness) keep_access(w, i, l, touch, cell);
      // CUB's merges read an element past what they wrote, and drop it.
      const bool dropped = touch == Touch::read && (i.flags & kOfToolkit) != 0;
      if (touch != Touch::write && writer == kUnwritten && !dropped) {
        const bool copies = std::any_of(w.copies.begin(), w.copies.end(),
                                        [&](const AsyncCopy& copy) { return has(copy.lanes, l); });
        b.early_reads.push_back({cell, &i, w.frame, w.id, l, copies});
        writer = kLongAgo;
      } else if (touch != Touch::read && !b.early_reads.empty() &&
                 conflicts(reader, mine, false, true) &&
                 settle_early_reads(b, cell, thread, strong, i.run == run_copy_start)) {
        if (b.launch->witness) note_race(w, i, l, touch, cell);
        writer = mine;
        reader = 0;
        continue;
      }
      if (writer == kPending && owned_by_nobody(b, at[l] + k)) {
        report_past_array(w, i, l, bytes, touch, at[l] + k);
        continue;
      }
      if (writer == kPending) {
        if (!reported(w, i, Check::missing_wait)) {
          report(w, i, Check::missing_wait, l,
                 std::string(doing(touch)) +
                     " of shared memory that a cp.async still fills: wait for its group first");
        }
        continue;
      }
      // Volatile accesses of one warp order nothing: warp-synchronous code is a race.
      const bool marked = (writer & (kAtomicWrite | kVolatileWrite)) != 0;
      const bool warp_synchronous = is_volatile && (writer & kVolatileWrite) != 0 &&
                                    (writer & kWarpBits) == (mine & kWarpBits);
      const bool benign = strong && marked && !warp_synchronous;
      if (conflicts(writer, mine, benign, false)) {
        // Two writes of one value do no harm; the other lane's may still be on its way.
        const u32 other = writer & 31;
        const bool together =
            (writer & kWarpBits) == (mine & kWarpBits) && has(mask, other) && at[other] == at[l];
        const bool same_value =
            touch == Touch::write && values &&
            std::memcmp(together ? values + static_cast<u64>(other) * value_stride + k
                                 : b.shared + at[l] + k,
                        values + static_cast<u64>(l) * value_stride + k,
                        std::min(granule, bytes - k)) == 0;
        if (!same_value)
          race(w, i, l, touch, marked ? "atomic or volatile write" : "write", writer, cell);
      }
      if (touch == Touch::read) {
        if (!strong || is_volatile) reader = merged_reader(reader, mine);
        continue;
      }
      if (conflicts(reader, mine, false, true) && !after_shuffle(i, reader, mine)) {
        race(w, i, l, touch, "read", reader, cell);
      }
      writer = mine | (touch == Touch::atomic ? kAtomicWrite
                       : is_volatile          ? kVolatileWrite
                       : strong               ? kAtomicWrite
                                              : 0);
    }
  });
}

u8* local_at(Warp& w, const Inst& i, u32 lane, u64 offset, u32 bytes, Touch touch) {
  const u64 limit = w.frame->local_base + w.frame->code->local_used;
  if (offset + bytes > limit) {
    if (!reported(w, i, Check::out_of_bounds)) {
      report(w, i, Check::out_of_bounds, lane,
             std::string("out-of-bounds ") + doing(touch) + " of " + bytes_text(bytes) +
                 " in local memory (a thread's own arrays), at offset " + std::to_string(offset) +
                 " of " + bytes_text(limit));
    }
    return nullptr;
  }
  if (offset % bytes != 0) {
    if (!reported(w, i, Check::misaligned)) {
      report(w, i, Check::misaligned, lane,
             std::string("misaligned ") + doing(touch) + " of " + bytes_text(bytes) +
                 " in local memory");
    }
    return nullptr;
  }
  const u64 place = static_cast<u64>(lane) * w.block->local_bytes + offset;
  if (w.block->launch->checks == Checks::all) {
    u8* const state = w.local_state + place;
    if (touch == Touch::write) {
      std::memset(state, 1, bytes);
    } else if (i.c != kKnownLocal && !w.block->launch->kernel->module->debug &&
               std::all_of(state, state + bytes, [](u8 known) { return known == 0; }) &&
               !in_toolkit(w, i) && !reported(w, i, Check::uninitialised_read)) {
      report(w, i, Check::uninitialised_read, lane,
             "read of a local array's element that the thread has not written");
    }
  }
  return w.local + place;
}

void flush_early_reads(Block& b) {
  for (const EarlyRead& read : b.early_reads) {
    Warp& w = b.warps[read.warp];
    Frame* const frame = std::exchange(w.frame, read.frame);
    if (!reported(w, *read.inst, Check::uninitialised_read)) {
      report(w, *read.inst, Check::uninitialised_read, read.lane,
             "read of shared memory that nobody has written");
    }
    w.frame = frame;
  }
  b.early_reads.clear();
}

void advance_epoch(Block& b) {
  flush_early_reads(b);
  ++b.age;
  for (Warp& warp : b.warps) warp.sync_epoch = 0;
  if (++b.epoch <= kLastEpoch) return;
  b.epoch = 1;
  if (!b.launch->races) return;
  const u32 cells = (b.shared_bytes + b.launch->kernel->granule - 1) / b.launch->kernel->granule;
  for (u32 k = 0; k < cells; ++k) {
    if (b.writers[k] != kUnwritten && b.writers[k] != kPending) b.writers[k] = kLongAgo;
    b.readers[k] = 0;
  }
}

void order_memory(Warp& w) {
  if (w.block->launch->global_races) ++w.block->launch->global_races->fences[w.block->index];
  advance_epoch(*w.block);
}

void advance_sync(Warp& w) {
  ++w.sync_age;
  if (++w.sync_epoch <= 0xff) return;
  w.sync_epoch = 0;
  Block& b = *w.block;
  if (!b.launch->races) return;
  // Forgets this warp's stamps, so that an epoch used again accuses nobody.
  const u32 cells = (b.shared_bytes + b.launch->kernel->granule - 1) / b.launch->kernel->granule;
  for (u32 k = 0; k < cells; ++k) {
    const auto of_warp = [&](u32 stamp) { return (stamp & kThreadBits) / kLanes == w.id; };
    if (b.writers[k] > kLongAgo && b.writers[k] != kPending && of_warp(b.writers[k])) {
      b.writers[k] = kLongAgo;
    }
    if (of_warp(b.readers[k]) && !(b.readers[k] & kManyWarps)) b.readers[k] = 0;
  }
}

}  // namespace assay::sim
