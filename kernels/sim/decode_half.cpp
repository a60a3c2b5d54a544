// Decoding of conversions that the plain cvt does not know.

#include <algorithm>
#include <cstdlib>

#include "sim/fp8.hpp"
#include "sim/function_decoder.hpp"
#include "sim/half_convert.hpp"
#include "sim/machine.hpp"

namespace assay::sim {

using ptx::Operand;

namespace {

Format format_of(ptx::Type type) {
  const u32 bits = type.lanes == 2 ? 16 : type.bits;
  if (type.kind == 'g') return Format::bf16;
  if (type.kind == 'f') return bits == 16 ? Format::f16 : bits == 32 ? Format::f32 : Format::f64;
  if (type.kind == 's') {
    return bits == 8    ? Format::int8
           : bits == 16 ? Format::int16
           : bits == 32 ? Format::int32
                        : Format::int64;
  }
  return bits == 8    ? Format::uint8
         : bits == 16 ? Format::uint16
         : bits == 32 ? Format::uint32
                      : Format::uint64;
}

// |a - b| of each part (imm: its bits); added up with c, or side by side.
template <class T>
void run_distance(Warp& w, const Inst& i, Mask m) {
  const u32 *const a = src<u32>(w, i.a), *const b = src<u32>(w, i.b), *const c = src<u32>(w, i.c);
  u32* const d = dst<u32>(w, i.d);
  const auto bits = static_cast<u32>(i.imm);
  const auto part = [&](u32 word, u32 from) {
    return static_cast<i64>(static_cast<T>(word << (32 - bits - from))) >> (32 - bits);
  };
  each(m, [&](u32 l) {
    u32 all = 0, sum = c[l];
    for (u32 from = 0; from < 32; from += bits) {
      const auto apart = static_cast<u32>(std::abs(part(a[l], from) - part(b[l], from)));
      all |= (apart & ((1u << bits) - 1)) << from;
      sum += apart;
    }
    d[l] = i.flags & 1 ? sum : all;
  });
}

}  // namespace

// vabsdiff4.u32.u32.u32{.add} d, a, b, c, and of two halves
void FunctionDecoder::packed_distance() {
  const bool adds = took("add");
  if (!rest_.empty() || o_.sat || o_.types != 3 || o_.type[1] != o_.type[2]) unsupported();
  const Slot a = source(operand(1), 4), b = source(operand(2), 4), c = source(operand(3), 4);
  const Slot d = destination(operand(0), 4);
  Inst& inst = emit(o_.type[1].kind == 's' ? run_distance<i32> : run_distance<u32>);
  inst.a = a;
  inst.b = b;
  inst.c = c;
  inst.d = d;
  inst.imm = o_.op == Op::vabsdiff4 ? 8 : 16;
  inst.flags = adds ? 1 : 0;
}

// cvt.rn.satfinite.e4m3x2.f32 d, a, b; cvt.rn.satfinite.e4m3x2.f16x2 d, a; cvt.rn.f16x2.e4m3x2 d, a
bool FunctionDecoder::byte_floats() {
  const bool e5m2 = took("e5m2x2");
  if (!e5m2 && !took("e4m3x2")) return false;
  const bool packs = took("satfinite");
  if (!rest_.empty() || o_.types != 1) unsupported();
  const ptx::Type wide = o_.type[0];
  const bool from_half = wide.lanes == 2 && wide.kind == 'f';
  if (!from_half && (!packs || wide != ptx::Type{'f', 32, 1})) unsupported();
  const Slot a = source(operand(1), packs ? 4 : 2);
  const Slot b = packs && !from_half ? source(operand(2), 4) : kNoSlot;
  const Slot d = destination(operand(0), packs ? 2 : 4);
  Inst& inst = emit(packs ? run_fp8_pack : run_fp8_unpack);
  inst.a = a;
  inst.b = b;
  inst.d = d;
  inst.imm = (e5m2 ? kE5m2 : 0) | (o_.relu ? kFp8Relu : 0) | (from_half ? kFromHalf : 0);
  return true;
}

void FunctionDecoder::half() {
  Conversion c;
  const bool to_tf32 = took("tf32");
  if (to_tf32) c.ties_away = took("rna");
  if (!rest_.empty()) unsupported();
  if (to_tf32) {
    if (o_.types != 1 || o_.type[0] != ptx::Type{'f', 32, 1}) unsupported();
    c.to = Format::tf32;
    c.from = Format::f32;
  } else {
    if (o_.types != 2) unsupported();
    c.to = format_of(o_.type[0]);
    c.from = format_of(o_.type[1]);
  }
  constexpr HalfRound kRounds[] = {HalfRound::nearest, HalfRound::zero, HalfRound::down,
                                   HalfRound::up};
  c.round = kRounds[static_cast<int>(o_.round)];
  c.round_to_integer = o_.round_to_integer;
  c.relu = o_.relu;
  c.saturate = o_.sat;
  const bool pair = !to_tf32 && o_.type[0].lanes == 2;
  const u32 from_bytes = std::max<u32>({stride_of(operand(1)), format_bytes(c.from), 2});
  const u32 to_bytes = pair ? 4 : std::max<u32>({stride_of(operand(0)), format_bytes(c.to), 2});
  const Slot a = source(operand(1), from_bytes);
  const Slot b = pair ? source(operand(2), from_bytes) : kNoSlot;
  const Slot d = destination(operand(0), to_bytes);
  Inst& inst = emit(run_half_convert);
  inst.d = d;
  inst.a = a;
  inst.b = b;
  inst.size = static_cast<u8>(from_bytes);
  inst.stride = static_cast<u8>(to_bytes);
  inst.imm = static_cast<i64>(code_.conversions.size());
  code_.conversions.push_back(c);
}

}  // namespace assay::sim
