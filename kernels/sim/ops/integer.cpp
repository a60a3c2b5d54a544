// Integer arithmetic and bits.

#include "sim/ops/find.hpp"
#include "sim/ops/kit.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

template <class T>
struct Wider;
template <>
struct Wider<i16> {
  using type = i32;
};
template <>
struct Wider<u16> {
  using type = u32;
};
template <>
struct Wider<i32> {
  using type = i64;
};
template <>
struct Wider<u32> {
  using type = u64;
};
template <>
struct Wider<i64> {
  __extension__ using type = __int128;
};
template <>
struct Wider<u64> {
  __extension__ using type = unsigned __int128;
};
template <class T>
using wider = typename Wider<T>::type;

template <class T>
struct Unsigned;
template <>
struct Unsigned<i16> {
  using type = u16;
};
template <>
struct Unsigned<u16> {
  using type = u16;
};
template <>
struct Unsigned<i32> {
  using type = u32;
};
template <>
struct Unsigned<u32> {
  using type = u32;
};
template <>
struct Unsigned<i64> {
  using type = u64;
};
template <>
struct Unsigned<u64> {
  using type = u64;
};
template <class T>
using bits = typename Unsigned<T>::type;

template <class T>
constexpr u32 kWidth = sizeof(T) * 8;
template <class T>
constexpr bool kIsSigned = T(-1) < T(0);

template <class T>
T product_high(T a, T b) {
  return static_cast<T>(static_cast<wider<T>>(a) * static_cast<wider<T>>(b) >> kWidth<T>);
}

// Division by zero and of the least number by -1 give what the hardware gives, without a trap.
template <class T>
T quotient(T a, T b) {
  if (b == 0) return static_cast<T>(-1);
  if (kIsSigned<T> && b == static_cast<T>(-1)) return static_cast<T>(0 - static_cast<bits<T>>(a));
  return static_cast<T>(a / b);
}
template <class T>
T remainder(T a, T b) {
  if (b == 0) return a;
  if (kIsSigned<T> && b == static_cast<T>(-1)) return 0;
  return static_cast<T>(a % b);
}

template <class T, auto f>
void division(Warp& w, const Inst& i, Mask m) {
  const T* const b = src<T>(w, i.b);
  Mask zeros = 0;
  for (u32 l = 0; l < kLanes; ++l) zeros |= static_cast<Mask>(b[l] == 0) << l;
  if (zeros & m) divided_by_zero(w, i, zeros & m);
  binary<T, T, T, f>(w, i, m);
}

template <class T>
T shift_left(T a, u32 by) {
  return by < kWidth<T> ? static_cast<T>(a << by) : T(0);
}
template <class T>
T shift_right(T a, u32 by) {
  if (kIsSigned<T>) return static_cast<T>(a >> (by < kWidth<T> ? by : kWidth<T> - 1));
  return by < kWidth<T> ? static_cast<T>(a >> by) : T(0);
}

template <class T>
T saturated(wider<T> value) {
  constexpr wider<T> kMost = (wider<T>(1) << (kWidth<T> - 1)) - 1;
  return static_cast<T>(value > kMost ? kMost : value < -kMost - 1 ? -kMost - 1 : value);
}

template <class T>
u32 leading_zeros(T a) {
  if (a == 0) return kWidth<T>;
  return sizeof(T) == 8 ? static_cast<u32>(__builtin_clzll(static_cast<u64>(a)))
                        : static_cast<u32>(__builtin_clz(static_cast<u32>(a)));
}

// The highest bit that differs from the sign; 0xffffffff if there is none.
template <class T, bool shift_amount>
u32 find_bit(T a) {
  const auto value = static_cast<bits<T>>(kIsSigned<T> && a < 0 ? ~a : a);
  if (value == 0) return 0xffffffff;
  const u32 zeros = leading_zeros(value);
  return shift_amount ? zeros : kWidth<T> - 1 - zeros;
}

template <class T>
T reversed(T a) {
  T result = 0;
  for (u32 k = 0; k < kWidth<T>; ++k) {
    result = static_cast<T>(result | (a >> k & 1) << (kWidth<T> - 1 - k));
  }
  return result;
}

template <class T>
T extract(T a, u32 position, u32 length) {
  position &= 0xff;
  length &= 0xff;
  using U = bits<T>;
  const u32 top = position + length < kWidth<T> + 1 ? position + length : kWidth<T>;
  const bool negative =
      kIsSigned<T> && length != 0 && (static_cast<U>(a) >> ((top < 1 ? 1 : top) - 1) & 1) != 0;
  const U moved = position < kWidth<T> ? static_cast<U>(static_cast<U>(a) >> position) : U(0);
  const U keep = length < kWidth<T> ? static_cast<U>((U(1) << length) - 1) : static_cast<U>(-1);
  U result = moved & keep;
  if (negative) {
    const u32 kept = position < kWidth<T> ? top - position : 0;
    result |= kept < kWidth<T> ? static_cast<U>(static_cast<U>(-1) << kept) : U(0);
  }
  return static_cast<T>(result);
}

template <class T>
T insert(T value, T into, u32 position, u32 length) {
  position &= 0xff;
  length &= 0xff;
  if (position >= kWidth<T> || length == 0) return into;
  const T keep = length < kWidth<T> ? static_cast<T>((T(1) << length) - 1) : static_cast<T>(-1);
  return static_cast<T>((into & ~(keep << position)) | (value & keep) << position);
}

template <class T>
void bit_insert(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  const T* const b = src<T>(w, i.b);
  const u32* const c = src<u32>(w, i.c);
  const u32* const d = src<u32>(w, static_cast<Slot>(i.imm));
  alignas(64) T t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) t[l] = insert(a[l], b[l], c[l], d[l]);
  put(dst<T>(w, i.d), t, m);
}

// Any function of three bits: imm is its truth table.
void lop3(Warp& w, const Inst& i, Mask m) {
  const u32* const a = src<u32>(w, i.a);
  const u32* const b = src<u32>(w, i.b);
  const u32* const c = src<u32>(w, i.c);
  alignas(64) u32 t[kLanes] = {};
  for (u32 row = 0; row < 8; ++row) {
    if ((i.imm >> row & 1) == 0) continue;
    const u32 na = row & 4 ? 0 : kAll, nb = row & 2 ? 0 : kAll, nc = row & 1 ? 0 : kAll;
    for (u32 l = 0; l < kLanes; ++l) t[l] |= (a[l] ^ na) & (b[l] ^ nb) & (c[l] ^ nc);
  }
  put(dst<u32>(w, i.d), t, m);
}

u32 permuted(u32 a, u32 b, u32 selector) {
  const u64 both = static_cast<u64>(b) << 32 | a;
  u32 result = 0;
  for (u32 k = 0; k < 4; ++k) {
    const u32 pick = selector >> (4 * k);
    u32 byte = static_cast<u32>(both >> (8 * (pick & 7))) & 0xff;
    if (pick & 8) byte = byte & 0x80 ? 0xff : 0;
    result |= byte << (8 * k);
  }
  return result;
}

// The other modes of prmt: forward 4 extract, backward, replicate, edge clamp, half.
u32 permuted_mode(u32 a, u32 b, u32 c, u32 mode) {
  c &= 3;
  static constexpr u32 kSelectors[6][4] = {
      {0x3210, 0x4321, 0x5432, 0x6543}, {0x5670, 0x6701, 0x7012, 0x0123},
      {0x0000, 0x1111, 0x2222, 0x3333}, {0x3210, 0x3211, 0x3222, 0x3333},
      {0x0000, 0x1110, 0x2210, 0x3210}, {0x1010, 0x3232, 0x1010, 0x3232}};
  return permuted(a, b, kSelectors[mode][c]);
}

void prmt(Warp& w, const Inst& i, Mask m) {
  const u32* const a = src<u32>(w, i.a);
  const u32* const b = src<u32>(w, i.b);
  const u32* const c = src<u32>(w, i.c);
  alignas(64) u32 t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) {
    t[l] = i.imm == 0 ? permuted(a[l], b[l], c[l])
                      : permuted_mode(a[l], b[l], c[l], static_cast<u32>(i.imm - 1));
  }
  put(dst<u32>(w, i.d), t, m);
}

// imm: 0 left wrap, 1 left clamp, 2 right wrap, 3 right clamp.
void funnel(Warp& w, const Inst& i, Mask m) {
  const u32* const a = src<u32>(w, i.a);
  const u32* const b = src<u32>(w, i.b);
  const u32* const c = src<u32>(w, i.c);
  alignas(64) u32 t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) {
    const u32 by = i.imm & 1 ? (c[l] < 32 ? c[l] : 32) : c[l] & 31;
    const u64 both = static_cast<u64>(b[l]) << 32 | a[l];
    t[l] = static_cast<u32>(i.imm & 2 ? both >> by : both << by >> 32);
    if (by == 32) t[l] = i.imm & 2 ? b[l] : a[l];
  }
  put(dst<u32>(w, i.d), t, m);
}

// add.cc, addc and their kin: the carry of each lane lives in predicate `target`.  A subtraction is
// a + ~b + 1, as on the device, so what it leaves is 1 where nothing was borrowed.
template <class T, bool subtract, bool takes>
void with_carry(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  const T* const b = src<T>(w, i.b);
  const Mask carry = takes ? w.predicates[i.target] : subtract ? kAll : 0;
  alignas(64) T t[kLanes];
  Mask out = 0;
  for (u32 l = 0; l < kLanes; ++l) {
    const T added = subtract ? static_cast<T>(~b[l]) : b[l];
    const wider<T> sum = static_cast<wider<T>>(a[l]) + added + (carry >> l & 1);
    t[l] = static_cast<T>(sum);
    out |= static_cast<Mask>(sum >> kWidth<T> & 1) << l;
  }
  put(dst<T>(w, i.d), t, m);
  if (i.imm) w.predicates[i.target] = (w.predicates[i.target] & ~m) | (out & m);
}

template <class T, bool high, bool takes>
void mad_carry(Warp& w, const Inst& i, Mask m) {
  using U = bits<T>;
  const T* const a = src<T>(w, i.a);
  const T* const b = src<T>(w, i.b);
  const U* const c = src<U>(w, i.c);
  const Mask carry = takes ? w.predicates[i.target] : 0;
  alignas(64) U t[kLanes];
  Mask out = 0;
  for (u32 l = 0; l < kLanes; ++l) {
    const U product = high ? static_cast<U>(product_high<T>(a[l], b[l]))
                           : static_cast<U>(a[l]) * static_cast<U>(b[l]);
    const wider<U> sum = static_cast<wider<U>>(product) + c[l] + (carry >> l & 1);
    t[l] = static_cast<U>(sum);
    out |= static_cast<Mask>(sum >> kWidth<U> & 1) << l;
  }
  put(dst<U>(w, i.d), t, m);
  if (i.imm) w.predicates[i.target] = (w.predicates[i.target] & ~m) | (out & m);
}

template <class A, class B>
i32 dot4(u32 a, u32 b, i32 c) {
  u32 sum = static_cast<u32>(c);
  for (u32 k = 0; k < 32; k += 8) {
    sum += static_cast<u32>(static_cast<i32>(static_cast<A>(a >> k)) *
                            static_cast<i32>(static_cast<B>(b >> k)));
  }
  return static_cast<i32>(sum);
}
template <class A, class B, bool high>
i32 dot2(u32 a, u32 b, i32 c) {
  u32 sum = static_cast<u32>(c);
  for (u32 k = 0; k < 2; ++k) {
    sum += static_cast<u32>(static_cast<i32>(static_cast<A>(a >> (16 * k))) *
                            static_cast<i32>(static_cast<B>(b >> (8 * k + (high ? 16 : 0)))));
  }
  return static_cast<i32>(sum);
}

template <class T>
T low24(T a) {
  return kIsSigned<T> ? static_cast<T>(static_cast<bits<T>>(a) << 8) >> 8
                      : static_cast<T>(a & 0xffffff);
}

#define UN(R, A, e) (unary<R, A, [](A x) -> R { return static_cast<R>(e); }>)
#define BIN(R, A, B, e) (binary<R, A, B, [](A x, B y) -> R { return static_cast<R>(e); }>)
#define TRI(R, A, B, C, e) \
  (ternary<R, A, B, C, [](A x, B y, C z) -> R { return static_cast<R>(e); }>)

template <class T>
Handler arithmetic(const Opcode& o) {
  using U = bits<T>;
  using W = wider<T>;
  switch (o.op) {
    case Op::add:
      if (o.sat) return BIN(T, T, T, (saturated<T>(static_cast<W>(x) + y)));
      return BIN(U, U, U, x + y);
    case Op::sub:
      if (o.sat) return BIN(T, T, T, (saturated<T>(static_cast<W>(x) - y)));
      return BIN(U, U, U, x - y);
    case Op::mul:
      if (o.hi) return BIN(T, T, T, (product_high<T>(x, y)));
      if (o.wide) {
        if constexpr (sizeof(T) < 8) return BIN(W, T, T, static_cast<W>(x) * static_cast<W>(y));
        return nullptr;
      }
      return BIN(U, U, U, (static_cast<wider<U>>(x) * y));
    case Op::mad:
      if (o.hi && o.sat) {
        return TRI(T, T, T, T, (saturated<T>(static_cast<W>(product_high<T>(x, y)) + z)));
      }
      if (o.hi) return TRI(U, T, T, U, static_cast<U>(product_high<T>(x, y)) + z);
      if (o.wide) {
        if constexpr (sizeof(T) < 8) {
          using UW = bits<W>;
          return TRI(UW, T, T, UW, static_cast<UW>(static_cast<W>(x) * static_cast<W>(y)) + z);
        }
        return nullptr;
      }
      return TRI(U, U, U, U, (static_cast<wider<U>>(x) * y + z));
    case Op::div:
      return division<T, quotient<T>>;
    case Op::rem:
      return division<T, remainder<T>>;
    case Op::abs:
      return UN(T, T, (x < 0 ? static_cast<T>(0 - static_cast<U>(x)) : x));
    case Op::neg:
      return UN(U, U, 0 - x);
    case Op::min:
      if (o.relu) return BIN(T, T, T, ((x < y ? x : y) < T(0) ? T(0) : (x < y ? x : y)));
      return BIN(T, T, T, (x < y ? x : y));
    case Op::max:
      if (o.relu) return BIN(T, T, T, ((x > y ? x : y) < T(0) ? T(0) : (x > y ? x : y)));
      return BIN(T, T, T, (x > y ? x : y));
    case Op::sad:
      return TRI(U, T, T, U,
                 z + (x < y ? static_cast<U>(y) - static_cast<U>(x)
                            : static_cast<U>(x) - static_cast<U>(y)));
    case Op::shr:
      return BIN(T, T, u32, shift_right<T>(x, y));
    default:
      return nullptr;
  }
}

template <class T>
Handler carries(const Opcode& o) {
  switch (o.op) {
    case Op::add:
      return with_carry<bits<T>, false, false>;
    case Op::addc:
      return with_carry<bits<T>, false, true>;
    case Op::sub:
      return with_carry<bits<T>, true, false>;
    case Op::subc:
      return with_carry<bits<T>, true, true>;
    case Op::mad:
      return o.hi ? mad_carry<T, true, false> : mad_carry<T, false, false>;
    case Op::madc:
      return o.hi ? mad_carry<T, true, true> : mad_carry<T, false, true>;
    default:
      return nullptr;
  }
}

template <class U>
Handler bitwise(const Opcode& o) {
  switch (o.op) {
    case Op::and_:
      return BIN(U, U, U, x & y);
    case Op::or_:
      return BIN(U, U, U, x | y);
    case Op::xor_:
      return BIN(U, U, U, x ^ y);
    case Op::not_:
      return UN(U, U, ~x);
    case Op::cnot:
      return UN(U, U, x == 0);
    case Op::shl:
      return BIN(U, U, u32, shift_left<U>(x, y));
    case Op::popc:
      return UN(u32, U, __builtin_popcountll(x));
    case Op::clz:
      return UN(u32, U, leading_zeros(x));
    case Op::brev:
      return UN(U, U, reversed(x));
    case Op::bfi:
      return bit_insert<U>;
    default:
      return nullptr;
  }
}

template <class T>
Handler fields(const Opcode& o) {
  if (o.op == Op::bfind) {
    if (o.wide) return UN(u32, T, (find_bit<T, true>(x)));  // .shiftamt
    return UN(u32, T, (find_bit<T, false>(x)));
  }
  return TRI(T, T, u32, u32, extract<T>(x, y, z));
}

Handler narrow_products(const Opcode& o) {
  const bool is_signed = o.type[0].kind == 's';
  if (o.op == Op::mul24) {
    if (o.hi) {
      if (is_signed) return BIN(i32, i32, i32, (i64{low24(x)} * low24(y)) >> 16);
      return BIN(u32, u32, u32, (u64{low24(x)} * low24(y)) >> 16);
    }
    if (is_signed) return BIN(i32, i32, i32, i64{low24(x)} * low24(y));
    return BIN(u32, u32, u32, low24(x) * low24(y));
  }
  if (o.hi) return nullptr;
  if (is_signed) return TRI(i32, i32, i32, i32, i64{low24(x)} * low24(y) + z);
  return TRI(u32, u32, u32, u32, low24(x) * low24(y) + z);
}

Handler dots(const Opcode& o) {
  const bool sa = o.type[0].kind == 's', sb = o.type[1].kind == 's';
  if (o.op == Op::dp4a) {
    if (sa && sb) return TRI(i32, u32, u32, i32, (dot4<i8, i8>(x, y, z)));
    if (sa) return TRI(i32, u32, u32, i32, (dot4<i8, u8>(x, y, z)));
    if (sb) return TRI(i32, u32, u32, i32, (dot4<u8, i8>(x, y, z)));
    return TRI(i32, u32, u32, i32, (dot4<u8, u8>(x, y, z)));
  }
  if (o.hi) {
    if (sa && sb) return TRI(i32, u32, u32, i32, (dot2<i16, i8, true>(x, y, z)));
    if (sa) return TRI(i32, u32, u32, i32, (dot2<i16, u8, true>(x, y, z)));
    if (sb) return TRI(i32, u32, u32, i32, (dot2<u16, i8, true>(x, y, z)));
    return TRI(i32, u32, u32, i32, (dot2<u16, u8, true>(x, y, z)));
  }
  if (sa && sb) return TRI(i32, u32, u32, i32, (dot2<i16, i8, false>(x, y, z)));
  if (sa) return TRI(i32, u32, u32, i32, (dot2<i16, u8, false>(x, y, z)));
  if (sb) return TRI(i32, u32, u32, i32, (dot2<u16, i8, false>(x, y, z)));
  return TRI(i32, u32, u32, i32, (dot2<u16, u8, false>(x, y, z)));
}

// Packed 16-bit pairs (u16x2, s16x2 reach here as two lanes of kind u or s).
template <class T>
u32 pair_of(u32 a, u32 b, T (*f)(T, T)) {
  const auto low = static_cast<u16>(f(static_cast<T>(a), static_cast<T>(b)));
  const auto high = static_cast<u16>(f(static_cast<T>(a >> 16), static_cast<T>(b >> 16)));
  return static_cast<u32>(high) << 16 | low;
}
template <class T>
T sum_of(T a, T b) {
  return static_cast<T>(a + b);
}
template <class T>
T least_of(T a, T b) {
  return a < b ? a : b;
}
template <class T>
T most_of(T a, T b) {
  return a > b ? a : b;
}

Handler pairs(const Opcode& o) {
  const bool is_signed = o.type[0].kind == 's';
  switch (o.op) {
    case Op::add:
      return BIN(u32, u32, u32, pair_of<u16>(x, y, sum_of<u16>));
    case Op::min:
      if (is_signed) return BIN(u32, u32, u32, pair_of<i16>(x, y, least_of<i16>));
      return BIN(u32, u32, u32, pair_of<u16>(x, y, least_of<u16>));
    case Op::max:
      if (is_signed) return BIN(u32, u32, u32, pair_of<i16>(x, y, most_of<i16>));
      return BIN(u32, u32, u32, pair_of<u16>(x, y, most_of<u16>));
    default:
      return nullptr;
  }
}

void predicate_logic(Warp& w, const Inst& i, Mask m) {
  const Mask a = w.predicates[i.a] ^ (i.flags & 1 ? kAll : 0);
  const Mask b = i.b == kNoSlot ? 0 : w.predicates[i.b] ^ (i.flags & 2 ? kAll : 0);
  const Mask value = i.imm == 0 ? a & b : i.imm == 1 ? a | b : i.imm == 2 ? a ^ b : ~a;
  w.predicates[i.d] = (w.predicates[i.d] & ~m) | (value & m);
}

void bit_mask(Warp& w, const Inst& i, Mask m) {
  const u32* const a = src<u32>(w, i.a);
  const u32* const b = src<u32>(w, i.b);
  alignas(64) u32 t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) {
    const u32 from = i.imm ? a[l] & 31 : a[l], length = i.imm ? b[l] & 31 : b[l];
    const u32 ones = length < 32 ? (1u << length) - 1 : kAll;
    t[l] = from < 32 ? ones << from : 0;
  }
  put(dst<u32>(w, i.d), t, m);
}

u32 find_nth(u32 mask, u32 base, i32 offset) {
  if (base > 31) return 0xffffffff;
  if (offset == 0) return mask >> base & 1 ? base : 0xffffffff;
  i32 left = offset < 0 ? -offset : offset;
  for (i32 at = static_cast<i32>(base); at >= 0 && at < 32; at += offset < 0 ? -1 : 1) {
    if ((mask >> at & 1) && --left == 0) return static_cast<u32>(at);
  }
  return 0xffffffff;
}

template <class T>
T sign_extended(T a, u32 width, bool wrap) {
  if (wrap) width &= 31;
  if (width > 31) return a;
  if (width == 0) return 0;
  return static_cast<T>(static_cast<T>(static_cast<u32>(a) << (32 - width)) >> (32 - width));
}

template <class T>
void extend(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  const u32* const b = src<u32>(w, i.b);
  alignas(64) T t[kLanes];
  for (u32 l = 0; l < kLanes; ++l) t[l] = sign_extended(a[l], b[l], i.imm != 0);
  put(dst<T>(w, i.d), t, m);
}

}  // namespace

Handler find_integer(const Opcode& o) {
  const ptx::Type type = o.type[0];
  switch (o.op) {
    case Op::lop3:
      return lop3;
    case Op::prmt:
      return prmt;
    case Op::shf:
      return funnel;
    case Op::bmsk:
      return bit_mask;
    case Op::szext:
      return type.kind == 's' ? extend<i32> : extend<u32>;
    case Op::fns:
      return TRI(u32, u32, u32, i32, find_nth(x, y, z));
    case Op::dp4a:
    case Op::dp2a:
      return dots(o);
    case Op::mul24:
    case Op::mad24:
      return narrow_products(o);
    default:
      break;
  }
  if (type.kind == 'p') {
    return o.op == Op::and_ || o.op == Op::or_ || o.op == Op::xor_ || o.op == Op::not_
               ? predicate_logic
               : nullptr;
  }
  if (type.lanes == 2) return pairs(o);
  const bool is_signed = type.kind == 's';
  if (o.carry || o.op == Op::addc || o.op == Op::subc || o.op == Op::madc) {
    if (type.bits == 64) return is_signed ? carries<i64>(o) : carries<u64>(o);
    if (type.bits != 32) return nullptr;
    return is_signed ? carries<i32>(o) : carries<u32>(o);
  }
  if (o.op == Op::bfe || o.op == Op::bfind) {
    if (type.bits == 64) return is_signed ? fields<i64>(o) : fields<u64>(o);
    return is_signed ? fields<i32>(o) : fields<u32>(o);
  }
  Handler found = nullptr;
  switch (type.bits) {
    case 16:
      found = bitwise<u16>(o);
      break;
    case 32:
      found = bitwise<u32>(o);
      break;
    case 64:
      found = bitwise<u64>(o);
      break;
    default:
      return nullptr;
  }
  if (found) return found;
  switch (type.bits) {
    case 16:
      return is_signed ? arithmetic<i16>(o) : arithmetic<u16>(o);
    case 32:
      return is_signed ? arithmetic<i32>(o) : arithmetic<u32>(o);
    default:
      return is_signed ? arithmetic<i64>(o) : arithmetic<u64>(o);
  }
}

}  // namespace assay::sim::ASSAY_LEVEL
