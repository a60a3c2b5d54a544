#pragma once

#include <cstdint>

namespace assay {

// What precedes a value of type `any`.  Part of the wire: never renumber.
enum class WireTag : std::uint8_t {
  null = 0,
  boolean = 1,
  integer = 2,
  bigint = 3,
  real = 4,
  text = 5,
  bytes = 6,
  list = 7,
  tuple = 8,
  set = 9,
  map = 10,
  function = 11,
};

}  // namespace assay
