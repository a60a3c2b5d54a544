// mov: copies, packing, predicates and special registers.

#include "sim/ops/find.hpp"
#include "sim/ops/kit.hpp"
#include "sim/special.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

template <class T>
void copy(Warp& w, const Inst& i, Mask m) {
  alignas(64) T t[kLanes];
  std::memcpy(t, src<T>(w, i.a), sizeof t);
  put(dst<T>(w, i.d), t, m);
}

// The pieces of a register, lowest first; a piece that nobody wants has no slot.
template <class Whole, class Piece>
void pack(Warp& w, const Inst& i, Mask m) {
  alignas(64) Whole t[kLanes] = {};
  const Slot* const from = w.frame->code->slots.data() + i.list;
  for (u32 k = 0; k < sizeof(Whole) / sizeof(Piece); ++k) {
    const Piece* const a = src<Piece>(w, from[k]);
    for (u32 l = 0; l < kLanes; ++l) {
      t[l] = static_cast<Whole>(t[l] | static_cast<Whole>(a[l]) << (8 * sizeof(Piece) * k));
    }
  }
  put(dst<Whole>(w, i.d), t, m);
}

template <class Whole, class Piece>
void unpack(Warp& w, const Inst& i, Mask m) {
  alignas(64) Whole a[kLanes];
  std::memcpy(a, src<Whole>(w, i.a), sizeof a);
  const Slot* const to = w.frame->code->slots.data() + i.list;
  for (u32 k = 0; k < sizeof(Whole) / sizeof(Piece); ++k) {
    if (to[k] == kNoSlot) continue;
    alignas(64) Piece t[kLanes];
    for (u32 l = 0; l < kLanes; ++l) t[l] = static_cast<Piece>(a[l] >> (8 * sizeof(Piece) * k));
    put(dst<Piece>(w, to[k]), t, m);
  }
}

// imm: 0 copies predicate a, 1 and 2 set the constant false and true.
void copy_predicate(Warp& w, const Inst& i, Mask m) {
  const Mask value = i.imm == 0   ? w.predicates[i.a] ^ (i.flags & 1 ? kAll : 0)
                     : i.imm == 2 ? kAll
                                  : 0;
  w.predicates[i.d] = (w.predicates[i.d] & ~m) | (value & m);
}

void special(Warp& w, const Inst& i, Mask m) {
  alignas(64) u64 wide[kLanes];
  read_special(w, static_cast<Special>(i.imm), wide);
  if (i.stride == 8) {
    put(dst<u64>(w, i.d), wide, m);
    return;
  }
  alignas(64) u32 t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) t[l] = static_cast<u32>(wide[l]);
  if (i.stride == 4) {
    put(dst<u32>(w, i.d), t, m);
    return;
  }
  alignas(64) u16 narrow[kLanes];
  for (u32 l = 0; l < kLanes; ++l) narrow[l] = static_cast<u16>(t[l]);
  put(dst<u16>(w, i.d), narrow, m);
}

}  // namespace

Handler find_move(const MoveShape& shape) {
  using Kind = MoveShape::Kind;
  const auto sizes = [&](u8 bytes, u8 pieces) {
    return shape.bytes == bytes && shape.pieces == pieces;
  };
  switch (shape.kind) {
    case Kind::predicate:
      return copy_predicate;
    case Kind::special:
      return special;
    case Kind::copy:
      return shape.bytes == 8 ? copy<u64> : shape.bytes == 4 ? copy<u32> : copy<u16>;
    case Kind::pack:
      if (sizes(4, 2)) return pack<u32, u16>;
      if (sizes(8, 2)) return pack<u64, u32>;
      if (sizes(8, 4)) return pack<u64, u16>;
      return nullptr;
    default:
      if (sizes(4, 2)) return unpack<u32, u16>;
      if (sizes(8, 2)) return unpack<u64, u32>;
      if (sizes(8, 4)) return unpack<u64, u16>;
      return nullptr;
  }
}

}  // namespace assay::sim::ASSAY_LEVEL
