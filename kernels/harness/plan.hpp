#pragma once
// What the host code of a candidate asked of the CUDA runtime, call by call, as its recorder wrote
// it down (graders/languages/cuda/recorder.cpp).  Whoever forges a plan gets exactly what he wrote:
// it is run here, on the test's tensors, and counted.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace assay::harness {

// Addresses in a plan are numbers of allocations: the first ones are the tensors of the signature.
inline constexpr std::uint64_t kPlanBase = 0x4100'0000'0000, kPlanWindow = 1ull << 32;
inline constexpr std::uint64_t kPlanMost = 4096;

struct Step {
  enum class Kind : std::uint8_t {
    allocate = 1,  // `bytes` at `to`
    release,       // `to`
    set,           // `bytes` times `value` from `to` on
    copy,          // `bytes` from `from` to `to`
    upload,        // `data` to `to`
    launch,        // `name`
    module,        // `data`: PTX
    to_symbol,     // `data` to the variable `name`, `bytes` from its start
    lacking,       // `name`: what the recorder has no step for
    host_read,     // device memory was to come to the host
  };
  Kind kind = Kind::lacking;
  std::uint64_t to = 0, from = 0, bytes = 0;
  std::uint8_t value = 0;
  std::string_view name, data;
  std::uint32_t grid[3] = {}, block[3] = {}, shared = 0;
  std::vector<std::string_view> arguments;  // the bytes of each parameter
};

// Views into `plan`.  Fails on what no recorder of ours writes.
Result<std::vector<Step>> read_plan(std::string_view plan);

}  // namespace assay::harness
