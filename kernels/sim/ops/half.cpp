// f16, bf16 and their pairs: computed in float and rounded once.

#include <algorithm>

#include "sim/half_bits.hpp"
#include "sim/ops/find.hpp"
#include "sim/ops/holds.hpp"
#include "sim/ops/kit.hpp"
#include "sim/ops/vector_math.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

inline float as_float(u32 bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}
inline u32 as_bits(float value) {
  u32 bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

struct F16 {
  static float widen(u16 h) {
#ifdef __F16C__
    return _cvtsh_ss_of(h);
#else
    const u32 sign = static_cast<u32>(h & 0x8000) << 16;
    const u32 exponent = h >> 10 & 31, mantissa = h & 0x3ff;
    if (exponent == 31) return as_float(sign | 0x7f800000 | mantissa << 13);
    const float tiny = static_cast<float>(mantissa) * 5.9604644775390625e-08f;
    if (exponent == 0) return sign ? -tiny : tiny;
    return as_float(sign | (exponent + 112) << 23 | mantissa << 13);
#endif
  }
  static u16 narrow(float x) {
#ifdef __F16C__
    const u16 h = _cvtss_sh_of(x);
#else
    const u16 h = narrow_plain(x);
#endif
    return (h & 0x7fff) > 0x7c00 ? 0x7fff : h;
  }
  static constexpr u16 kInfinity = 0x7c00;
  static constexpr u16 kOne = 0x3c00;

 private:
#ifdef __F16C__
  static float _cvtsh_ss_of(u16 h) {
    _Float16 value;
    std::memcpy(&value, &h, 2);
    return static_cast<float>(value);
  }
  static u16 _cvtss_sh_of(float x) {
    const auto value = static_cast<_Float16>(x);
    u16 h;
    std::memcpy(&h, &value, 2);
    return h;
  }
#endif
  // To nearest, ties to even.
  [[maybe_unused]] static u16 narrow_plain(float x) {
    const u32 bits = as_bits(x), sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
    if (size > 0x7f800000) return 0x7fff;
    if (size >= 0x477ff000) return static_cast<u16>(sign | 0x7c00);
    if (size < 0x38800000) {  // denormal: adding a power of two rounds at the right bit
      const float sum = as_float(size) + 0.5f;
      return static_cast<u16>(sign | (as_bits(sum) - 0x3f000000));
    }
    const u32 round = size + 0xfff + (size >> 13 & 1);
    return static_cast<u16>(sign | (round - 0x38000000) >> 13);
  }
};

struct BF16 {
  static float widen(u16 h) { return as_float(static_cast<u32>(h) << 16); }
  static u16 narrow(float x) {
    const u32 bits = as_bits(x);
    if ((bits & 0x7fffffff) > 0x7f800000) return 0x7fff;
    return static_cast<u16>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
  }
  static constexpr u16 kInfinity = 0x7f80;
  static constexpr u16 kOne = 0x3f80;
};

// a * b + c rounded to odd, so that rounding again to 16 bits is as if rounded once.
inline float fma_odd(float a, float b, float c) {
  const float product = a * b;  // exact: both have at most 11 bits
  const float sum = product + c;
  const float part = sum - product;
  const float error = (product - (sum - part)) + (c - part);
  const u32 bits = as_bits(sum);
  const bool inexact = error != 0 && error == error;
  const bool outward = (error > 0) == (sum > 0);
  const u32 odd = (bits & 1) ? bits : outward ? bits + 1 : bits - 1;
  return as_float(inexact ? odd : bits);
}

inline float least_of(float x, float y) {
  if (x == y) return std::signbit(x) ? x : y;
  return x < y || y != y ? x : y;
}
inline float most_of(float x, float y) {
  if (x == y) return std::signbit(x) ? y : x;
  return x > y || y != y ? x : y;
}

enum class Do : u8 { add, sub, mul, fma, min, max, ex2, tanh };

template <Do what>
inline float done(float x, float y, float z) {
  if constexpr (what == Do::add) return x + y;
  if constexpr (what == Do::sub) return x - y;
  if constexpr (what == Do::mul) return x * y;
  if constexpr (what == Do::fma) return fma_odd(x, y, z);
  if constexpr (what == Do::min) return least_of(x, y);
  if constexpr (what == Do::max) return most_of(x, y);
  if constexpr (what == Do::ex2) return exp2_of(x);
  return std::tanh(x);
}

// flags (set at decoding): 1 ftz, 2 sat, 4 relu, 8 .NaN.  One or two halves in each register.
template <class F, Do what, u32 halves>
void half_op(Warp& w, const Inst& i, Mask m) {
  constexpr u32 n = kLanes * halves;
  const u16* const a = src<u16>(w, i.a);
  const u16* const b = i.b == kNoSlot ? a : src<u16>(w, i.b);
  const u16* const c = i.c == kNoSlot ? a : src<u16>(w, i.c);
  alignas(64) u16 t[n];
  for (u32 k = 0; k < n; ++k) {
    const float x = F::widen(a[k]), y = F::widen(b[k]), z = F::widen(c[k]);
    float value = done<what>(x, y, z);
    if (i.flags & 8 && (x != x || y != y)) value = as_float(0x7fffffff);
    if (i.flags & 2) value = value > 0 ? (value < 1 ? value : 1.0f) : 0.0f;
    if (i.flags & 4) value = value > 0 || value != value ? value : 0.0f;
    t[k] = F::narrow(value);
  }
  if constexpr (halves == 1) {
    put(dst<u16>(w, i.d), t, m);
  } else {
    alignas(64) u32 words[kLanes];
    std::memcpy(words, t, sizeof words);
    put(dst<u32>(w, i.d), words, m);
  }
}

// neg and abs only touch the sign; imm: 0 neg, 1 abs.
template <class U>
void sign_op(Warp& w, const Inst& i, Mask m) {
  const U* const a = src<U>(w, i.a);
  const U sign = static_cast<U>(0x80008000u);
  alignas(64) U t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) {
    t[l] = static_cast<U>(i.imm ? a[l] & ~sign : a[l] ^ sign);
  }
  put(dst<U>(w, i.d), t, m);
}

// size: Compare.  For pairs d is the low half's result and target - 1 the high half's; else target
// is the negated result, as for other types.
template <class F, u32 halves>
void set_predicate(Warp& w, const Inst& i, Mask m) {
  const u16* const a = src<u16>(w, i.a);
  const u16* const b = src<u16>(w, i.b);
  Mask yes[2] = {};
  for (u32 k = 0; k < kLanes * halves; ++k) {
    const bool holds_here = holds(static_cast<Compare>(i.size), F::widen(a[k]), F::widen(b[k]));
    yes[halves == 2 ? k % 2 : 0] |= static_cast<Mask>(holds_here) << (k / halves);
  }
  if (halves == 1) yes[1] = ~yes[0];
  const auto join = static_cast<Join>(i.elements);
  if (join != Join::none) {
    const Mask other = w.predicates[i.c] ^ (i.flags & 1 ? kAll : 0);
    for (Mask& side : yes) {
      side = join == Join::and_ ? side & other : join == Join::or_ ? side | other : side ^ other;
    }
  }
  if (i.d != kNoSlot) w.predicates[i.d] = (w.predicates[i.d] & ~m) | (yes[0] & m);
  if (i.target) w.predicates[i.target - 1] = (w.predicates[i.target - 1] & ~m) | (yes[1] & m);
}

// set.cmp.f16{x2}.f16{x2}: 1.0 or 0 in each half.
template <class F, u32 halves>
void set_value(Warp& w, const Inst& i, Mask m) {
  const u16* const a = src<u16>(w, i.a);
  const u16* const b = src<u16>(w, i.b);
  alignas(64) u16 t[kLanes * halves];
  for (u32 k = 0; k < kLanes * halves; ++k) {
    const bool yes = holds(static_cast<Compare>(i.size), F::widen(a[k]), F::widen(b[k]));
    t[k] = yes ? (i.imm == -1 ? 0xffff : F::kOne) : 0;
  }
  if constexpr (halves == 1) {
    put(dst<u16>(w, i.d), t, m);
  } else {
    alignas(64) u32 words[kLanes];
    std::memcpy(words, t, sizeof words);
    put(dst<u32>(w, i.d), words, m);
  }
}

template <class F, u32 halves>
Handler by_op(const Opcode& o) {
  switch (o.op) {
    case Op::add:
      return half_op<F, Do::add, halves>;
    case Op::sub:
      return half_op<F, Do::sub, halves>;
    case Op::mul:
      return half_op<F, Do::mul, halves>;
    case Op::mad:
    case Op::fma:
      return half_op<F, Do::fma, halves>;
    case Op::min:
      return half_op<F, Do::min, halves>;
    case Op::max:
      return half_op<F, Do::max, halves>;
    case Op::ex2:
      return half_op<F, Do::ex2, halves>;
    case Op::tanh:
      return half_op<F, Do::tanh, halves>;
    case Op::neg:
    case Op::abs:
      if constexpr (halves == 1) return sign_op<u16>;
      return sign_op<u32>;
    case Op::setp:
      return set_predicate<F, halves>;
    case Op::set:
      return set_value<F, halves>;
    default:
      return nullptr;
  }
}

}  // namespace

Handler find_half(const Opcode& o) {
  const ptx::Type type = o.op == Op::set ? o.type[1] : o.type[0];
  if (o.op == Op::set && o.type[0].bits != type.bits) return nullptr;
  const bool pair = type.lanes == 2;
  if (type.kind == 'g') return pair ? by_op<BF16, 2>(o) : by_op<BF16, 1>(o);
  return pair ? by_op<F16, 2>(o) : by_op<F16, 1>(o);
}

}  // namespace assay::sim::ASSAY_LEVEL
