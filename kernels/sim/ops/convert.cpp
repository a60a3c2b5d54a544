// cvt between integers and f32/f64.  (f16 and its kin: half.cpp.)

#include <cfenv>

#include "sim/ops/find.hpp"
#include "sim/ops/kit.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

template <class T>
constexpr bool kIsFloat = static_cast<T>(0.5) != static_cast<T>(0);

template <class T>
constexpr T lowest() {
  if (static_cast<T>(-1) > static_cast<T>(0)) return 0;
  return static_cast<T>(static_cast<u64>(1) << (sizeof(T) * 8 - 1));
}
template <class T>
constexpr T highest() {
  return static_cast<T>(~lowest<T>());
}

// Integer to integer: truncation, or saturation where .sat asks for it.
template <class D, class S, bool sat>
D to_integer(S x) {
  if constexpr (sat) {
    if constexpr (static_cast<S>(-1) < static_cast<S>(0)) {
      if (x < 0) {
        if (lowest<D>() == 0) return 0;
        return static_cast<i64>(x) < static_cast<i64>(lowest<D>()) ? lowest<D>()
                                                                   : static_cast<D>(x);
      }
    }
    if (static_cast<u64>(x) > static_cast<u64>(highest<D>())) return highest<D>();
  }
  return static_cast<D>(x);
}

template <class S>
inline S rounded(S x, Round round) {
  switch (round) {
    case Round::zero:
      return std::trunc(x);
    case Round::down:
      return std::floor(x);
    case Round::up:
      return std::ceil(x);
    default:
      return std::nearbyint(x);
  }
}

// Float to integer: always saturates; NaN gives 0 for 32 bits, and the highest bit for 64.
template <class D, class S, Round round>
D float_to_integer(S x) {
  const S value = rounded(x, round);
  if (value != value) return sizeof(D) == 8 ? static_cast<D>(1ull << 63) : D(0);
  // The highest 64-bit (and, for float, 32-bit) integer rounds up to a power of two.
  constexpr double kTop = static_cast<double>(static_cast<u64>(1) << 32) *
                          static_cast<double>(static_cast<u64>(1) << (sizeof(D) == 8 ? 31 : 0)) *
                          (sizeof(D) == 8 && lowest<D>() == 0 ? 2 : 1);
  if constexpr (sizeof(D) == 8) {
    if (static_cast<double>(value) >= kTop) return highest<D>();
    if (static_cast<double>(value) <= static_cast<double>(lowest<D>())) return lowest<D>();
    return static_cast<D>(value);
  } else {
    const auto exact = static_cast<double>(value);
    if (exact >= static_cast<double>(highest<D>())) return highest<D>();
    if (exact <= static_cast<double>(lowest<D>())) return lowest<D>();
    return static_cast<D>(static_cast<i64>(exact));
  }
}

template <class F>
inline F clamp01(F x) {
  return x > 0 ? (x < 1 ? x : F(1)) : F(0);
}
inline float flush(float x) { return std::fabs(x) < 1.17549435e-38f ? std::copysign(0.0f, x) : x; }
inline double flush(double x) { return x; }

// Reads S at its register's stride, and writes D widened to its register's stride (by sign if D is
// signed): what PTX does with registers wider than the type.
template <class D, class S>
void store_wide(Warp& w, const Inst& i, Mask m, const D* values) {
  if (i.stride == sizeof(D)) {
    put(dst<D>(w, i.d), values, m);
  } else if constexpr (!kIsFloat<D>) {
    each(m, [&](u32 l) {
      const auto wide = static_cast<u64>(static_cast<i64>(values[l]));
      const u64 value = lowest<D>() == 0 ? static_cast<u64>(values[l]) : wide;
      std::memcpy(w.bases[0] + i.d + l * i.stride, &value, i.stride);
    });
  }
}
template <class S>
const S* load_narrow(Warp& w, const Inst& i, S* room) {
  const u32 stride = i.size;
  if (stride == sizeof(S)) return src<S>(w, i.a);
  const u8* const from = src<u8>(w, i.a);
  for (u32 l = 0; l < kLanes; ++l) std::memcpy(&room[l], from + l * stride, sizeof(S));
  return room;
}

template <class D, class S, auto f>
void converted(Warp& w, const Inst& i, Mask m) {
  alignas(64) S room[kLanes];
  alignas(64) D t[kLanes];
  const S* const a = load_narrow<S>(w, i, room);
  for (u32 l = 0; l < kLanes; ++l) t[l] = f(a[l]);
  store_wide<D, S>(w, i, m, t);
}

// With the machine's rounding mode: integer or double to float, rounding as inst.target says.
template <class D, class S>
void converted_directed(Warp& w, const Inst& i, Mask m) {
  alignas(64) S room[kLanes];
  alignas(64) D t[kLanes];
  const S* const a = load_narrow<S>(w, i, room);
  const int before = std::fegetround();
  std::fesetround(static_cast<int>(i.target));
  for (u32 l = 0; l < kLanes; ++l) {
    volatile S x = a[l];
    volatile D y = static_cast<D>(x);
    t[l] = y;
  }
  std::fesetround(before);
  store_wide<D, S>(w, i, m, t);
}

template <class D, class S>
Handler pick(const Opcode& o) {
  if constexpr (!kIsFloat<D> && !kIsFloat<S>) {
    if (o.sat) return converted<D, S, [](S x) { return to_integer<D, S, true>(x); }>;
    return converted<D, S, [](S x) { return to_integer<D, S, false>(x); }>;
  } else if constexpr (!kIsFloat<D>) {
    const bool ftz = o.ftz;
    switch (o.round) {
      case Round::zero:
        return converted<D, S, [](S x) { return float_to_integer<D, S, Round::zero>(x); }>;
      case Round::down:
        if (ftz) {
          return converted<D, S, [](S x) { return float_to_integer<D, S, Round::down>(flush(x)); }>;
        }
        return converted<D, S, [](S x) { return float_to_integer<D, S, Round::down>(x); }>;
      case Round::up:
        if (ftz) {
          return converted<D, S, [](S x) { return float_to_integer<D, S, Round::up>(flush(x)); }>;
        }
        return converted<D, S, [](S x) { return float_to_integer<D, S, Round::up>(x); }>;
      default:
        return converted<D, S, [](S x) { return float_to_integer<D, S, Round::nearest>(x); }>;
    }
  } else if constexpr (!kIsFloat<S>) {
    if (o.round != Round::nearest) return converted_directed<D, S>;
    return converted<D, S, [](S x) { return static_cast<D>(x); }>;
  } else if constexpr (sizeof(D) == sizeof(S)) {
    if (o.sat && o.round_to_integer) return nullptr;
    if (o.sat && o.ftz) return converted<D, S, [](S x) { return clamp01(flush(x)); }>;
    if (o.sat) return converted<D, S, [](S x) { return clamp01(x); }>;
    if (o.round_to_integer) {
      switch (o.round) {
        case Round::zero:
          return converted<D, S, [](S x) { return rounded(x, Round::zero); }>;
        case Round::down:
          return converted<D, S, [](S x) { return rounded(x, Round::down); }>;
        case Round::up:
          return converted<D, S, [](S x) { return rounded(x, Round::up); }>;
        default:
          return converted<D, S, [](S x) { return rounded(x, Round::nearest); }>;
      }
    }
    if (o.ftz) return converted<D, S, [](S x) { return flush(x); }>;
    return converted<D, S, [](S x) { return x; }>;
  } else {
    if (o.round != Round::nearest) return converted_directed<D, S>;
    if (o.sat) return converted<D, S, [](S x) { return clamp01(static_cast<D>(x)); }>;
    if (o.ftz) return converted<D, S, [](S x) { return flush(static_cast<D>(x)); }>;
    return converted<D, S, [](S x) { return static_cast<D>(x); }>;
  }
}

template <class D>
Handler from(const Opcode& o) {
  const ptx::Type s = o.type[1];
  if (s.kind == 'f') return s.bits == 64 ? pick<D, double>(o) : pick<D, float>(o);
  const bool is_signed = s.kind == 's';
  switch (s.bits) {
    case 8:
      return is_signed ? pick<D, i8>(o) : pick<D, u8>(o);
    case 16:
      return is_signed ? pick<D, i16>(o) : pick<D, u16>(o);
    case 32:
      return is_signed ? pick<D, i32>(o) : pick<D, u32>(o);
    case 64:
      return is_signed ? pick<D, i64>(o) : pick<D, u64>(o);
    default:
      return nullptr;
  }
}

}  // namespace

Handler find_convert(const Opcode& o, u8, u8) {
  const ptx::Type d = o.type[0];
  if (d.kind == 'f') return d.bits == 64 ? from<double>(o) : from<float>(o);
  const bool is_signed = d.kind == 's';
  switch (d.bits) {
    case 8:
      return is_signed ? from<i8>(o) : from<u8>(o);
    case 16:
      return is_signed ? from<i16>(o) : from<u16>(o);
    case 32:
      return is_signed ? from<i32>(o) : from<u32>(o);
    case 64:
      return is_signed ? from<i64>(o) : from<u64>(o);
    default:
      return nullptr;
  }
}

}  // namespace assay::sim::ASSAY_LEVEL
