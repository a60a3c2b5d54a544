#pragma once
// The 16-bit formats, bit by bit.

#include <algorithm>
#include <cmath>
#include <cstring>

#include "sim/lanes.hpp"

namespace assay::sim {

inline float float_of_bits(u32 bits) {
  float value;
  std::memcpy(&value, &bits, 4);
  return value;
}
inline u32 bits_of_float(float value) {
  u32 bits;
  std::memcpy(&bits, &value, 4);
  return bits;
}

inline float float_of_half(u16 half) {
  const u32 sign = static_cast<u32>(half & 0x8000) << 16;
  const u32 exponent = half >> 10 & 31, mantissa = half & 0x3ff;
  if (exponent == 31) return float_of_bits(sign | 0x7f800000 | mantissa << 13);
  if (exponent == 0) {
    const float tiny = static_cast<float>(mantissa) * 5.9604644775390625e-08f;  // 2^-24
    return sign ? -tiny : tiny;
  }
  return float_of_bits(sign | (exponent + 112) << 23 | mantissa << 13);
}

inline float float_of_bfloat(u16 bits) { return float_of_bits(static_cast<u32>(bits) << 16); }

enum class HalfRound : u8 { nearest, zero, down, up };

// Rounds |x| * 2^shift to an integer; `negative` turns down and up around.
inline double rounded_size(double size, bool negative, HalfRound how) {
  switch (how) {
    case HalfRound::nearest:
      return std::nearbyint(size);
    case HalfRound::zero:
      return std::floor(size);
    case HalfRound::down:
      return negative ? std::ceil(size) : std::floor(size);
    default:
      return negative ? std::floor(size) : std::ceil(size);
  }
}

// To a format of `mantissa` bits whose smallest normal exponent is `least` and whose largest is
// `most`.  Exact for every double.
inline u16 narrow_double(double x, int mantissa, int least, int most, HalfRound how) {
  const bool negative = std::signbit(x);
  const u16 sign = negative ? 0x8000 : 0;
  const u16 infinity = static_cast<u16>((most - least + 2) << mantissa);
  if (x != x) return 0x7fff;
  if (std::isinf(x)) return static_cast<u16>(sign | infinity);
  if (x == 0) return sign;
  int exponent;
  std::frexp(x, &exponent);
  exponent = std::max(exponent - 1, least);
  const double units = rounded_size(std::ldexp(std::fabs(x), mantissa - exponent), negative, how);
  const double whole = std::ldexp(1.0, mantissa);  // units of a power of two
  double value = units;
  if (value >= 2 * whole) {
    value /= 2;
    ++exponent;
  }
  if (exponent > most) {
    const bool outward = how == HalfRound::nearest || (how == HalfRound::up && !negative) ||
                         (how == HalfRound::down && negative);
    return static_cast<u16>(sign | (outward ? infinity : infinity - 1));
  }
  if (value < whole) return static_cast<u16>(sign | static_cast<u16>(value));  // denormal
  const auto biased = static_cast<u16>(exponent - least + 1);
  return static_cast<u16>(sign | ((biased << mantissa) + static_cast<u16>(value - whole)));
}

inline u16 half_of_double(double x, HalfRound how = HalfRound::nearest) {
  return narrow_double(x, 10, -14, 15, how);
}
inline u16 bfloat_of_double(double x, HalfRound how = HalfRound::nearest) {
  return narrow_double(x, 7, -126, 127, how);
}

}  // namespace assay::sim
