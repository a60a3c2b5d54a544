// One instruction at a time, against values worked out by hand from the PTX manual.

#include <cstring>

#include "check.cuh"

// A kernel that runs one instruction of two operands on each pair.
#define BINARY(name, type, code, letter)                                          \
  __global__ void name(const type* a, const type* b, type* d) {                   \
    asm(code " %0, %1, %2;" : "=" letter(d[threadIdx.x]) : letter(a[threadIdx.x]), letter(b[threadIdx.x])); \
  }
#define UNARY(name, to, from, code, out, in)                                      \
  __global__ void name(const from* a, to* d) {                                    \
    asm(code " %0, %1;" : "=" out(d[threadIdx.x]) : in(a[threadIdx.x]));          \
  }

BINARY(shift_left, unsigned, "shl.b32", "r")
BINARY(shift_right, unsigned, "shr.u32", "r")
BINARY(shift_right_signed, unsigned, "shr.s32", "r")
BINARY(divide, unsigned, "div.s32", "r")
BINARY(remainder_, unsigned, "rem.s32", "r")
BINARY(add_saturated, unsigned, "add.sat.s32", "r")
BINARY(sub_saturated, unsigned, "sub.sat.s32", "r")
BINARY(high, unsigned, "mul.hi.s32", "r")
BINARY(minimum, float, "min.f32", "f")
BINARY(maximum, float, "max.f32", "f")
BINARY(minimum_nan, float, "min.NaN.f32", "f")
BINARY(add_zero, float, "add.rz.f32", "f")
BINARY(add_up, float, "add.rp.f32", "f")
BINARY(add_down, float, "add.rm.f32", "f")
BINARY(add_clamped, float, "add.sat.f32", "f")
BINARY(multiply_flushed, float, "mul.ftz.f32", "f")
BINARY(copy_sign, float, "copysign.f32", "f")
UNARY(to_int_nearest, int, float, "cvt.rni.s32.f32", "r", "f")
UNARY(to_int_zero, int, float, "cvt.rzi.s32.f32", "r", "f")
UNARY(to_int_down, int, float, "cvt.rmi.s32.f32", "r", "f")
UNARY(to_int_up, int, float, "cvt.rpi.s32.f32", "r", "f")
UNARY(to_unsigned, unsigned, float, "cvt.rzi.u32.f32", "r", "f")
UNARY(to_byte, unsigned, unsigned, "cvt.sat.u8.s32", "r", "r")
UNARY(sign_byte, unsigned, unsigned, "cvt.s32.s8", "r", "r")
UNARY(find_high, unsigned, unsigned, "bfind.u32", "r", "r")
UNARY(find_high_signed, unsigned, unsigned, "bfind.s32", "r", "r")
UNARY(count_zeros, unsigned, unsigned, "clz.b32", "r", "r")
UNARY(reverse_bits, unsigned, unsigned, "brev.b32", "r", "r")
UNARY(round_even, float, float, "cvt.rni.f32.f32", "f", "f")
UNARY(clamp_unit, float, float, "cvt.sat.f32.f32", "f", "f")
UNARY(absolute, unsigned, unsigned, "abs.s32", "r", "r")

__global__ void extract(const unsigned* a, const unsigned* p, const unsigned* n, unsigned* d) {
  const int i = threadIdx.x;
  asm("bfe.s32 %0, %1, %2, %3;" : "=r"(d[i]) : "r"(a[i]), "r"(p[i]), "r"(n[i]));
}
__global__ void insert(const unsigned* a, const unsigned* b, const unsigned* p, const unsigned* n, unsigned* d) {
  const int i = threadIdx.x;
  asm("bfi.b32 %0, %1, %2, %3, %4;" : "=r"(d[i]) : "r"(a[i]), "r"(b[i]), "r"(p[i]), "r"(n[i]));
}
__global__ void compare(const float* a, const float* b, unsigned* d) {
  const int i = threadIdx.x;
  unsigned r[6];
  const float x = a[i], y = b[i];
  asm("{.reg .pred p; setp.eq.f32 p, %1, %2; selp.u32 %0, 1, 0, p;}" : "=r"(r[0]) : "f"(x), "f"(y));
  asm("{.reg .pred p; setp.ne.f32 p, %1, %2; selp.u32 %0, 1, 0, p;}" : "=r"(r[1]) : "f"(x), "f"(y));
  asm("{.reg .pred p; setp.neu.f32 p, %1, %2; selp.u32 %0, 1, 0, p;}" : "=r"(r[2]) : "f"(x), "f"(y));
  asm("{.reg .pred p; setp.ltu.f32 p, %1, %2; selp.u32 %0, 1, 0, p;}" : "=r"(r[3]) : "f"(x), "f"(y));
  asm("{.reg .pred p; setp.num.f32 p, %1, %2; selp.u32 %0, 1, 0, p;}" : "=r"(r[4]) : "f"(x), "f"(y));
  asm("{.reg .pred p, q; setp.lt.f32 p|q, %1, %2; selp.u32 %0, 1, 0, q;}" : "=r"(r[5]) : "f"(x), "f"(y));
  d[i] = r[0] | r[1] << 1 | r[2] << 2 | r[3] << 3 | r[4] << 4 | r[5] << 5;
}
__global__ void logic(const unsigned* a, const unsigned* b, const unsigned* c, unsigned* d) {
  const int i = threadIdx.x;
  asm("lop3.b32 %0, %1, %2, %3, 0xCA;" : "=r"(d[i]) : "r"(a[i]), "r"(b[i]), "r"(c[i]));
}
__global__ void carries(const unsigned* a, const unsigned* b, unsigned* d) {  // 64 bits in halves
  asm("add.cc.u32 %0, %2, %4;\n addc.u32 %1, %3, %5;"
      : "=r"(d[0]), "=r"(d[1]) : "r"(a[0]), "r"(a[1]), "r"(b[0]), "r"(b[1]));
  asm("sub.cc.u32 %0, %2, %4;\n subc.u32 %1, %3, %5;"
      : "=r"(d[2]), "=r"(d[3]) : "r"(a[0]), "r"(a[1]), "r"(b[0]), "r"(b[1]));
}
// The flag that a subtraction leaves is the carry of a + ~b + 1: an addition behind it sees 1 where
// nothing was borrowed.  Divisions of 128 bits count on that.
__global__ void borrows(const unsigned* a, const unsigned* b, unsigned* d) {
  const int i = threadIdx.x;
  asm("{.reg .u32 t; sub.cc.u32 t, %1, %2;\n addc.u32 %0, 0, 0;}" : "=r"(d[3 * i]) : "r"(a[i]), "r"(b[i]));
  asm("{.reg .u32 t; add.cc.u32 t, %1, %2;\n subc.u32 %0, 9, 0;}" : "=r"(d[3 * i + 1]) : "r"(a[i]), "r"(b[i]));
  asm("mad.hi.cc.s32 %0, %1, %2, 0;" : "=r"(d[3 * i + 2]) : "r"(a[i]), "r"(b[i]));
}
__global__ void long_division(const __int128* a, const __int128* b, long long* d) {
  const __int128 q = a[threadIdx.x] / b[threadIdx.x], r = a[threadIdx.x] % b[threadIdx.x];
  long long* const out = d + 4 * threadIdx.x;
  out[0] = static_cast<long long>(q), out[1] = static_cast<long long>(q >> 64);
  out[2] = static_cast<long long>(r), out[3] = static_cast<long long>(r >> 64);
}
__global__ void funnel(const unsigned* a, const unsigned* b, const unsigned* c, unsigned* d) {
  const int i = threadIdx.x;
  asm("shf.l.wrap.b32 %0, %1, %2, %3;" : "=r"(d[2 * i]) : "r"(a[i]), "r"(b[i]), "r"(c[i]));
  asm("shf.r.clamp.b32 %0, %1, %2, %3;" : "=r"(d[2 * i + 1]) : "r"(a[i]), "r"(b[i]), "r"(c[i]));
}
__global__ void half_rounding(const float* a, unsigned short* d) {
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(d[threadIdx.x]) : "f"(a[threadIdx.x]));
}
__global__ void brain_rounding(const float* a, unsigned short* d) {
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(d[threadIdx.x]) : "f"(a[threadIdx.x]));
}
// Four values each, as floor, ceil, trunc and rint of a half.
__global__ void half_to_whole(const unsigned short* a, unsigned short* d) {
  const int i = threadIdx.x;
  asm("cvt.rmi.f16.f16 %0, %1;" : "=h"(d[4 * i]) : "h"(a[i]));
  asm("cvt.rpi.f16.f16 %0, %1;" : "=h"(d[4 * i + 1]) : "h"(a[i]));
  asm("cvt.rzi.f16.f16 %0, %1;" : "=h"(d[4 * i + 2]) : "h"(a[i]));
  asm("cvt.rni.f16.f16 %0, %1;" : "=h"(d[4 * i + 3]) : "h"(a[i]));
}
__global__ void bytes_dot(const unsigned* a, const unsigned* b, int* d) {
  asm("dp4a.s32.u32 %0, %1, %2, %3;" : "=r"(d[threadIdx.x]) : "r"(a[threadIdx.x]), "r"(b[threadIdx.x]), "r"(10));
}

namespace {

using U = std::vector<unsigned>;
using F = std::vector<float>;

unsigned bits(float x) {
  unsigned result;
  std::memcpy(&result, &x, 4);
  return result;
}

U patterns(const F& values) {
  U result;
  for (const float value : values) result.push_back(value != value ? 0x7fffffff : bits(value));
  return result;
}

void integers(const char* name, void (*kernel)(const unsigned*, const unsigned*, unsigned*), const U& a, const U& b,
              const U& want) {
  Device<unsigned> da(a), db(b), dd(want.size());
  kernel<<<1, want.size()>>>(da, db, dd);
  expect(name, dd.host(), want);
}

void floats(const char* name, void (*kernel)(const float*, const float*, float*), const F& a, const F& b, const F& want) {
  Device<float> da(a), db(b), dd(want.size());
  kernel<<<1, want.size()>>>(da, db, dd);
  expect(name, patterns(dd.host()), patterns(want));
}

template <class From, class To>
void one(const char* name, void (*kernel)(const From*, To*), const std::vector<From>& a, const std::vector<To>& want) {
  Device<From> da(a);
  Device<To> dd(want.size());
  kernel<<<1, want.size()>>>(da, dd);
  expect(name, dd.host(), want);
}

}  // namespace

int main() {
  const float nan = std::nanf(""), inf = INFINITY, tiny = 1e-40f;
  integers("shl", shift_left, {1, 1, 1, 0xffffffff}, {31, 32, 200, 4}, {0x80000000, 0, 0, 0xfffffff0});
  integers("shr.u32", shift_right, {0x80000000, 0x80000000, 5}, {31, 32, 999}, {1, 0, 0});
  integers("shr.s32", shift_right_signed, {0x80000000, 0x80000000, 0x7fffffff}, {4, 40, 40}, {0xf8000000, 0xffffffff, 0});
  integers("div.s32", divide, {7, 0xfffffff9, 0x80000000}, {0xfffffffe, 2, 0xffffffff}, {0xfffffffd, 0xfffffffd, 0x80000000});
  integers("rem.s32", remainder_, {7, 0xfffffff9, 0x80000000}, {0xfffffffe, 2, 0xffffffff}, {1, 0xffffffff, 0});
  integers("add.sat", add_saturated, {0x7fffffff, 0x80000000, 5}, {1, 0xffffffff, 6}, {0x7fffffff, 0x80000000, 11});
  integers("sub.sat", sub_saturated, {0x80000000, 0x7fffffff, 5}, {1, 0xffffffff, 6}, {0x80000000, 0x7fffffff, 0xffffffff});
  integers("mul.hi", high, {0x80000000, 0xffffffff, 0x40000000}, {0x80000000, 1, 8}, {0x40000000, 0xffffffff, 2});
  floats("min", minimum, {1, nan, nan, 0.0f, inf}, {nan, 2, nan, -0.0f, -inf}, {1, 2, nan, -0.0f, -inf});
  floats("max", maximum, {1, nan, nan, -0.0f, inf}, {nan, 2, nan, 0.0f, -inf}, {1, 2, nan, 0.0f, inf});
  floats("min.NaN", minimum_nan, {1, nan, 3}, {nan, 2, 2}, {nan, nan, 2});
  // 1 + 2^-24 lies halfway between two floats.
  const float half_step = 5.9604645e-8f, above = 1.00000012f;
  floats("add.rz", add_zero, {1, -1}, {half_step, -half_step}, {1, -1});
  floats("add.rp", add_up, {1, -1}, {half_step, -half_step}, {above, -1});
  floats("add.rm", add_down, {1, -1}, {half_step, -half_step}, {1, -above});
  floats("add.sat", add_clamped, {0.75f, -3, nan, 0.25f}, {0.75f, 1, 1, 0.25f}, {1, 0, 0, 0.5f});
  floats("mul.ftz", multiply_flushed, {tiny, 1e-20f, -1e-20f, 2}, {1, 1e-20f, 1e-20f, 3}, {0, 0, -0.0f, 6});
  floats("copysign", copy_sign, {-1, 2}, {5, -6}, {-5, 6});
  one<float, int>("cvt.rni", to_int_nearest, {0.5f, 1.5f, 2.5f, -0.5f, -1.5f}, {0, 2, 2, 0, -2});
  one<float, int>("cvt.rzi", to_int_zero, {1.9f, -1.9f, 3e9f, -3e9f, nan}, {1, -1, 2147483647, -2147483647 - 1, 0});
  one<float, int>("cvt.rmi", to_int_down, {1.9f, -1.1f}, {1, -2});
  one<float, int>("cvt.rpi", to_int_up, {1.1f, -1.9f}, {2, -1});
  one<float, unsigned>("cvt.u32", to_unsigned, {-5, 5e9f, 3.99f, nan}, {0, 0xffffffff, 3, 0});
  one<unsigned, unsigned>("cvt.sat.u8", to_byte, {300, 0xfffffff0, 77}, {255, 0, 77});
  one<unsigned, unsigned>("cvt.s8", sign_byte, {0x17f, 0x80, 0xff}, {127, 0xffffff80, 0xffffffff});
  one<unsigned, unsigned>("bfind.u32", find_high, {0, 1, 0x80000000, 0x00f00000}, {0xffffffff, 0, 31, 23});
  one<unsigned, unsigned>("bfind.s32", find_high_signed, {0xffffffff, 0xfffffffe, 0x40000000}, {0xffffffff, 0, 30});
  one<unsigned, unsigned>("clz", count_zeros, {0, 1, 0xffffffff}, {32, 31, 0});
  one<unsigned, unsigned>("brev", reverse_bits, {1, 0x80000001, 0x0000ff00}, {0x80000000, 0x80000001, 0x00ff0000});
  one<float, float>("round to even", round_even, {0.5f, 1.5f, -2.5f}, {0, 2, -2});
  one<float, float>("cvt.sat", clamp_unit, {nan, -1, 0.5f, 7}, {0, 0, 0.5f, 1});
  one<unsigned, unsigned>("abs", absolute, {0x80000000, 0xffffffff, 4}, {0x80000000, 1, 4});
  one<float, unsigned short>("f16 rounding", half_rounding,
                             {1.0f, 65504.0f, 65519.9f, 65520.0f, 1.00048828125f, 1.00146484375f, 5.9604645e-8f,
                              2.9802322e-8f, 2.9802323e-8f * 1.01f, -0.0f, inf},
                             {0x3c00, 0x7bff, 0x7bff, 0x7c00, 0x3c00, 0x3c02, 0x0001, 0x0000, 0x0001, 0x8000, 0x7c00});
  {
    // 2.5, -2.5, 2.75, -0.25, 3
    const std::vector<unsigned short> halves{0x4100, 0xc100, 0x4180, 0xb400, 0x4200};
    Device<unsigned short> a(halves), d(4 * halves.size());
    half_to_whole<<<1, halves.size()>>>(a, d);
    expect("f16 to whole numbers", d.host(),
           std::vector<unsigned short>{0x4000, 0x4200, 0x4000, 0x4000, 0xc200, 0xc000, 0xc000, 0xc000, 0x4000, 0x4200,
                                       0x4000, 0x4200, 0xbc00, 0x8000, 0x8000, 0x8000, 0x4200, 0x4200, 0x4200, 0x4200});
  }
  one<float, unsigned short>("bf16 rounding", brain_rounding, {1.0f, 1.00390625f, 1.01171875f, -3.0f, inf},
                             {0x3f80, 0x3f80, 0x3f82, 0xc040, 0x7f80});
  {
    Device<unsigned> a(U{0x000000f0, 0x000000f0, 0xffffffff, 0x80000000}), p(U{4, 4, 28, 30}), n(U{4, 5, 8, 10}), d(4);
    extract<<<1, 4>>>(a, p, n, d);
    expect("bfe.s32", d.host(), U{0xffffffff, 0x0000000f, 0xffffffff, 0xfffffffe});
    Device<unsigned> v(U{0xff, 0xff, 0xff}), into(U{0, 0xffffffff, 0x12345678}), at(U{8, 28, 40}), of(U{4, 8, 8}), r(3);
    insert<<<1, 3>>>(v, into, at, of, r);
    expect("bfi.b32", r.host(), U{0x00000f00, 0xffffffff, 0x12345678});
    Device<unsigned> x(U{0xff00ff00}), y(U{0x12345678}), z(U{0x9abcdef0}), l(1);
    logic<<<1, 1>>>(x, y, z, l);
    expect("lop3", l.host(), U{0x12bc56f0});
    Device<unsigned> low(U{0xffffffff, 1}), one_more(U{2, 5}), sums(4);
    carries<<<1, 1>>>(low, one_more, sums);
    expect("carries", sums.host(), U{1, 7, 0xfffffffd, 0xfffffffc});
    Device<unsigned> from(U{5, 3, 7, 0xffffffff}), less(U{3, 5, 7, 2}), flags(12);
    borrows<<<1, 4>>>(from, less, flags);
    expect("borrows", flags.host(), U{1, 8, 0, 0, 8, 0, 1, 8, 0, 1, 9, 0xffffffff});
    const __int128 one = 1;
    const std::vector<__int128> over{1000, 12345 + (one << 90), -(77 * one << 100) - 5, 1};
    const std::vector<__int128> under{7, 3, (one << 70) + 9, -3 * one};
    Device<__int128> up(over), down(under);
    Device<long long> divided(16);
    long_division<<<1, 4>>>(up, down, divided);
    std::vector<long long> quotients;
    for (int k = 0; k < 4; ++k) {
      for (const __int128 value : {over[k] / under[k], over[k] % under[k]}) {
        quotients.push_back(static_cast<long long>(value));
        quotients.push_back(static_cast<long long>(value >> 64));
      }
    }
    expect("long_division", divided.host(), quotients);
    Device<unsigned> lo(U{0x89abcdef, 0x89abcdef}), hi(U{0x01234567, 0x01234567}), by(U{8, 40}), f(4);
    funnel<<<1, 2>>>(lo, hi, by, f);
    expect("shf", f.host(), U{0x23456789, 0x6789abcd, 0x23456789, 0x01234567});
    Device<unsigned> s(U{0xff020304}), u(U{0x02010101});
    Device<int> dots(1);
    bytes_dot<<<1, 1>>>(s, u, dots);
    expect("dp4a", dots.host(), std::vector<int>{10 - 2 + 2 + 3 + 4});
    Device<float> c(F{1, 2, nan, 1}), e(F{1, 1, 1, 2});
    Device<unsigned> k(4);
    compare<<<1, 4>>>(c, e, k);
    // Bits: eq, ne, neu, ltu, num, not lt.
    expect("setp", k.host(), U{0b110001, 0b110110, 0b101100, 0b011110});
  }
  return finish();
}
