#pragma once
// How handlers are written: f(lane) for 32 lanes into a local array, which the compiler turns into
// vectors, then stored where the mask says.  The files of this folder are compiled once for every
// level of instruction set (ASSAY_LEVEL names its namespace); nothing in them may use inline code
// of the standard library that another level could share.

#include <cmath>
#include <cstring>

#include "sim/machine.hpp"
#include "sim/opcode.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

template <class T>
inline void put(T* __restrict to, const T* __restrict values, Mask mask) {
  if (mask == kAll) {
    std::memcpy(to, values, sizeof(T) * kLanes);
  } else {
    for (u32 l = 0; l < kLanes; ++l) to[l] = (mask >> l & 1) ? values[l] : to[l];
  }
}

template <class R, class A, auto f>
void unary(Warp& w, const Inst& i, Mask m) {
  alignas(64) R t[kLanes];
  const A* const a = src<A>(w, i.a);
  for (u32 l = 0; l < kLanes; ++l) t[l] = f(a[l]);
  put(dst<R>(w, i.d), t, m);
}

template <class R, class A, class B, auto f>
void binary(Warp& w, const Inst& i, Mask m) {
  alignas(64) R t[kLanes];
  const A* const a = src<A>(w, i.a);
  const B* const b = src<B>(w, i.b);
  for (u32 l = 0; l < kLanes; ++l) t[l] = f(a[l], b[l]);
  put(dst<R>(w, i.d), t, m);
}

template <class R, class A, class B, class C, auto f>
void ternary(Warp& w, const Inst& i, Mask m) {
  alignas(64) R t[kLanes];
  const A* const a = src<A>(w, i.a);
  const B* const b = src<B>(w, i.b);
  const C* const c = src<C>(w, i.c);
  for (u32 l = 0; l < kLanes; ++l) t[l] = f(a[l], b[l], c[l]);
  put(dst<R>(w, i.d), t, m);
}

}  // namespace
}  // namespace assay::sim::ASSAY_LEVEL
