// setp, set, selp and slct.

#include "sim/ops/find.hpp"
#include "sim/ops/holds.hpp"
#include "sim/ops/kit.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

// A bit of each lane, from a 0 or 1 of each lane.
inline Mask gathered(const u8* bits) {
  Mask mask = 0;
  for (u32 k = 0; k < kLanes; k += 8) {
    u64 eight;
    std::memcpy(&eight, bits + k, 8);
    mask |= static_cast<Mask>((eight * 0x0102040810204080ull) >> 56) << k;
  }
  return mask;
}

template <class T, Compare how>
inline Mask compared(Warp& w, const Inst& i) {
  const T* const a = src<T>(w, i.a);
  const T* const b = src<T>(w, i.b);
  alignas(64) u8 bits[kLanes];
  for (u32 l = 0; l < kLanes; ++l) bits[l] = holds(how, a[l], b[l]);
  return gathered(bits);
}

inline float flush_low(float x) {
  return std::fabs(x) < 1.17549435e-38f ? std::copysign(0.0f, x) : x;
}
template <Compare how>
Mask compared_flushed(Warp& w, const Inst& i) {
  const float* const a = src<float>(w, i.a);
  const float* const b = src<float>(w, i.b);
  Mask mask = 0;
  for (u32 l = 0; l < kLanes; ++l) {
    mask |= static_cast<Mask>(holds(how, flush_low(a[l]), flush_low(b[l]))) << l;
  }
  return mask;
}

// inst.target: a second destination + 1, or 0.  inst.elements: Join with predicate c (flags & 1:
// its negation).  inst.imm: .ftz.
template <class T, Compare how>
void set_predicate(Warp& w, const Inst& i, Mask m) {
  Mask yes;
  if constexpr (sizeof(T) == 4 && static_cast<T>(0.5) != 0) {
    yes = i.imm ? compared_flushed<how>(w, i) : compared<T, how>(w, i);
  } else {
    yes = compared<T, how>(w, i);
  }
  Mask no = ~yes;
  const auto join = static_cast<Join>(i.elements);
  if (join != Join::none) {
    const Mask other = w.predicates[i.c] ^ (i.flags & 1 ? kAll : 0);
    yes = join == Join::and_ ? yes & other : join == Join::or_ ? yes | other : yes ^ other;
    no = join == Join::and_ ? no & other : join == Join::or_ ? no | other : no ^ other;
  }
  if (i.d != kNoSlot) w.predicates[i.d] = (w.predicates[i.d] & ~m) | (yes & m);
  if (i.target) w.predicates[i.target - 1] = (w.predicates[i.target - 1] & ~m) | (no & m);
}

// set: all ones (or 1.0, inst.stride 5) where it holds.
template <class T, Compare how>
void set_value(Warp& w, const Inst& i, Mask m) {
  Mask yes = compared<T, how>(w, i);
  const auto join = static_cast<Join>(i.elements);
  if (join != Join::none) {
    const Mask other = w.predicates[i.c] ^ (i.flags & 1 ? kAll : 0);
    yes = join == Join::and_ ? yes & other : join == Join::or_ ? yes | other : yes ^ other;
  }
  alignas(64) u32 t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) {
    t[l] = (yes >> l & 1) ? static_cast<u32>(i.imm) : 0;
  }
  put(dst<u32>(w, i.d), t, m);
}

template <class T, bool value>
Handler by_order(Compare how) {
#define CASE(c)    \
  case Compare::c: \
    return value ? set_value<T, Compare::c> : set_predicate<T, Compare::c>;
  switch (how) { CASE(eq) CASE(ne) CASE(lt) CASE(le) CASE(gt) CASE(ge) default : break; }
  if constexpr (static_cast<T>(0.5) != 0) {
    switch (how) {
      CASE(equ)
      CASE(neu) CASE(ltu) CASE(leu) CASE(gtu) CASE(geu) CASE(num) CASE(nan) default : break;
    }
  }
#undef CASE
  return nullptr;
}

template <bool value>
Handler by_type(const Opcode& o, ptx::Type type) {
  if (type.kind == 'f') {
    if (type.bits == 64) return by_order<double, value>(o.compare);
    if (type.bits == 32) return by_order<float, value>(o.compare);
    return nullptr;
  }
  const bool is_signed = type.kind == 's';
  switch (type.bits) {
    case 16:
      return is_signed ? by_order<i16, value>(o.compare) : by_order<u16, value>(o.compare);
    case 32:
      return is_signed ? by_order<i32, value>(o.compare) : by_order<u32, value>(o.compare);
    case 64:
      return is_signed ? by_order<i64, value>(o.compare) : by_order<u64, value>(o.compare);
    default:
      return nullptr;
  }
}

// d = c ? a : b, c a predicate (flags & 1: its negation).
template <class T>
void select(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  const T* const b = src<T>(w, i.b);
  const Mask c = w.predicates[i.c] ^ (i.flags & 1 ? kAll : 0);
  alignas(64) T t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) t[l] = (c >> l & 1) ? a[l] : b[l];
  put(dst<T>(w, i.d), t, m);
}

// d = c >= 0 ? a : b.
template <class T, class C>
void select_sign(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  const T* const b = src<T>(w, i.b);
  const C* const c = src<C>(w, i.c);
  alignas(64) T t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) t[l] = c[l] >= 0 ? a[l] : b[l];
  put(dst<T>(w, i.d), t, m);
}

template <class C>
Handler sign_of(ptx::Type type) {
  return type.bits == 64   ? select_sign<u64, C>
         : type.bits == 32 ? select_sign<u32, C>
                           : select_sign<u16, C>;
}

}  // namespace

Handler find_compare(const Opcode& o) {
  const ptx::Type type = o.type[0];
  switch (o.op) {
    case Op::setp:
      return by_type<false>(o, type);
    case Op::set:
      return type.bits == 32 ? by_type<true>(o, o.type[1]) : nullptr;
    case Op::selp:
      return type.bits == 64 ? select<u64> : type.bits == 32 ? select<u32> : select<u16>;
    case Op::slct:
      return o.type[1].kind == 'f' ? sign_of<float>(type) : sign_of<i32>(type);
    default:
      return nullptr;
  }
}

}  // namespace assay::sim::ASSAY_LEVEL
