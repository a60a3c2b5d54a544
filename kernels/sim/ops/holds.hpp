#pragma once

#include "sim/opcode.hpp"

namespace assay::sim::ASSAY_LEVEL {
namespace {

// What a comparison says of two numbers; with a constant `how` no switch is left.
template <class T>
[[gnu::always_inline]] inline bool holds(Compare how, T x, T y) {
  const bool unordered = x != x || y != y;
  switch (how) {
    case Compare::eq:
      return x == y;
    case Compare::ne:
      return x != y && !unordered;
    case Compare::lt:
      return x < y;
    case Compare::le:
      return x <= y;
    case Compare::gt:
      return x > y;
    case Compare::ge:
      return x >= y;
    case Compare::equ:
      return x == y || unordered;
    case Compare::neu:
      return x != y;
    case Compare::ltu:
      return !(x >= y);
    case Compare::leu:
      return !(x > y);
    case Compare::gtu:
      return !(x <= y);
    case Compare::geu:
      return !(x < y);
    case Compare::num:
      return !unordered;
    default:
      return unordered;
  }
}

}  // namespace
}  // namespace assay::sim::ASSAY_LEVEL
