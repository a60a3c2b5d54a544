#include "sim/matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "sim/access.hpp"
#include "sim/fp8.hpp"
#include "sim/half_bits.hpp"
#include "sim/machine.hpp"

namespace assay::sim {

u32 element_bits(Element element) {
  switch (element) {
    case Element::f16:
    case Element::bf16:
      return 16;
    case Element::f64:
      return 64;
    case Element::int8:
    case Element::uint8:
    case Element::e4m3:
    case Element::e5m2:
      return 8;
    case Element::int4:
    case Element::uint4:
      return 4;
    case Element::bit:
      return 1;
    default:
      return 32;
  }
}

namespace {

// All values fit a double; integer products of 8 bits are exact in it.
double decoded(u64 bits, Element element) {
  double wide;
  switch (element) {
    case Element::f16:
      return float_of_half(static_cast<u16>(bits));
    case Element::bf16:
      return float_of_bfloat(static_cast<u16>(bits));
    case Element::tf32:
      return float_of_bits(static_cast<u32>(bits) & 0xffffe000);
    case Element::int8:
      return static_cast<i8>(bits);
    case Element::uint8:
      return static_cast<u8>(bits);
    case Element::int4:
      return static_cast<i8>(static_cast<u8>(bits << 4)) >> 4;
    case Element::uint4:
    case Element::bit:
      return static_cast<double>(bits);
    case Element::e4m3:
      return float_of_fp8(static_cast<u8>(bits), false);
    case Element::e5m2:
      return float_of_fp8(static_cast<u8>(bits), true);
    case Element::int32:
      return static_cast<i32>(bits);
    case Element::f64:
      std::memcpy(&wide, &bits, 8);
      return wide;
    default:
      return float_of_bits(static_cast<u32>(bits));
  }
}

u64 encoded(double value, Element element) {
  u64 wide;
  switch (element) {
    case Element::f16:
      return half_of_double(value);
    case Element::bf16:
      return bfloat_of_double(value);
    case Element::int32:
      return static_cast<u32>(static_cast<i64>(value));
    case Element::f64:
      std::memcpy(&wide, &value, 8);
      return wide;
    default:
      return bits_of_float(static_cast<float>(value));
  }
}

// Element `e` of the registers from slots[list] on, in one lane.
class Registers {
 public:
  Registers(Warp& warp, u32 list, Element element)
      : warp_(warp),
        slots_(warp.frame->code->slots.data() + list),
        bits_(element_bits(element)),
        per_(bits_ >= 32 ? 1 : 32 / bits_) {}

  u64 get(u32 lane, u32 e) const {
    if (bits_ == 64) return src<u64>(warp_, slots_[e])[lane];
    const u32 word = src<u32>(warp_, slots_[e / per_])[lane];
    if (bits_ == 32) return word;
    return word >> (bits_ * (e % per_)) & ((1u << bits_) - 1);
  }
  void set(u32 lane, u32 e, u64 value) {
    if (bits_ == 64) {
      dst<u64>(warp_, slots_[e])[lane] = value;
      return;
    }
    u32& word = dst<u32>(warp_, slots_[e / per_])[lane];
    if (bits_ == 32) {
      word = static_cast<u32>(value);
      return;
    }
    const u32 shift = bits_ * (e % per_), keep = ((1u << bits_) - 1) << shift;
    word = (word & ~keep) | (static_cast<u32>(value) << shift & keep);
  }

 private:
  Warp& warp_;
  const Slot* slots_;
  u32 bits_, per_;
};

struct Place {
  u32 row, column;
};

// The layouts that PTX defines for mma: `per` elements side by side in a register, groups of four
// lanes side by side, eight groups below each other.
Place place_a(u32 lane, u32 e, u32 per, u32 m) {
  const u32 group = lane / 4, in_group = lane % 4, reg = e / per;
  const u32 halves = m == 16 ? 2 : 1;
  return {group + 8 * (reg % halves), in_group * per + e % per + 4 * per * (reg / halves)};
}
Place place_b(u32 lane, u32 e, u32 per) {
  return {lane % 4 * per + e % per + 4 * per * (e / per), lane / 4};
}
Place place_c(u32 lane, u32 e) { return {lane / 4 + 8 * (e / 2), lane % 4 * 2 + e % 2}; }

u32 per_register(Element element) {
  const u32 bits = element_bits(element);
  return bits >= 32 ? 1 : 32 / bits;
}

// d = a * b + c on plain matrices, with the accumulation of the element's type.
void multiply(const MatrixShape& s, const std::vector<double>& a, const std::vector<double>& b,
              std::vector<double>& c) {
  for (u32 row = 0; row < s.m; ++row) {
    for (u32 column = 0; column < s.n; ++column) {
      double& out = c[row * s.n + column];
      if (s.d == Element::int32) {
        i64 sum = static_cast<i64>(out);
        for (u32 k = 0; k < s.k; ++k) {
          const auto x = static_cast<i64>(a[row * s.k + k]),
                     y = static_cast<i64>(b[k * s.n + column]);
          sum += s.differs ? x ^ y : x * y;
        }
        out = s.saturates ? static_cast<double>(std::clamp<i64>(sum, INT32_MIN, INT32_MAX))
                          : static_cast<double>(static_cast<i32>(static_cast<u64>(sum)));
      } else if (s.d == Element::f64) {
        for (u32 k = 0; k < s.k; ++k) out = std::fma(a[row * s.k + k], b[k * s.n + column], out);
      } else {
        auto sum = static_cast<float>(out);
        for (u32 k = 0; k < s.k; ++k) {
          sum += static_cast<float>(a[row * s.k + k]) * static_cast<float>(b[k * s.n + column]);
        }
        out = sum;
      }
    }
  }
}

}  // namespace

void run_mma(Warp& w, const Inst& i, Mask) {
  const MatrixShape& s = w.frame->code->matrices[static_cast<std::size_t>(i.imm)];
  const u32 per_a = per_register(s.a), per_b = per_register(s.b);
  const u32 elements_a = s.m * s.k / kLanes, elements_b = s.k * s.n / kLanes,
            elements_c = s.m * s.n / kLanes;
  const u32 regs_d = elements_c / per_register(s.d);
  u32 list = i.list;
  Registers d(w, list, s.d);
  list += regs_d;
  const Registers a(w, list, s.a);
  list += elements_a / per_a;
  const Registers b(w, list, s.b);
  list += elements_b / per_b;
  const Registers c(w, list, s.c);
  std::vector<double> ma(s.m * s.k), mb(s.k * s.n), mc(s.m * s.n);
  for (u32 l = 0; l < kLanes; ++l) {
    for (u32 e = 0; e < elements_a; ++e) {
      const Place p = place_a(l, e, per_a, s.m);
      ma[p.row * s.k + p.column] = decoded(a.get(l, e), s.a);
    }
    for (u32 e = 0; e < elements_b; ++e) {
      const Place p = place_b(l, e, per_b);
      mb[p.row * s.n + p.column] = decoded(b.get(l, e), s.b);
    }
    for (u32 e = 0; e < elements_c; ++e) {
      const Place p = place_c(l, e);
      mc[p.row * s.n + p.column] = decoded(c.get(l, e), s.c);
    }
  }
  multiply(s, ma, mb, mc);
  for (u32 l = 0; l < kLanes; ++l) {
    for (u32 e = 0; e < elements_c; ++e) {
      const Place p = place_c(l, e);
      d.set(l, e, encoded(mc[p.row * s.n + p.column], s.d));
    }
  }
}

// --- wmma.  PTX leaves the layout of its fragments open.  Ours: lane l holds the elements
// l * n, ..., l * n + n - 1 of the matrix row by row, repeated to fill its registers.

namespace {

struct Fragment {
  u32 rows, columns;
  Element element;
  u32 distinct() const { return rows * columns / kLanes; }
};

Fragment fragment_of(const MatrixShape& s, char which) {
  if (which == 'a') return {s.m, s.k, s.a};
  if (which == 'b') return {s.k, s.n, s.b};
  if (which == 'c') return {s.m, s.n, s.c};
  return {s.m, s.n, s.d};
}

// Registers of a fragment in each lane: f16 operands of wmma take twice what they need.
u32 registers_of(const Fragment& f, bool operand) {
  const u32 doubled = operand && f.element == Element::f16 && f.rows * f.columns <= 256 ? 16 : 0;
  return std::max(f.distinct(), doubled) / per_register(f.element);
}

}  // namespace

u32 wmma_registers(const MatrixShape& shape, char which) {
  return registers_of(fragment_of(shape, which), which == 'a' || which == 'b');
}

void run_wmma_mma(Warp& w, const Inst& i, Mask) {
  const MatrixShape& s = w.frame->code->matrices[static_cast<std::size_t>(i.imm)];
  std::vector<double> m[3];
  u32 list = i.list + wmma_registers(s, 'd');
  for (u32 k = 0; k < 3; ++k) {
    const char which = "abc"[k];
    const Fragment f = fragment_of(s, which);
    const Registers registers(w, list, f.element);
    m[k].resize(f.rows * f.columns);
    for (u32 l = 0; l < kLanes; ++l) {
      for (u32 e = 0; e < f.distinct(); ++e) {
        m[k][l * f.distinct() + e] = decoded(registers.get(l, e), f.element);
      }
    }
    list += wmma_registers(s, which);
  }
  multiply(s, m[0], m[1], m[2]);
  const Fragment f = fragment_of(s, 'd');
  Registers d(w, i.list, f.element);
  for (u32 l = 0; l < kLanes; ++l) {
    for (u32 e = 0; e < f.distinct(); ++e) {
      d.set(l, e, encoded(m[2][l * f.distinct() + e], f.element));
    }
  }
}

namespace {

// Moves `bytes` per lane between memory at `at` and `values`.
void touch_memory(Warp& w, const Inst& i, u64* at, u32 bytes, Touch touch, u8* values, u32 stride) {
  const bool generic_shared =
      i.space == ptx::Space::generic && at[0] - kSharedWindow < kWindowBytes;
  const bool shared = i.space == ptx::Space::shared || generic_shared;
  if (generic_shared) {
    for (u32 l = 0; l < kLanes; ++l) at[l] -= kSharedWindow;
  }
  AccessMemo& memo = w.memos[i.access];
  AccessCounter& counter = w.access_counters[i.access];
  Mask ok = kAll;
  if (shared) {
    learn_shared(memo, at, kAll, bytes, w.block->launch->kernel->granule);
    ++counter.shared;
    counter.wavefronts += memo.wavefronts;
    counter.passes += memo.passes;
    ok = check_shared(w, i, kAll, at, bytes, touch);
    check_races(w, i, ok, at, bytes, touch, values, stride);
  } else {
    learn_global(memo, at, kAll, bytes);
    ++counter.global;
    counter.sectors += memo.sectors;
    counter.ideal += memo.ideal;
    counter.bytes += static_cast<u64>(bytes) * kLanes;
    ok = check_global(w, i, kAll, at, bytes, touch);
    if (w.block->launch->global_races) {
      u8 side_by_side[kLanes * 16];
      for (u32 l = 0; l < kLanes; ++l) {
        std::memcpy(side_by_side + l * bytes, values + static_cast<u64>(l) * stride, bytes);
      }
      note_global(w, i, ok, at, bytes, touch, side_by_side);
    }
  }
  each(ok, [&](u32 l) {
    u8* const place = shared ? w.block->shared + at[l] : global_place(at[l]);
    u8* const value = values + static_cast<u64>(l) * stride;
    if (touch == Touch::read) {
      std::memcpy(value, place, bytes);
    } else {
      std::memcpy(place, value, bytes);
      if (!shared) mark_initialised(at[l], bytes);
    }
  });
  if (touch == Touch::write && !shared) ++w.worker->stores;
  memo.mask = 0;  // of another width than the next access
}

// One fragment: as few accesses as its memory order allows.
void move_fragment(Warp& w, const Inst& i, Touch touch) {
  const Code& code = *w.frame->code;
  const MatrixShape& s = code.matrices[static_cast<std::size_t>(i.imm)];
  const char which = static_cast<char>(i.elements);
  const Fragment f = fragment_of(s, which);
  const bool by_columns = (i.flags & 1) != 0;
  const u32 n = f.distinct(), size = element_bits(f.element) / 8;
  Registers registers(w, i.list, f.element);
  const u64* const base = src<u64>(w, i.a);
  const u32* const leading = src<u32>(w, i.b);
  alignas(16) u8 values[kLanes * 128] = {};
  const u32 stride = n * size;
  if (touch == Touch::write) {
    for (u32 l = 0; l < kLanes; ++l) {
      for (u32 e = 0; e < n; ++e) {
        const u64 value = registers.get(l, e);
        std::memcpy(values + l * stride + e * size, &value, size);
      }
    }
  }
  // A lane's elements lie side by side in memory if the matrix is stored row by row.
  const u32 chunk = by_columns ? 1 : std::min<u32>(n, f.columns % n == 0 ? 16 / size : 1);
  for (u32 e = 0; e < n; e += chunk) {
    u64 at[kLanes];
    for (u32 l = 0; l < kLanes; ++l) {
      const u32 index = l * n + e, row = index / f.columns, column = index % f.columns;
      const u64 offset = by_columns ? static_cast<u64>(column) * leading[l] + row
                                    : static_cast<u64>(row) * leading[l] + column;
      at[l] = base[l] + offset * size;
    }
    touch_memory(w, i, at, chunk * size, touch, values + e * size, stride);
  }
  if (touch == Touch::write) return;
  const u32 filled = wmma_registers(s, which) * per_register(f.element);
  for (u32 l = 0; l < kLanes; ++l) {
    for (u32 e = 0; e < filled; ++e) {
      u64 value = 0;
      std::memcpy(&value, values + l * stride + e % n * size, size);
      registers.set(l, e, value);
    }
  }
}

}  // namespace

void run_wmma_load(Warp& w, const Inst& i, Mask) { move_fragment(w, i, Touch::read); }
void run_wmma_store(Warp& w, const Inst& i, Mask) { move_fragment(w, i, Touch::write); }

namespace {

// The rows of 8x8 matrices, 16 bytes each, whose addresses the lanes give: fills `at`, counts and
// checks, and returns the lanes whose row is there.  `rows` are what is written.
Mask matrix_rows(Warp& w, const Inst& i, Touch touch, u64 (&at)[kLanes], const u8* rows = nullptr) {
  const u32 matrices = i.elements;
  const Mask givers = matrices == 4 ? kAll : (1u << (8 * matrices)) - 1;
  const u64* const a = src<u64>(w, i.a);
  each(givers, [&](u32 l) { at[l] = a[l] & 0xffffffff; });
  AccessMemo& memo = w.memos[i.access];
  learn_shared(memo, at, givers, 16, w.block->launch->kernel->granule);
  AccessCounter& counter = w.access_counters[i.access];
  ++counter.shared;
  counter.wavefronts += memo.wavefronts;
  counter.passes += memo.passes;
  memo.mask = 0;
  const Mask ok = check_shared(w, i, givers, at, 16, touch);
  check_races(w, i, ok, at, 16, touch, rows, 16);
  return ok;
}

}  // namespace

void run_stmatrix(Warp& w, const Inst& i, Mask) {
  u16 rows[kLanes][8] = {};
  const Slot* const slots = w.frame->code->slots.data() + i.list;
  for (u32 k = 0; k < i.elements; ++k) {
    const u32* const a = src<u32>(w, slots[k]);
    for (u32 l = 0; l < kLanes; ++l) {
      for (u32 half = 0; half < 2; ++half) {
        const u32 along = l % 4 * 2 + half, across = l / 4;
        const u32 row = i.flags & 1 ? along : across, column = i.flags & 1 ? across : along;
        rows[8 * k + row][column] = static_cast<u16>(a[l] >> (16 * half));
      }
    }
  }
  u64 at[kLanes] = {};
  const Mask ok = matrix_rows(w, i, Touch::write, at, reinterpret_cast<const u8*>(rows));
  each(ok, [&](u32 l) { std::memcpy(w.block->shared + at[l], rows[l], 16); });
}

void run_ldmatrix(Warp& w, const Inst& i, Mask) {
  const u32 matrices = i.elements;
  u64 at[kLanes] = {};
  const Mask ok = matrix_rows(w, i, Touch::read, at);
  u16 rows[kLanes][8] = {};
  each(ok, [&](u32 l) { std::memcpy(rows[l], w.block->shared + at[l], 16); });
  const Slot* const slots = w.frame->code->slots.data() + i.list;
  for (u32 k = 0; k < matrices; ++k) {
    u32* const d = dst<u32>(w, slots[k]);
    for (u32 l = 0; l < kLanes; ++l) {
      const u32 low = l % 4 * 2;
      const auto element = [&](u32 row, u32 column) { return rows[8 * k + row][column]; };
      const u32 first_part = i.flags & 1 ? element(low, l / 4) : element(l / 4, low);
      const u32 second_part = i.flags & 1 ? element(low + 1, l / 4) : element(l / 4, low + 1);
      d[l] = first_part | second_part << 16;
    }
  }
}

void run_movmatrix(Warp& w, const Inst& i, Mask) {
  u32 a[kLanes];
  std::memcpy(a, src<u32>(w, i.a), sizeof a);
  const auto element = [&](u32 row, u32 column) {
    return a[row * 4 + column / 2] >> (16 * (column % 2)) & 0xffff;
  };
  u32* const d = dst<u32>(w, i.d);
  for (u32 l = 0; l < kLanes; ++l) {
    d[l] = element(l % 4 * 2, l / 4) | element(l % 4 * 2 + 1, l / 4) << 16;
  }
}

}  // namespace assay::sim
