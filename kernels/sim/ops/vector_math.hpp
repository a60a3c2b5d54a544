#pragma once
// Elementary functions written so that the compiler can turn a loop over lanes into vectors.

#include <cstring>

#include "sim/lanes.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

// 2^x within 2 units in the last place (ex2.approx promises that much), denormal results included.
inline float exp2_of(float x) {
  const float bounded = x < -151.0f ? -151.0f : x > 129.0f ? 129.0f : x;
  // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
  const float shifted = bounded + 12582912.0f;
  const float whole = shifted - 12582912.0f;
  const float f = bounded - whole;  // in [-0.5, 0.5]
  // Taylor of 2^f to the seventh power: the rest is below 2^-26.
  float p = 1.525273380405984e-05f;
  p = p * f + 1.540353039338161e-04f;
  p = p * f + 1.333355814642844e-03f;
  p = p * f + 9.618129107628477e-03f;
  p = p * f + 5.550410866482158e-02f;
  p = p * f + 2.402265069591007e-01f;
  p = p * f + 6.931471805599453e-01f;
  p = p * f + 1.0f;
  // In two halves, so that both factors are normal numbers.
  const i32 n = static_cast<i32>(whole);
  const i32 half = n >> 1;
  const u32 first_bits = static_cast<u32>(half + 127) << 23;
  const u32 second_bits = static_cast<u32>(n - half + 127) << 23;
  float first_half, second_half;
  std::memcpy(&first_half, &first_bits, 4);
  std::memcpy(&second_half, &second_bits, 4);
  const float result = p * first_half * second_half;
  return x == x ? result : x;
}

}  // namespace
}  // namespace assay::sim::ASSAY_LEVEL
