#pragma once
// cvt between pairs of 8-bit floats and pairs of wider ones.

#include "sim/code.hpp"

namespace assay::sim {

// Inst::imm of both.
inline constexpr i64 kE5m2 = 1;      // else e4m3
inline constexpr i64 kFp8Relu = 2;   // what is negative becomes 0
inline constexpr i64 kFromHalf = 4;  // of packing: a is f16x2; else a (high) and b (low) are f32

float float_of_fp8(u8 bits, bool e5m2);

// d: two bytes.  What is too large becomes the largest finite number.
void run_fp8_pack(Warp& warp, const Inst& inst, Mask mask);
// d: f16x2, a: two bytes.
void run_fp8_unpack(Warp& warp, const Inst& inst, Mask mask);

}  // namespace assay::sim
