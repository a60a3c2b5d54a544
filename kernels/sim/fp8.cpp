#include "sim/fp8.hpp"

#include "sim/half_bits.hpp"
#include "sim/machine.hpp"

namespace assay::sim {
namespace {

struct Fp8 {
  int mantissa, least;  // bits, and the smallest normal exponent
  u8 largest;           // finite
};
constexpr Fp8 kE4m3Format = {3, -6, 0x7e}, kE5m2Format = {2, -14, 0x7b};
constexpr u8 kNan8 = 0x7f;

u8 encoded(double x, const Fp8& f, bool relu) {
  if (x != x) return kNan8;
  if (relu && !(x > 0)) return 0;
  const u8 sign = std::signbit(x) ? 0x80 : 0;
  if (x == 0) return sign;
  if (std::isinf(x)) return sign | f.largest;
  int exponent;
  std::frexp(x, &exponent);
  exponent = std::max(exponent - 1, f.least);
  // In units of the last place, and with the exponent as if one more bit stood before them: a carry
  // out of the mantissa then counts the exponent up by itself.
  const double units = std::nearbyint(std::ldexp(std::fabs(x), f.mantissa - exponent));
  const double whole = std::ldexp(1.0, f.mantissa);
  const double bits = units + (exponent - f.least) * whole;
  return static_cast<u8>(sign | (bits > f.largest ? f.largest : static_cast<u8>(bits)));
}

u16 half_of(u8 bits, const Fp8& f) {
  const u32 size = bits & 0x7f;
  const bool infinite = f.mantissa == 2 && size == 0x7c;
  if (size > f.largest && !infinite) return 0x7fff;
  if (f.mantissa == 2) return static_cast<u16>(bits << 8);  // the upper half of an f16
  const u32 exponent = size >> f.mantissa, low = size & ((1u << f.mantissa) - 1);
  const double value =
      exponent == 0 ? std::ldexp(low, f.least - f.mantissa)
                    : std::ldexp(8 + low, static_cast<int>(exponent) - 1 + f.least - f.mantissa);
  return static_cast<u16>((bits & 0x80) << 8 | half_of_double(value));
}

const Fp8& format_of(const Inst& i) { return i.imm & kE5m2 ? kE5m2Format : kE4m3Format; }

}  // namespace

float float_of_fp8(u8 bits, bool e5m2) {
  return float_of_half(half_of(bits, e5m2 ? kE5m2Format : kE4m3Format));
}

void run_fp8_pack(Warp& w, const Inst& i, Mask m) {
  const Fp8& f = format_of(i);
  const bool relu = (i.imm & kFp8Relu) != 0;
  u16* const d = dst<u16>(w, i.d);
  each(m, [&](u32 l) {
    double high, low;
    if (i.imm & kFromHalf) {
      const u32 pair = src<u32>(w, i.a)[l];
      high = float_of_half(static_cast<u16>(pair >> 16));
      low = float_of_half(static_cast<u16>(pair));
    } else {
      high = src<float>(w, i.a)[l];
      low = src<float>(w, i.b)[l];
    }
    d[l] = static_cast<u16>(encoded(high, f, relu) << 8 | encoded(low, f, relu));
  });
}

void run_fp8_unpack(Warp& w, const Inst& i, Mask m) {
  const Fp8& f = format_of(i);
  const u16* const a = src<u16>(w, i.a);
  u32* const d = dst<u32>(w, i.d);
  const auto half = [&](u8 bits) -> u32 {
    const u16 value = half_of(bits, f);
    const bool drops = (i.imm & kFp8Relu) != 0 && (value & 0x8000) != 0 && value != 0x7fff;
    return drops ? 0 : value;
  };
  each(m,
       [&](u32 l) { d[l] = half(static_cast<u8>(a[l] >> 8)) << 16 | half(static_cast<u8>(a[l])); });
}

}  // namespace assay::sim
