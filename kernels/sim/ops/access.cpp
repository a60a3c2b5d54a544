// ld, st, atom and red: the frequent half.  An access first compares its shape with the last one
// of the same instruction; if it is the same, counts and checks take a few vector operations.

#include <type_traits>

#include "sim/access.hpp"
#include "sim/half_bits.hpp"
#include "sim/ops/find.hpp"
#include "sim/ops/kit.hpp"
#include "sim/stamps.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

using Shape = AccessMemo::Shape;
using Space = ptx::Space;

inline void addresses(Warp& w, const Inst& i, u64* at) {
  if (i.address == Address::reg64) {
    const u64* const a = src<u64>(w, i.a);
    for (u32 l = 0; l < kLanes; ++l) at[l] = a[l] + static_cast<u64>(i.imm);
  } else if (i.address == Address::reg32) {
    const u32* const a = src<u32>(w, i.a);
    const auto offset = static_cast<u32>(i.imm);
    for (u32 l = 0; l < kLanes; ++l) at[l] = a[l] + offset;
  } else {
    for (u32 l = 0; l < kLanes; ++l) at[l] = static_cast<u64>(i.imm);
  }
}

inline bool same_shape(const AccessMemo& memo, const u64* at, Mask m, u32 low_bits) {
  const u64 base = at[first(m)];
  if (memo.mask != m || ((memo.low ^ base) & low_bits) != 0) return false;
  u64 differ = 0;
  if (m == kAll) {
    for (u32 l = 0; l < kLanes; ++l) {
      differ |= (at[l] - base) ^ static_cast<u64>(memo.distance[l]);
    }
  } else {
    for (u32 l = 0; l < kLanes; ++l) {
      const u64 wrong = (at[l] - base) ^ static_cast<u64>(memo.distance[l]);
      differ |= (m >> l & 1) ? wrong : 0;
    }
  }
  return differ == 0;
}

// --- global memory

template <u32 n>
inline bool all_readable(const u8* state) {
  constexpr u64 kEach = 0x0101010101010101ull * kReadable;
  constexpr u32 kStep = n < 8 ? n : 8;
  u64 wrong = 0;
  for (u32 k = 0; k < n; k += kStep) {
    u64 eight = kEach;
    std::memcpy(&eight, state + k, kStep);
    wrong |= eight ^ kEach;
  }
  return wrong == 0;
}
template <u32 n>
inline bool all_allocated(const u8* state) {
  u8 least = 0xff;
  for (u32 k = 0; k < n; ++k) least = static_cast<u8>(least & state[k]);
  return (least & kAllocated) != 0;
}

// Loops walk memory in even steps, with strides that processors do not foresee.  A wrong guess does
// no harm.
template <bool counted>
inline void fetch_ahead(AccessMemo& memo, u64 base) {
  if constexpr (counted) {
    const u64 next = 2 * base - memo.last;
    memo.last = base;
    for (u64 k = 0; k < 128; k += 64) {
      __builtin_prefetch(Memory::view(next + k));
      __builtin_prefetch(Memory::state(next + k));
    }
  }
}

// The lanes that may go on.
template <u32 bytes, Touch touch, bool counted>
inline Mask enter_global(Warp& w, const Inst& i, Mask m, const u64* at) {
  AccessMemo& memo = w.memos[i.access];
  if (!same_shape(memo, at, m, 31)) {
    learn_global(memo, at, m, bytes);
    if constexpr (counted) {
      u64& apart = w.access_counters[i.access].apart;
      if (memo.apart > apart) apart = memo.apart;
    }
  }
  if constexpr (counted) {
    AccessCounter& counter = w.access_counters[i.access];
    ++counter.global;
    counter.sectors += memo.sectors;
    counter.ideal += memo.ideal;
    counter.bytes += count(m) * bytes;
  }
  const u64 base = at[first(m)];
  fetch_ahead<counted>(memo, base);
  const u64 low = base + static_cast<u64>(memo.least);
  const u64 high = base + static_cast<u64>(memo.most) + bytes;
  bool good = Memory::owns(low) && Memory::owns(high - 1) && memo.aligned && base % bytes == 0;
  if (!good) return check_global(w, i, m, at, bytes, touch);
  if (w.block->launch->checks == Checks::none) return m;
  const u8* const state = Memory::state(low);
  if (memo.shape == Shape::contiguous) {
    good = touch == Touch::write ? all_allocated<bytes * kLanes>(state)
                                 : all_readable<bytes * kLanes>(state);
  } else if (memo.shape == Shape::uniform) {
    good = touch == Touch::write ? all_allocated<bytes>(state) : all_readable<bytes>(state);
  } else {
    for (Mask rest = m; rest != 0; rest &= rest - 1) {
      const u8* const s = Memory::state(at[first(rest)]);
      good &= touch == Touch::write ? all_allocated<bytes>(s) : all_readable<bytes>(s);
    }
  }
  return good ? m : check_global(w, i, m, at, bytes, touch);
}

template <u32 bytes>
inline void mark_written(Warp& w, const Inst& i, Mask ok, const u64* at) {
  if (w.block->launch->checks != Checks::all) return;
  const AccessMemo& memo = w.memos[i.access];
  if (ok == kAll && memo.shape == Shape::contiguous) {
    if (!Memory::owns(at[0])) return;  // of the host, lent
    std::memset(Memory::state(at[0]), kReadable, bytes * kLanes);
    return;
  }
  each(ok, [&](u32 l) {
    if (Memory::owns(at[l])) std::memset(Memory::state(at[l]), kReadable, bytes);
  });
}

inline u8* global_view(u64 address) {
  return Memory::owns(address) ? Memory::view(address) : reinterpret_cast<u8*>(address);
}

// --- shared memory

inline bool read_is_ordered(const Block& b, const AccessMemo& memo, u32 base_cell, u32 per_shift,
                            u32 warp_thread) {
  const u32 epoch = b.epoch;
  for (u32 r = 0; r < memo.runs; ++r) {
    const AccessMemo::Run& run = memo.run[r];
    const u32* const writers = b.writers + static_cast<i64>(base_cell) + run.start;
    const u32 thread = warp_thread + run.lane;
    u32 bad = 0;
    for (u32 k = 0; k < run.length; ++k) {
      const u32 stamp = writers[k];
      const bool mine = (stamp & kThreadBits) == thread + (k >> per_shift) && !run.many;
      bad |= (((stamp >> 20) == epoch) & !mine) | (stamp == kUnwritten) | (stamp == kPending);
    }
    if (bad) return false;
  }
  return true;
}

inline void leave_reader(Block& b, const AccessMemo& memo, u32 base_cell, u32 per_shift,
                         u32 stamp_base) {
  for (u32 r = 0; r < memo.runs; ++r) {
    const AccessMemo::Run& run = memo.run[r];
    u32* const readers = b.readers + static_cast<i64>(base_cell) + run.start;
    const u32 mine = (stamp_base + run.lane) | (run.many ? kManyLanes : 0);
    for (u32 k = 0; k < run.length; ++k) {
      readers[k] = merged_reader(readers[k], mine + (k >> per_shift));
    }
  }
}

inline bool write_is_ordered(const Block& b, const AccessMemo& memo, u32 base_cell, u32 per_shift,
                             u32 warp_thread) {
  const u32 epoch = b.epoch;
  for (u32 r = 0; r < memo.runs; ++r) {
    const AccessMemo::Run& run = memo.run[r];
    if (run.many) return false;
    const i64 at = static_cast<i64>(base_cell) + run.start;
    const u32 *const writers = b.writers + at, *const readers = b.readers + at;
    u32 bad = 0;
    for (u32 k = 0; k < run.length; ++k) {
      const u32 thread = warp_thread + run.lane + (k >> per_shift);
      const u32 writer = writers[k], reader = readers[k];
      const bool own_writer = (writer & kThreadBits) == thread;
      // Own, and with none of the marks for other readers.
      const bool own_reader = (reader & (kThreadBits | kManyLanes | kManyWarps)) == thread;
      bad |= (((writer >> 20) == epoch) & !own_writer) | (((reader >> 20) == epoch) & !own_reader) |
             (writer == kPending);
    }
    if (bad) return false;
  }
  return true;
}

inline void leave_writer(Block& b, const AccessMemo& memo, u32 base_cell, u32 per_shift,
                         u32 stamp_base) {
  for (u32 r = 0; r < memo.runs; ++r) {
    const AccessMemo::Run& run = memo.run[r];
    u32* const writers = b.writers + static_cast<i64>(base_cell) + run.start;
    for (u32 k = 0; k < run.length; ++k) writers[k] = stamp_base + run.lane + (k >> per_shift);
  }
}

// Counts, bounds and races of a plain access; the lanes that may go on.  `values`: what a store
// writes, lane after lane.
template <u32 bytes, Touch touch>
inline Mask enter_shared(Warp& w, const Inst& i, Mask m, const u64* at, const u8* values) {
  Block& b = *w.block;
  AccessMemo& memo = w.memos[i.access];
  const u32 granule = b.launch->kernel->granule;
  if (!same_shape(memo, at, m, 3)) learn_shared(memo, at, m, bytes, granule);
  AccessCounter& counter = w.access_counters[i.access];
  ++counter.shared;
  counter.wavefronts += memo.wavefronts;
  counter.passes += memo.passes;
  const u64 base = at[first(m)];
  const u64 low = base + static_cast<u64>(memo.least);
  const u64 high = base + static_cast<u64>(memo.most) + bytes;
  Mask ok = m;
  if (!memo.aligned || base % bytes != 0 || low > high || high > b.shared_bytes) {
    ok = check_shared(w, i, m, at, bytes, touch);
  }
  if (!b.launch->races || ok == 0) return ok;
  if (ok != m || (i.flags & kStrong) || touch == Touch::atomic || bytes < granule ||
      b.launch->witness) {
    check_races(w, i, ok, at, bytes, touch, values, bytes);
    return ok;
  }
  const u32 cell = static_cast<u32>(base) / granule;
  const u32 per_shift = static_cast<u32>(__builtin_ctz(bytes / granule));
  const u32 warp_thread = w.id * kLanes;
  const u32 stamp = make_stamp(b.epoch, w.sync_epoch, warp_thread);
  if (touch == Touch::read) {
    if (read_is_ordered(b, memo, cell, per_shift, warp_thread)) {
      leave_reader(b, memo, cell, per_shift, stamp);
      return ok;
    }
  } else if (write_is_ordered(b, memo, cell, per_shift, warp_thread)) {
    leave_writer(b, memo, cell, per_shift, stamp);
    return ok;
  }
  check_races(w, i, ok, at, bytes, touch, values, bytes);
  return ok;
}

// --- moving data between memory and registers

// Writes element `k` of each lane to its register, widened to the register's stride.
template <class U>
inline void put_element(Warp& w, const Inst& i, u32 k, const U* values, Mask m) {
  const Slot slot = i.elements == 1 ? i.d : w.frame->code->slots[i.list + k];
  if (slot == kNoSlot) return;
  if (i.stride == sizeof(U)) {
    put(dst<U>(w, slot), values, m);
    return;
  }
  each(m, [&](u32 l) {
    u64 value = values[l];
    if (i.flags & kSigned) {
      const u32 shift = 64 - 8 * sizeof(U);
      value = static_cast<u64>(static_cast<i64>(value << shift) >> shift);
    }
    std::memcpy(w.bases[0] + slot + l * i.stride, &value, i.stride);
  });
}

template <class U, u32 n>
inline void scatter_elements(Warp& w, const Inst& i, const U (*values)[n], Mask m) {
  for (u32 k = 0; k < n; ++k) {
    alignas(64) U t[kLanes];
    for (u32 l = 0; l < kLanes; ++l) t[l] = values[l][k];
    put_element(w, i, k, t, m);
  }
}

// Reads the registers of a store, lane after lane.
template <class U, u32 n>
inline void gather_elements(Warp& w, const Inst& i, U (*values)[n]) {
  for (u32 k = 0; k < n; ++k) {
    const Slot slot = n == 1 ? i.d : w.frame->code->slots[i.list + k];
    if (i.stride == sizeof(U)) {
      const U* const a = src<U>(w, slot);
      for (u32 l = 0; l < kLanes; ++l) values[l][k] = a[l];
    } else {
      const u8* const a = src<u8>(w, slot);
      for (u32 l = 0; l < kLanes; ++l) std::memcpy(&values[l][k], a + l * i.stride, sizeof(U));
    }
  }
}

// What most loads are: a register of each lane, beside each other in memory or all the same.
template <class U, u32 n>
inline bool load_directly(Warp& w, const Inst& i, Mask m, Mask ok, Shape shape, const u8* first) {
  if constexpr (n != 1) {
    return false;
  } else {
    if (m != kAll || ok != kAll || i.stride != sizeof(U) || i.d == kNoSlot) return false;
    U* const d = dst<U>(w, i.d);
    if (shape == Shape::contiguous) {
      std::memcpy(d, first, sizeof(U) * kLanes);
      return true;
    }
    if (shape != Shape::uniform) return false;
    U one;
    std::memcpy(&one, first, sizeof one);
    for (u32 l = 0; l < kLanes; ++l) d[l] = one;
    return true;
  }
}

inline void strong_load(Warp& w, const Inst& i) {
  poll(w);
  if (i.flags & kOrders) order_memory(w);
}

template <class U, u32 n, bool counted>
void load_global_at(Warp& w, const Inst& i, Mask m, const u64* at) {
  constexpr u32 bytes = sizeof(U) * n;
  const Mask ok = enter_global<bytes, Touch::read, counted>(w, i, m, at);
  if (i.flags & kStrong) strong_load(w, i);
  if (w.block->launch->global_races) note_global(w, i, ok, at, bytes, Touch::read, nullptr);
  const Shape shape = ok == m ? w.memos[i.access].shape : Shape::scattered;
  if (load_directly<U, n>(w, i, m, ok, shape, global_view(at[0]))) return;
  alignas(64) U values[kLanes][n];
  if (shape == Shape::contiguous) {
    std::memcpy(values, global_view(at[0]), sizeof values);
  } else if (shape == Shape::uniform) {
    U one[n];
    std::memcpy(one, global_view(at[first(m)]), sizeof one);
    for (u32 l = 0; l < kLanes; ++l) std::memcpy(values[l], one, sizeof one);
  } else {
    if (ok != kAll) std::memset(values, 0, sizeof values);
    each(ok, [&](u32 l) { std::memcpy(values[l], global_view(at[l]), bytes); });
  }
  scatter_elements<U, n>(w, i, values, m);
}

template <class U, u32 n>
void load_shared_at(Warp& w, const Inst& i, Mask m, const u64* at) {
  constexpr u32 bytes = sizeof(U) * n;
  const Mask ok = enter_shared<bytes, Touch::read>(w, i, m, at, nullptr);
  if (i.flags & kStrong) strong_load(w, i);
  const u8* const shared = w.block->shared;
  const Shape shape = ok == m ? w.memos[i.access].shape : Shape::scattered;
  if (load_directly<U, n>(w, i, m, ok, shape, shared + at[0])) return;
  alignas(64) U values[kLanes][n];
  if (shape == Shape::contiguous) {
    std::memcpy(values, shared + at[0], sizeof values);
  } else if (shape == Shape::uniform) {
    U one[n];
    std::memcpy(one, shared + at[first(m)], sizeof one);
    for (u32 l = 0; l < kLanes; ++l) std::memcpy(values[l], one, sizeof one);
  } else if (ok == kAll) {
    for (u32 l = 0; l < kLanes; ++l) std::memcpy(values[l], shared + at[l], bytes);
  } else {
    std::memset(values, 0, sizeof values);
    each(ok, [&](u32 l) { std::memcpy(values[l], shared + at[l], bytes); });
  }
  scatter_elements<U, n>(w, i, values, m);
}

template <class U, u32 n>
void load_local_at(Warp& w, const Inst& i, Mask m, const u64* at) {
  constexpr u32 bytes = sizeof(U) * n;
  ++w.access_counters[i.access].local;
  alignas(64) U values[kLanes][n] = {};
  each(m, [&](u32 l) {
    const u8* const place = local_at(w, i, l, at[l], bytes, Touch::read);
    if (place) std::memcpy(values[l], place, bytes);
  });
  scatter_elements<U, n>(w, i, values, m);
}

// Calls f(window's space, lanes, addresses in that space) for each space that lanes point into.
template <class F>
inline void by_window(Mask m, u64* at, F f) {
  Mask shared = 0, local = 0, param = 0;
  for (u32 l = 0; l < kLanes; ++l) {
    shared |= static_cast<Mask>(at[l] - kSharedWindow < kWindowBytes) << l;
    local |= static_cast<Mask>(at[l] - kLocalWindow < kWindowBytes) << l;
    param |= static_cast<Mask>(at[l] - kParamWindow < kWindowBytes) << l;
  }
  shared &= m, local &= m, param &= m;
  const Mask global = m & ~(shared | local | param);
  if (global) f(Space::global, global);
  if (shared) {
    each(shared, [&](u32 l) { at[l] -= kSharedWindow; });
    f(Space::shared, shared);
  }
  if (local) {
    each(local, [&](u32 l) { at[l] -= kLocalWindow; });
    f(Space::local, local);
  }
  if (param) {
    each(param, [&](u32 l) { at[l] -= kParamWindow; });
    f(Space::param, param);
  }
}

template <class U, u32 n>
void load_kernel_parameter(Warp& w, const Inst& i, Mask m, const u64* at) {
  constexpr u32 bytes = sizeof(U) * n;
  const Launch& launch = *w.block->launch;
  alignas(64) U values[kLanes][n] = {};
  each(m, [&](u32 l) {
    const std::size_t size = launch.parameters.size();
    if (at[l] <= size && bytes <= size - at[l]) {
      std::memcpy(values[l], launch.parameters.data() + at[l], bytes);
    }
  });
  scatter_elements<U, n>(w, i, values, m);
}

// Parameters of called functions: param_bytes for each lane.
template <class U, u32 n>
void load_frame_parameter(Warp& w, const Inst& i, Mask m) {
  alignas(64) U values[kLanes][n] = {};
  const u32 stride = w.frame->code->param_bytes;
  each(m, [&](u32 l) {
    std::memcpy(values[l], w.frame->parameters + l * stride + i.imm, sizeof(U) * n);
  });
  scatter_elements<U, n>(w, i, values, m);
}

template <class U, u32 n, Space space>
void load(Warp& w, const Inst& i, Mask m) {
  alignas(64) u64 at[kLanes];
  if constexpr (space == Space::param) {
    if (w.frame->code->entry && !(i.flags & kNeedsAll)) {
      addresses(w, i, at);
      load_kernel_parameter<U, n>(w, i, m, at);
    } else {
      load_frame_parameter<U, n>(w, i, m);
    }
    return;
  }
  addresses(w, i, at);
  if constexpr (space == Space::global) load_global_at<U, n, true>(w, i, m, at);
  if constexpr (space == Space::constant) load_global_at<U, n, false>(w, i, m, at);
  if constexpr (space == Space::shared) load_shared_at<U, n>(w, i, m, at);
  if constexpr (space == Space::local) load_local_at<U, n>(w, i, m, at);
  if constexpr (space == Space::generic) {
    by_window(m, at, [&](Space window, Mask lanes) {
      if (window == Space::global) load_global_at<U, n, true>(w, i, lanes, at);
      if (window == Space::shared) load_shared_at<U, n>(w, i, lanes, at);
      if (window == Space::local) load_local_at<U, n>(w, i, lanes, at);
      if (window == Space::param) load_kernel_parameter<U, n>(w, i, lanes, at);
    });
  }
}

template <class U, u32 n>
void store_global_at(Warp& w, const Inst& i, Mask m, const u64* at, const U (*values)[n]) {
  constexpr u32 bytes = sizeof(U) * n;
  if (i.flags & kOrders) order_memory(w);
  const Mask ok = enter_global<bytes, Touch::write, true>(w, i, m, at);
  ++w.worker->stores;
  mark_written<bytes>(w, i, ok, at);
  if (w.block->launch->global_races) {
    note_global(w, i, ok, at, bytes, Touch::write, reinterpret_cast<const u8*>(values));
  }
  if (ok == kAll && w.memos[i.access].shape == Shape::contiguous) {
    std::memcpy(global_view(at[0]), values, bytes * kLanes);
  } else {
    each(ok, [&](u32 l) { std::memcpy(global_view(at[l]), values[l], bytes); });
  }
}

template <class U, u32 n>
void store_shared_at(Warp& w, const Inst& i, Mask m, const u64* at, const U (*values)[n]) {
  constexpr u32 bytes = sizeof(U) * n;
  if (i.flags & kOrders) order_memory(w);
  const Mask ok =
      enter_shared<bytes, Touch::write>(w, i, m, at, reinterpret_cast<const u8*>(values));
  u8* const shared = w.block->shared;
  if (ok == kAll && w.memos[i.access].shape == Shape::contiguous) {
    std::memcpy(shared + at[0], values, bytes * kLanes);
  } else {
    each(ok, [&](u32 l) { std::memcpy(shared + at[l], values[l], bytes); });
  }
}

template <class U, u32 n>
void store_local_at(Warp& w, const Inst& i, Mask m, const u64* at, const U (*values)[n]) {
  ++w.access_counters[i.access].local;
  each(m, [&](u32 l) {
    u8* const place = local_at(w, i, l, at[l], sizeof(U) * n, Touch::write);
    if (place) std::memcpy(place, values[l], sizeof(U) * n);
  });
}

template <class U, u32 n, Space space>
void store(Warp& w, const Inst& i, Mask m) {
  alignas(64) u64 at[kLanes];
  alignas(64) U values[kLanes][n];
  gather_elements<U, n>(w, i, values);
  if constexpr (space == Space::param) {
    const u32 stride = w.frame->code->param_bytes;
    each(m, [&](u32 l) {
      std::memcpy(w.frame->parameters + l * stride + i.imm, values[l], sizeof(U) * n);
    });
    return;
  }
  addresses(w, i, at);
  if constexpr (space == Space::global) store_global_at<U, n>(w, i, m, at, values);
  if constexpr (space == Space::shared) store_shared_at<U, n>(w, i, m, at, values);
  if constexpr (space == Space::local) store_local_at<U, n>(w, i, m, at, values);
  if constexpr (space == Space::generic) {
    by_window(m, at, [&](Space window, Mask lanes) {
      if (window == Space::global) store_global_at<U, n>(w, i, lanes, at, values);
      if (window == Space::shared) store_shared_at<U, n>(w, i, lanes, at, values);
      if (window == Space::local) store_local_at<U, n>(w, i, lanes, at, values);
    });
  }
}

template <class U, u32 n>
Handler load_from(Space space) {
  switch (space) {
    case Space::global:
      return load<U, n, Space::global>;
    case Space::shared:
      return load<U, n, Space::shared>;
    case Space::local:
      return load<U, n, Space::local>;
    case Space::param:
      return load<U, n, Space::param>;
    case Space::constant:
      return load<U, n, Space::constant>;
    default:
      return load<U, n, Space::generic>;
  }
}
template <class U, u32 n>
Handler store_to(Space space) {
  switch (space) {
    case Space::global:
      return store<U, n, Space::global>;
    case Space::shared:
      return store<U, n, Space::shared>;
    case Space::local:
      return store<U, n, Space::local>;
    case Space::param:
      return store<U, n, Space::param>;
    case Space::generic:
      return store<U, n, Space::generic>;
    default:
      return nullptr;
  }
}

template <class U, bool loads>
Handler of_width(const Inst& i) {
  switch (i.elements) {
    case 1:
      return loads ? load_from<U, 1>(i.space) : store_to<U, 1>(i.space);
    case 2:
      return loads ? load_from<U, 2>(i.space) : store_to<U, 2>(i.space);
    case 4:
      return loads ? load_from<U, 4>(i.space) : store_to<U, 4>(i.space);
    case 8:
      if constexpr (sizeof(U) == 4) {
        return loads ? load_from<U, 8>(i.space) : store_to<U, 8>(i.space);
      }
      return nullptr;
    default:
      return nullptr;
  }
}
template <bool loads>
Handler of_shape(const Inst& i) {
  switch (i.size) {
    case 1:
      return of_width<u8, loads>(i);
    case 2:
      return of_width<u16, loads>(i);
    case 4:
      return of_width<u32, loads>(i);
    case 8:
      return of_width<u64, loads>(i);
    default:
      return nullptr;
  }
}

// --- atomics

// What is added in 16 bits; a pair is two additions.
struct Half {
  u16 bits;
  Half operator+(Half other) const {
    return {half_of_double(double{float_of_half(bits)} + float_of_half(other.bits))};
  }
};
struct Brain {
  u16 bits;
  Brain operator+(Brain other) const {
    return {bfloat_of_double(double{float_of_bfloat(bits)} + float_of_bfloat(other.bits))};
  }
};
template <class T>
struct Pair {
  T low, high;
  Pair operator+(Pair other) const { return {low + other.low, high + other.high}; }
};

template <class T>
struct Bits {
  using type = u32;
};
template <>
struct Bits<u64> {
  using type = u64;
};
template <>
struct Bits<i64> {
  using type = u64;
};
template <>
struct Bits<double> {
  using type = u64;
};
template <>
struct Bits<u16> {
  using type = u16;
};
template <>
struct Bits<Half> {
  using type = u16;
};
template <>
struct Bits<Brain> {
  using type = u16;
};

template <class T, Reduce how>
inline T reduced(T old, T value, T other) {
  if constexpr (how == Reduce::add) return static_cast<T>(old + value);
  if constexpr (how == Reduce::min) return value < old ? value : old;
  if constexpr (how == Reduce::max) return value > old ? value : old;
  if constexpr (how == Reduce::exch) return value;
  if constexpr (how == Reduce::cas) return old == value ? other : old;
  if constexpr (std::is_integral_v<T>) {
    if constexpr (how == Reduce::and_) return static_cast<T>(old & value);
    if constexpr (how == Reduce::or_) return static_cast<T>(old | value);
    if constexpr (how == Reduce::xor_) return static_cast<T>(old ^ value);
    if constexpr (how == Reduce::inc) return old >= value ? T(0) : static_cast<T>(old + 1);
    if constexpr (how == Reduce::dec)
      return old == 0 || old > value ? value : static_cast<T>(old - 1);
  }
  return old;
}

template <class T, Reduce how>
inline T exchanged(u8* place, T value, T other) {
  using U = typename Bits<T>::type;
  U* const word = reinterpret_cast<U*>(place);
  U seen = __atomic_load_n(word, __ATOMIC_RELAXED);
  while (true) {
    T old;
    std::memcpy(&old, &seen, sizeof old);
    const T next = reduced<T, how>(old, value, other);
    U wanted;
    std::memcpy(&wanted, &next, sizeof wanted);
    if (__atomic_compare_exchange_n(word, &seen, wanted, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_RELAXED)) {
      return old;
    }
  }
}

template <class T, Reduce how>
void atomic_at(Warp& w, const Inst& i, Mask m, const u64* at, Space space) {
  AccessMemo& memo = w.memos[i.access];
  AccessCounter& counter = w.access_counters[i.access];
  Mask ok;
  if (space == Space::shared) {
    ok = enter_shared<sizeof(T), Touch::atomic>(w, i, m, at, nullptr);
  } else {
    ok = enter_global<sizeof(T), Touch::atomic, true>(w, i, m, at);
    mark_written<sizeof(T)>(w, i, ok, at);
  }
  counter.atomic_lanes += count(m);
  counter.same_address += memo.queue;
  const T* const b = src<T>(w, i.b);
  const T* const c = how == Reduce::cas ? src<T>(w, i.c) : b;
  alignas(64) T old[kLanes] = {};
  bool changed = false;
  each(ok, [&](u32 l) {
    u8* const place = space == Space::shared ? w.block->shared + at[l] : global_view(at[l]);
    old[l] = exchanged<T, how>(place, b[l], c[l]);
    changed |= std::memcmp(&old[l], place, sizeof(T)) != 0;
  });
  if (i.flags & kOrders) order_memory(w);
  // A failed compare-and-swap is a kind of waiting.
  if (changed) {
    ++w.worker->stores;
  } else {
    poll(w);
  }
  if (i.d != kNoSlot) put(dst<T>(w, i.d), old, m);
}

template <class T, Reduce how>
void atomic(Warp& w, const Inst& i, Mask m) {
  alignas(64) u64 at[kLanes];
  addresses(w, i, at);
  if (i.space != Space::generic) {
    atomic_at<T, how>(w, i, m, at, i.space);
    return;
  }
  by_window(m, at, [&](Space window, Mask lanes) { atomic_at<T, how>(w, i, lanes, at, window); });
}

template <class T>
Handler atomic_of(Reduce how) {
  switch (how) {
    case Reduce::add:
      return atomic<T, Reduce::add>;
    case Reduce::min:
      return atomic<T, Reduce::min>;
    case Reduce::max:
      return atomic<T, Reduce::max>;
    case Reduce::exch:
      return atomic<T, Reduce::exch>;
    case Reduce::cas:
      return atomic<T, Reduce::cas>;
    case Reduce::and_:
      return atomic<T, Reduce::and_>;
    case Reduce::or_:
      return atomic<T, Reduce::or_>;
    case Reduce::xor_:
      return atomic<T, Reduce::xor_>;
    case Reduce::inc:
      return atomic<T, Reduce::inc>;
    default:
      return atomic<T, Reduce::dec>;
  }
}

}  // namespace

Handler find_load(const Inst& i) { return of_shape<true>(i); }
Handler find_store(const Inst& i) { return of_shape<false>(i); }

Handler find_atomic(const Inst&, Reduce how, ptx::Type type) {
  if (type.kind == 'f' && type.lanes == 1 && how == Reduce::add) {
    if (type.bits == 32) return atomic<float, Reduce::add>;
    if (type.bits == 64) return atomic<double, Reduce::add>;
    if (type.bits == 16) return atomic<Half, Reduce::add>;
  }
  if (type.kind == 'f' && type.lanes == 2 && how == Reduce::add) {
    return atomic<Pair<Half>, Reduce::add>;
  }
  if (type.kind == 'g' && how == Reduce::add) {
    return type.lanes == 2 ? atomic<Pair<Brain>, Reduce::add> : atomic<Brain, Reduce::add>;
  }
  if (type.kind == 'f' || type.kind == 'g') return nullptr;
  const bool is_signed = type.kind == 's';
  switch (type.bits) {
    case 16:
      return how == Reduce::cas ? atomic<u16, Reduce::cas> : nullptr;
    case 32:
      return is_signed ? atomic_of<i32>(how) : atomic_of<u32>(how);
    case 64:
      return is_signed ? atomic_of<i64>(how) : atomic_of<u64>(how);
    default:
      return nullptr;
  }
}

}  // namespace assay::sim::ASSAY_LEVEL
