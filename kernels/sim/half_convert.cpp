// cvt from and to the formats below 32 bits: through double, which holds all of them exactly.

#include "sim/half_convert.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "sim/half_bits.hpp"
#include "sim/machine.hpp"

namespace assay::sim {

namespace {

double load(const u8* from, Format format) {
  u64 bits = 0;
  std::memcpy(&bits, from, format_bytes(format));
  float f;
  double d;
  switch (format) {
    case Format::f16:
      return float_of_half(static_cast<u16>(bits));
    case Format::bf16:
      return float_of_bfloat(static_cast<u16>(bits));
    case Format::f32:
    case Format::tf32:
      std::memcpy(&f, &bits, 4);
      return f;
    case Format::f64:
      std::memcpy(&d, &bits, 8);
      return d;
    case Format::int8:
      return static_cast<i8>(bits);
    case Format::int16:
      return static_cast<i16>(bits);
    case Format::int32:
      return static_cast<i32>(bits);
    case Format::int64:
      return static_cast<double>(static_cast<i64>(bits));
    default:
      return static_cast<double>(bits);
  }
}

double whole(double x, HalfRound how) {
  switch (how) {
    case HalfRound::nearest:
      return std::nearbyint(x);
    case HalfRound::zero:
      return std::trunc(x);
    case HalfRound::down:
      return std::floor(x);
    default:
      return std::ceil(x);
  }
}

u64 integer(double x, const Conversion& c) {
  if (x != x) return 0;
  x = whole(x, c.round);
  const u32 bits = 8 * format_bytes(c.to);
  const bool is_signed = c.to >= Format::int8 && c.to <= Format::int64;
  const double top = std::ldexp(1.0, static_cast<int>(is_signed ? bits - 1 : bits));
  if (x >= top)
    return is_signed ? (1ull << (bits - 1)) - 1 : bits == 64 ? ~0ull : (1ull << bits) - 1;
  if (is_signed) return x < -top ? 1ull << (bits - 1) : static_cast<u64>(static_cast<i64>(x));
  return x < 0 ? 0 : static_cast<u64>(x);
}

// An f32 with 10 bits of mantissa.
u32 tf32_bits(float x, const Conversion& c) {
  const u32 bits = bits_of_float(x);
  if ((bits & 0x7f800000) == 0x7f800000) return bits;
  const u32 half = c.round == HalfRound::zero ? 0 : c.ties_away ? 0x1000 : 0xfff + (bits >> 13 & 1);
  return (bits + half) & 0xffffe000;
}

u64 encode(double x, const Conversion& c) {
  if (c.relu) x = x > 0 || x != x ? x : 0;
  if (c.saturate) x = x > 0 ? std::min(x, 1.0) : 0;
  float f;
  u32 narrow;
  u64 wide;
  switch (c.to) {
    case Format::f16:
      return half_of_double(c.round_to_integer ? whole(x, c.round) : x, c.round);
    case Format::bf16:
      return bfloat_of_double(c.round_to_integer ? whole(x, c.round) : x, c.round);
    case Format::f64:
      std::memcpy(&wide, &x, 8);
      return wide;
    case Format::f32:
      f = static_cast<float>(x);
      std::memcpy(&narrow, &f, 4);
      return narrow;
    case Format::tf32:
      return tf32_bits(static_cast<float>(x), c);
    default:
      return integer(x, c);
  }
}

}  // namespace

u32 format_bytes(Format format) {
  switch (format) {
    case Format::int8:
    case Format::uint8:
      return 1;
    case Format::f16:
    case Format::bf16:
    case Format::int16:
    case Format::uint16:
      return 2;
    case Format::f64:
    case Format::int64:
    case Format::uint64:
      return 8;
    default:
      return 4;
  }
}

void run_half_convert(Warp& w, const Inst& i, Mask m) {
  const Conversion c = w.frame->code->conversions[static_cast<std::size_t>(i.imm)];
  u64 result[kLanes] = {};
  const u8* const a = src<u8>(w, i.a);
  const u8* const b = i.b == kNoSlot ? nullptr : src<u8>(w, i.b);
  each(m, [&](u32 l) {
    result[l] = encode(load(a + l * i.size, c.from), c);
    // A pair: the first operand is the high half.
    if (b) result[l] = result[l] << 16 | encode(load(b + l * i.size, c.from), c);
  });
  const bool is_signed = c.to >= Format::int8 && c.to <= Format::int64;
  const u32 unused = 64 - 8 * format_bytes(c.to);
  each(m, [&](u32 l) {
    u64 value = result[l];
    if (is_signed && unused) value = static_cast<u64>(static_cast<i64>(value << unused) >> unused);
    std::memcpy(w.bases[0] + i.d + l * i.stride, &value, i.stride);
  });
}

}  // namespace assay::sim
