// Constants of PTX, against what the manual's chapter "Constants" makes of them, worked out in C++.

#include <cstdint>

#include "check.cuh"

namespace {

using I = std::int64_t;
using U = std::uint64_t;

}  // namespace

// An expression, and its 64 bits.
#define INTEGERS(X)                                         \
  X("10", 10)                                               \
  X("010", 8)                                               \
  X("0", 0)                                                 \
  X("0b101", 5)                                             \
  X("0B11U", 3)                                             \
  X("0xfF", 255)                                            \
  X("0XFFU", 255)                                           \
  X("-1", U(-1))                                            \
  X("- -3", 3)                                              \
  X("+5", 5)                                                \
  X("~0", ~U(0))                                            \
  X("-~0", 1)                                               \
  X("!0", 1)                                                \
  X("!5", 0)                                                \
  X("!!5 + 1", 2)                                           \
  X("~!0", U(-2))                                           \
  X("WARP_SZ", 32)                                          \
  X("WARP_SZ * 2 - 1", 63)                                  \
  X("(0xf0 & 0xcc) | 0xaa", (0xf0 & 0xcc) | 0xaa)           \
  X("0xf0 & 0xcc | 0xaa", 0xea)                             \
  X("(0xf0 & ~0xcc) & 0xff", 0x30)                          \
  X("1 << 4", 16)                                           \
  X("1 + 2 << 3", 24)                                       \
  X("1 + 2 * 3", 7)                                         \
  X("(1 + 2) * 3", 9)                                       \
  X("2 - 3 - 4", U(-5))                                     \
  X("64 / 4 / 2", 8)                                        \
  X("2 * -3", U(-6))                                        \
  X("7-3", 4)                                               \
  X("1 | 6 ^ 3 & 5", 1 | (6 ^ (3 & 5)))                     \
  X("5 & 3 == 3", 1)                                        \
  X("1 == 1 != 0", 1)                                       \
  X("3 > 2 > 1", 0)                                         \
  X("1 < 2 == 2 > 1", 1)                                    \
  X("2 <= 1", 0)                                            \
  X("2 >= 2", 1)                                            \
  X("1 || 0 && 0", 1)                                       \
  X("0 || 2", 1)                                            \
  X("3 && 2", 1)                                            \
  X("1 ? 2 : 3", 2)                                         \
  X("1 ?2:3", 2)                                            \
  X("0 ? 2 : 1 ? 4 : 5", 4)                                 \
  X("1 ? 2 : 3 ? 4 : 5", 2)                                 \
  X("2 > 1 ? 0x10 : 0x20", 16)                              \
  /* Signed, unless an operand is not. */                   \
  X("-7 / 2", U(-3))                                        \
  X("-7 / 2U", U(-7) / 2)                                   \
  X("-8 >> 1", U(-4))                                       \
  X("-8U >> 1", U(-8) >> 1)                                 \
  X("~8 >> 1", ~U(8) >> 1)                                  \
  X("(.s64)~8 >> 1", U(~I(8) >> 1))                         \
  X("(.u64)-8 >> 1", U(-8) >> 1)                            \
  X("-(.u64)5 / 2", U(-5) / 2)                              \
  X("(7U - 8) / 2", U(-1) / 2)                              \
  X("(.s64)(7U - 8) / 2", 0)                                \
  X("1 << 63 >> 63", U(-1))                                 \
  X("0x8000000000000000 >> 63", 1)                          \
  X("9223372036854775808 > 0", 1)                           \
  X("-1 < 0", 1)                                            \
  X("-1 < 0U", 0)                                           \
  X("-1 * 2U > 0", 1)                                       \
  X("-1 == 0xffffffffffffffff", 1)                          \
  X("(1 << 63) / -2", U(1) << 62)                           \
  /* A remainder is of unsigned operands. */                \
  X("7 %% 3", 1)                                            \
  X("-9 %% 4", U(-9) % 4)                                   \
  X("-7 %% 3", U(-7) % 3)                                   \
  /* What floats compare to is an integer. */               \
  X("1.0 < 2.0", 1)                                         \
  X("1.0 == 1.5", 0)

#define DOUBLES(X)                          \
  X("1.0", 1.0)                             \
  X("5.", 5.0)                              \
  X(".5", 0.5)                              \
  X("010.5", 10.5)                          \
  X("-2.5e3", -2500.0)                      \
  X("1e3", 1000.0)                          \
  X("1E-3", 0.001)                          \
  X("1.e+3", 1000.0)                        \
  X("0.1", 0.1)                             \
  X("0d3FF8000000000000", 1.5)              \
  X("-0d3FF8000000000000", -1.5)            \
  X("0d4000000000000000 * -1.5", -3.0)      \
  X("1.5 + 2.25 * 2.0", 6.0)                \
  X("(1.5 + 2.25) * 2.0", 7.5)              \
  X("1.0 / 4.0 - 1.0", -0.75)               \
  X("0f3F800000", 1.0)                      \
  X("1.0 / 3.0", 1.0 / 3.0)

#define FLOATS(X)                           \
  X("1.0", 1.0f)                            \
  X("0.1", 0.1f)                            \
  X("-2.5e3", -2500.0f)                     \
  X("16777217.0", 16777216.0f)              \
  X("0f3F800000", 1.0f)                     \
  X("(0f3FC00000)", 1.5f)                   \
  X("0d3FF8000000000000", 1.5f)             \
  X("1.0 / 3.0", float(1.0 / 3.0))

#define INTEGER(code, value) asm("mov.b64 %0, " code ";" : "=l"(*d++));
#define DOUBLE(code, value) asm("mov.f64 %0, " code ";" : "=d"(*d++));
#define FLOAT(code, value) asm("mov.f32 %0, " code ";" : "=f"(*d++));
#define VALUE(code, value) value,

__global__ void integers(U* d) { INTEGERS(INTEGER) }
__global__ void doubles(double* d) { DOUBLES(DOUBLE) }
__global__ void floats(float* d) { FLOATS(FLOAT) }

// Where constants stand.
__global__ void places(unsigned* d, const unsigned* a, const float* x, float* y) {
  asm volatile("lop3.b32 %0, %1, %2, %3, (0xf0 & 0xcc) | 0xaa;" : "=r"(d[0]) : "r"(a[0]), "r"(a[1]), "r"(a[2]));
  asm volatile("add.u32 %0, %1, WARP_SZ - 1;" : "=r"(d[1]) : "r"(a[0]));
  asm volatile("sub.s32 %0, %1, -1;" : "=r"(d[2]) : "r"(a[0]));
  asm volatile("shl.b32 %0, %1, 1 << 2;" : "=r"(d[3]) : "r"(a[0]));
  asm volatile("ld.global.u32 %0, [%1+4*2];" : "=r"(d[4]) : "l"(a));
  asm volatile("ld.global.u32 %0, [%1+4-4];" : "=r"(d[5]) : "l"(a));
  asm volatile("ld.global.u32 %0, [%1+-4];" : "=r"(d[6]) : "l"(a + 1));
  asm volatile("{.reg .pred p, q; setp.lt.u32 p|q, %1, 8 | 1; selp.u32 %0, 1 + 1, ~0, !q;}" : "=r"(d[7]) : "r"(a[0]));
  asm volatile("{.reg .pred p; mov.pred p, 1 > 2; selp.u32 %0, 1, 5 %% 3, p;}" : "=r"(d[8]));
  asm volatile("{.reg .pred p; setp.lt.and.u32 p, %1, 100, !0; selp.u32 %0, 4, 3, p;}" : "=r"(d[9]) : "r"(a[0]));
  asm volatile("mov.b32 %0, {1, 2 + 3};" : "=r"(d[10]));
  asm volatile("fma.rn.f32 %0, %1, 2.0, -1.0;" : "=f"(y[0]) : "f"(x[0]));
  asm volatile("add.f32 %0, %1, -0d3FF8000000000000;" : "=f"(y[1]) : "f"(x[0]));
  asm volatile("st.global.v2.f32 [%0], {1.5, 0f40000000};" ::"l"(y + 2) : "memory");
  asm volatile("{.reg .pred p; setp.gt.f32 p, %1, 2.5; selp.f32 %0, 1e1, .25, p;}" : "=f"(y[4]) : "f"(x[0]));
  asm volatile("{.reg .f64 t; add.f64 t, 1.0, 0f3F000000; cvt.rn.f32.f64 %0, t;}" : "=f"(y[5]));
}

int main() {
  const std::vector<U> whole{INTEGERS(VALUE)};
  Device<U> i(whole.size());
  integers<<<1, 1>>>(i);
  expect("integers", i.host(), whole);
  const std::vector<double> wide{DOUBLES(VALUE)};
  Device<double> d(wide.size());
  doubles<<<1, 1>>>(d);
  expect("doubles", d.host(), wide);
  const std::vector<float> narrow{FLOATS(VALUE)};
  Device<float> f(narrow.size());
  floats<<<1, 1>>>(f);
  expect("floats", f.host(), narrow);

  // lop3 of 0xea: (a & b) | c.
  Device<unsigned> a(std::vector<unsigned>{12, 10, 3}), to(11);
  Device<float> x(std::vector<float>{3}), y(6);
  places<<<1, 1>>>(to, a, x, y);
  expect("places", to.host(), std::vector<unsigned>{(12 & 10) | 3, 43, 13, 192, 3, 12, 12, ~0u, 2, 4, 0x50001});
  expect("floats in places", y.host(), std::vector<float>{5, 1.5f, 1.5f, 2, 10, 1.5f});
  return finish();
}
