#include "sim/collectives.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "sim/machine.hpp"

namespace assay::sim {
namespace {

void set_predicate(Warp& w, u32 predicate, Mask mask, Mask value) {
  w.predicates[predicate] = (w.predicates[predicate] & ~mask) | (value & mask);
}

}  // namespace

namespace {

// A full warp whose lanes all move by the same constant, in one segment: what reductions and scans
// do.  Nothing can be wrong with it.
bool shuffle_whole_warp(Warp& w, const Inst& i, const u32* value) {
  const u32* const b = src<u32>(w, i.b);
  const u32 c = src<u32>(w, w.frame->code->slots[i.list])[0];
  const auto kind = static_cast<Shuffle>(i.imm);
  const u32 by = b[0] & 31;
  u32* const d = dst<u32>(w, i.d);
  Mask inside = kAll;
  if (kind == Shuffle::down && c == 31) {
    for (u32 l = 0; l < kLanes; ++l) d[l] = value[l + by < kLanes ? l + by : l];
    inside >>= by;
  } else if (kind == Shuffle::up && c == 0) {
    for (u32 l = 0; l < kLanes; ++l) d[l] = value[l >= by ? l - by : l];
    inside <<= by;
  } else if (kind == Shuffle::butterfly && c == 31) {
    for (u32 l = 0; l < kLanes; ++l) d[l] = value[l ^ by];
  } else {
    return false;
  }
  if (i.target) set_predicate(w, i.target - 1, kAll, inside);
  return true;
}

}  // namespace

void run_shuffle(Warp& w, const Inst& i, Mask m) {
  u32 value[kLanes], result[kLanes];
  std::memcpy(value, src<u32>(w, i.a), sizeof value);
  const u32* const b = src<u32>(w, i.b);
  const u32* const c = src<u32>(w, w.frame->code->slots[i.list]);
  const auto kind = static_cast<Shuffle>(i.imm);
  // Odd slots are constants: the same in every lane.
  const bool constant = (i.b & w.frame->code->slots[i.list] & 1) != 0;
  if (m == kAll && constant && shuffle_whole_warp(w, i, value)) return;
  Mask inside = 0;
  each(m, [&](u32 l) {
    const u32 segment = c[l] >> 8 & 31, clamp = c[l] & 31;
    const u32 most = (l & segment) | (clamp & ~segment), least = l & segment;
    const u32 by = b[l] & 31;
    i32 from = 0;
    switch (kind) {
      case Shuffle::up:
        from = static_cast<i32>(l) - static_cast<i32>(by);
        break;
      case Shuffle::down:
        from = static_cast<i32>(l + by);
        break;
      case Shuffle::butterfly:
        from = static_cast<i32>(l ^ by);
        break;
      default:
        from = static_cast<i32>(least | (by & ~segment));
    }
    const bool in =
        kind == Shuffle::up ? from >= static_cast<i32>(most) : from <= static_cast<i32>(most);
    const u32 lane = in ? static_cast<u32>(from) : l;
    inside |= static_cast<Mask>(in) << l;
    result[l] = value[lane];
    // Lanes that never were (a block of 48 threads) are a common and harmless source.
    if (has(m, lane) || !has(w.root.lanes, lane) || reported(w, i, Check::inactive_source)) return;
    report(w, i, Check::inactive_source, l,
           "shuffle reads lane " + std::to_string(lane) + ", which takes no part in it" +
               (has(w.alive, lane) ? "" : " (it has ended)"));
  });
  u32* const d = dst<u32>(w, i.d);
  each(m, [&](u32 l) { d[l] = result[l]; });
  if (i.target) set_predicate(w, i.target - 1, m, inside);
}

void run_vote(Warp& w, const Inst& i, Mask m) {
  const Mask votes = (w.predicates[i.a] ^ (i.flags & 1 ? kAll : 0)) & m;
  switch (static_cast<Vote>(i.imm)) {
    case Vote::all:
      return set_predicate(w, i.d, m, votes == m ? kAll : 0);
    case Vote::any:
      return set_predicate(w, i.d, m, votes != 0 ? kAll : 0);
    case Vote::uniform:
      return set_predicate(w, i.d, m, votes == m || votes == 0 ? kAll : 0);
    default: {
      u32* const d = dst<u32>(w, i.d);
      each(m, [&](u32 l) { d[l] = votes; });
    }
  }
}

namespace {

u64 value_of(const Warp& w, const Inst& i, u32 lane) {
  return i.size == 8 ? src<u64>(w, i.a)[lane] : src<u32>(w, i.a)[lane];
}

}  // namespace

void run_match_any(Warp& w, const Inst& i, Mask m) {
  u32 result[kLanes] = {};
  each(m, [&](u32 l) {
    each(m, [&](u32 k) {
      result[l] |= static_cast<u32>(value_of(w, i, k) == value_of(w, i, l)) << k;
    });
  });
  u32* const d = dst<u32>(w, i.d);
  each(m, [&](u32 l) { d[l] = result[l]; });
}

void run_match_all(Warp& w, const Inst& i, Mask m) {
  bool same = true;
  each(m, [&](u32 l) { same &= value_of(w, i, l) == value_of(w, i, first(m)); });
  u32* const d = dst<u32>(w, i.d);
  each(m, [&](u32 l) { d[l] = same ? m : 0; });
  if (i.target) set_predicate(w, i.target - 1, m, same ? kAll : 0);
}

void run_active_mask(Warp& w, const Inst& i, Mask m) {
  u32* const d = dst<u32>(w, i.d);
  each(m, [&](u32 l) { d[l] = m; });
}

void run_elect(Warp& w, const Inst& i, Mask m) {
  u32* const d = dst<u32>(w, i.d);
  each(m, [&](u32 l) { d[l] = first(m); });
  if (i.target) set_predicate(w, i.target - 1, m, 1u << first(m));
}

namespace {

template <class T, Reduce how>
void run_redux(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  T total = a[first(m)];
  each(m & (m - 1), [&](u32 l) {
    if constexpr (how == Reduce::add) total = static_cast<T>(total + a[l]);
    if constexpr (how == Reduce::min) total = std::min(total, a[l]);
    if constexpr (how == Reduce::max) total = std::max(total, a[l]);
    if constexpr (how == Reduce::and_) total = static_cast<T>(total & a[l]);
    if constexpr (how == Reduce::or_) total = static_cast<T>(total | a[l]);
    if constexpr (how == Reduce::xor_) total = static_cast<T>(total ^ a[l]);
  });
  T* const d = dst<T>(w, i.d);
  each(m, [&](u32 l) { d[l] = total; });
}

}  // namespace

Handler find_redux(Reduce how, ptx::Type type) {
  const bool is_signed = type.kind == 's';
  if (type.bits != 32 || type.kind == 'f') return nullptr;
  switch (how) {
    case Reduce::add:
      return run_redux<u32, Reduce::add>;
    case Reduce::min:
      return is_signed ? run_redux<i32, Reduce::min> : run_redux<u32, Reduce::min>;
    case Reduce::max:
      return is_signed ? run_redux<i32, Reduce::max> : run_redux<u32, Reduce::max>;
    case Reduce::and_:
      return run_redux<u32, Reduce::and_>;
    case Reduce::or_:
      return run_redux<u32, Reduce::or_>;
    case Reduce::xor_:
      return run_redux<u32, Reduce::xor_>;
    default:
      return nullptr;
  }
}

}  // namespace assay::sim
