#pragma once
// The tensors of one run on the simulated device.

#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "sim/lanes.hpp"
#include "value/tensor.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay::harness {

// After each allocation lies so much that is never allocated, so that an overrun does not end in
// the next one.
inline constexpr sim::u64 kGuardBytes = (1 << 16) - 256;

// Device memory with a guard behind it, filled with NaN; 0 if there is not enough.
sim::u64 allocate_guarded(sim::u64 bytes, bool initialised);

class Buffers {
 public:
  Buffers() = default;
  Buffers(const Buffers&) = delete;
  Buffers& operator=(const Buffers&) = delete;
  ~Buffers();

  Status place(const Signature& kernel, const Value& arguments, const Bound::Names& names);

  sim::u64 address(std::string_view name) const;
  std::vector<sim::u64> addresses() const;          // in the order of the signature
  Result<std::string> results() const;              // in wire form
  std::vector<std::string> changed_inputs() const;  // by name
  sim::u64 compulsory_bytes() const;  // of reading every input and writing every output once
  sim::u64 largest() const;           // elements

 private:
  struct Buffer {
    const Parameter* parameter = nullptr;
    Tensor tensor;  // as it was before the launch
    sim::u64 address = 0;
  };
  std::vector<Buffer> buffers_;
};

}  // namespace assay::harness
