// f32 and f64 arithmetic.  The approximations (sin.approx and the like) are computed more exactly
// than the hardware does; tests of kernels compare with a tolerance anyway.

#include <cfenv>

#include "sim/ops/find.hpp"
#include "sim/ops/kit.hpp"
#include "sim/ops/vector_math.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

inline float flushed(float x) {
  u32 bits;
  std::memcpy(&bits, &x, 4);
  if ((bits & 0x7f800000) == 0) bits &= 0x80000000;
  std::memcpy(&x, &bits, 4);
  return x;
}

inline float clamped(float x) { return x > 0 ? (x < 1 ? x : 1.0f) : 0.0f; }  // NaN gives 0
inline double clamped(double x) { return x > 0 ? (x < 1 ? x : 1.0) : 0.0; }

// A NaN operand loses against a number; -0 is less than +0.
template <class T>
inline T least(T x, T y) {
  if (x == y) return std::signbit(x) ? x : y;
  return x < y || y != y ? x : y;
}
template <class T>
inline T most(T x, T y) {
  if (x == y) return std::signbit(x) ? y : x;
  return x > y || y != y ? x : y;
}

struct Add {
  template <class T>
  static T at(T x, T y) {
    return x + y;
  }
};
struct Sub {
  template <class T>
  static T at(T x, T y) {
    return x - y;
  }
};
struct Mul {
  template <class T>
  static T at(T x, T y) {
    return x * y;
  }
};
struct Div {
  template <class T>
  static T at(T x, T y) {
    return x / y;
  }
};
struct Min {
  template <class T>
  static T at(T x, T y) {
    return least(x, y);
  }
};
struct Max {
  template <class T>
  static T at(T x, T y) {
    return most(x, y);
  }
};
struct MinNan {
  template <class T>
  static T at(T x, T y) {
    return x != x || y != y ? static_cast<T>(NAN) : least(x, y);
  }
};
struct MaxNan {
  template <class T>
  static T at(T x, T y) {
    return x != x || y != y ? static_cast<T>(NAN) : most(x, y);
  }
};
struct CopySign {  // PTX: the sign of the first, the size of the second
  template <class T>
  static T at(T x, T y) {
    return std::copysign(y, x);
  }
};
struct Rcp {
  template <class T>
  static T at(T x) {
    return 1 / x;
  }
};
struct Sqrt {
  template <class T>
  static T at(T x) {
    return std::sqrt(x);
  }
};
struct Rsqrt {
  template <class T>
  static T at(T x) {
    return 1 / std::sqrt(x);
  }
};
struct Abs {
  template <class T>
  static T at(T x) {
    return std::fabs(x);
  }
};
struct Neg {
  template <class T>
  static T at(T x) {
    return -x;
  }
};
struct Sin {
  template <class T>
  static T at(T x) {
    return std::sin(x);
  }
};
struct Cos {
  template <class T>
  static T at(T x) {
    return std::cos(x);
  }
};
struct Lg2 {
  template <class T>
  static T at(T x) {
    return std::log2(x);
  }
};
struct Tanh {
  template <class T>
  static T at(T x) {
    return std::tanh(x);
  }
};
struct Ex2 {
  static float at(float x) { return exp2_of(x); }
  static double at(double x) { return std::exp2(x); }
};
struct Fma {
  template <class T>
  static T at(T x, T y, T z) {
    return std::fma(x, y, z);
  }
};

template <class F, class T, bool ftz, bool sat, class... A>
inline T finished(A... a) {
  T result = ftz ? F::at(flushed(a)...) : F::at(a...);
  if (ftz) result = flushed(result);
  return sat ? clamped(result) : result;
}

template <class F, bool ftz, bool sat>
Handler one_f32() {
  return unary<float, float, [](float x) { return finished<F, float, ftz, sat>(x); }>;
}
template <class F, bool ftz, bool sat>
Handler two_f32() {
  return binary<float, float, float,
                [](float x, float y) { return finished<F, float, ftz, sat>(x, y); }>;
}
template <class F>
Handler one(const Opcode& o) {
  if (o.type[0].bits == 64) return unary<double, double, [](double x) { return F::at(x); }>;
  if (o.sat) return nullptr;
  return o.ftz ? one_f32<F, true, false>() : one_f32<F, false, false>();
}
template <class F>
Handler two(const Opcode& o) {
  if (o.type[0].bits == 64) {
    return binary<double, double, double, [](double x, double y) { return F::at(x, y); }>;
  }
  if (o.sat) return o.ftz ? two_f32<F, true, true>() : two_f32<F, false, true>();
  return o.ftz ? two_f32<F, true, false>() : two_f32<F, false, false>();
}
template <bool ftz, bool sat>
Handler fma_f32() {
  return ternary<float, float, float, float,
                 [](float x, float y, float z) { return finished<Fma, float, ftz, sat>(x, y, z); }>;
}
Handler fma(const Opcode& o) {
  if (o.type[0].bits == 64) {
    return ternary<double, double, double, double,
                   [](double x, double y, double z) { return std::fma(x, y, z); }>;
  }
  if (o.sat) return o.ftz ? fma_f32<true, true>() : fma_f32<false, true>();
  return o.ftz ? fma_f32<true, false>() : fma_f32<false, false>();
}

// --- rounding other than to nearest: through the machine's rounding mode

// inst.target: the mode; inst.flags: 1 ftz, 2 sat.  The volatile operands keep the compiler from
// moving the arithmetic out of the reach of the mode.  `pair`: each lane has two of them.
template <class F, class T, int operands, u32 pair = 1>
void directed(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  const T* const b = operands > 1 ? src<T>(w, i.b) : a;
  const T* const c = operands > 2 ? src<T>(w, i.c) : a;
  alignas(64) volatile T t[kLanes * pair];
  struct alignas(pair * sizeof(T)) Lane {
    T at[pair];
  };
  alignas(64) Lane done[kLanes];
  const int before = std::fegetround();
  std::fesetround(static_cast<int>(i.target));
  for (u32 l = 0; l < kLanes * pair; ++l) {
    T first = a[l], second = b[l], third = c[l];
    if constexpr (sizeof(T) == 4) {
      if (i.flags & 1) {
        first = flushed(first);
        second = flushed(second);
        third = flushed(third);
      }
    }
    volatile T x = first, y = second, z = third;
    if constexpr (operands == 1) t[l] = F::at(T(x));
    if constexpr (operands == 2) t[l] = F::at(T(x), T(y));
    if constexpr (operands == 3) t[l] = F::at(T(x), T(y), T(z));
  }
  std::fesetround(before);
  for (u32 l = 0; l < kLanes * pair; ++l) {
    T value = t[l];
    if constexpr (sizeof(T) == 4) {
      if (i.flags & 1) value = flushed(value);
    }
    done[l / pair].at[l % pair] = i.flags & 2 ? clamped(value) : value;
  }
  put(dst<Lane>(w, i.d), done, m);
}

template <class T>
Handler directed_of(Op op) {
  switch (op) {
    case Op::add:
      return directed<Add, T, 2>;
    case Op::sub:
      return directed<Sub, T, 2>;
    case Op::mul:
      return directed<Mul, T, 2>;
    case Op::div:
      return directed<Div, T, 2>;
    case Op::rcp:
      return directed<Rcp, T, 1>;
    case Op::sqrt:
      return directed<Sqrt, T, 1>;
    case Op::fma:
    case Op::mad:
      return directed<Fma, T, 3>;
    default:
      return nullptr;
  }
}

Handler paired_of(Op op) {
  switch (op) {
    case Op::add:
      return directed<Add, float, 2, 2>;
    case Op::sub:
      return directed<Sub, float, 2, 2>;
    case Op::mul:
      return directed<Mul, float, 2, 2>;
    case Op::fma:
      return directed<Fma, float, 3, 2>;
    default:
      return nullptr;
  }
}

// testp: imm says which property.
template <class T>
void test_property(Warp& w, const Inst& i, Mask m) {
  const T* const a = src<T>(w, i.a);
  Mask result = 0;
  each(m, [&](u32 l) {
    const int kind = std::fpclassify(a[l]);
    const bool yes = i.imm == 0   ? std::isfinite(a[l])
                     : i.imm == 1 ? kind == FP_INFINITE
                     : i.imm == 2 ? kind != FP_NAN
                     : i.imm == 3 ? kind == FP_NAN
                     : i.imm == 4 ? kind == FP_NORMAL
                                  : kind == FP_SUBNORMAL;
    result |= static_cast<Mask>(yes) << l;
  });
  w.predicates[i.d] = (w.predicates[i.d] & ~m) | result;
}

}  // namespace

Handler find_floating(const Opcode& o) {
  if (o.type[0].lanes == 2) return paired_of(o.op);
  const bool wide = o.type[0].bits == 64;
  if (o.round != Round::nearest && !o.approx) {
    return wide ? directed_of<double>(o.op) : directed_of<float>(o.op);
  }
  switch (o.op) {
    case Op::add:
      return two<Add>(o);
    case Op::sub:
      return two<Sub>(o);
    case Op::mul:
      return two<Mul>(o);
    case Op::div:
      return two<Div>(o);
    case Op::min:
      return o.nan ? two<MinNan>(o) : two<Min>(o);
    case Op::max:
      return o.nan ? two<MaxNan>(o) : two<Max>(o);
    case Op::copysign:
      return two<CopySign>(o);
    case Op::fma:
    case Op::mad:
      return fma(o);
    case Op::rcp:
      return one<Rcp>(o);
    case Op::sqrt:
      return one<Sqrt>(o);
    case Op::rsqrt:
      return one<Rsqrt>(o);
    case Op::abs:
      return one<Abs>(o);
    case Op::neg:
      return one<Neg>(o);
    case Op::sin:
      return one<Sin>(o);
    case Op::cos:
      return one<Cos>(o);
    case Op::ex2:
      return one<Ex2>(o);
    case Op::lg2:
      return one<Lg2>(o);
    case Op::tanh:
      return one<Tanh>(o);
    case Op::testp:
      return wide ? test_property<double> : test_property<float>;
    default:
      return nullptr;
  }
}

}  // namespace assay::sim::ASSAY_LEVEL
