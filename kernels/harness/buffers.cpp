#include "harness/buffers.hpp"

#include <algorithm>
#include <cstring>

#include "base/bytes.hpp"
#include "sim/memory.hpp"
#include "value/kernel.hpp"
#include "value/wire.hpp"

namespace assay::harness {
namespace {

using sim::Memory;
using sim::u64;

// What stands in memory that nobody wrote: a NaN in every float type.
constexpr int kPoison = 0xff;

}  // namespace

u64 allocate_guarded(u64 bytes, bool initialised) {
  constexpr auto kKind = sim::Allocation::Kind::device;
  const u64 address = Memory::device().allocate(bytes, kKind, initialised);
  if (address == 0) return 0;
  std::memset(Memory::view(address), kPoison, bytes);
  const u64 guard = Memory::device().allocate(kGuardBytes, kKind, false);
  if (guard != 0) Memory::device().release(guard);
  return address;
}

Buffers::~Buffers() {
  for (const Buffer& buffer : buffers_) Memory::device().release(buffer.address);
}

Status Buffers::place(const Signature& kernel, const Value& arguments, const Bound::Names& names) {
  for (const Parameter& parameter : kernel.parameters) {
    if (is_kernel_scalar(parameter)) continue;
    Buffer buffer{&parameter, {}, 0};
    const bool known = !is_kernel_output(parameter);
    if (known) {
      buffer.tensor = *find_argument(arguments, parameter.name)->as<Tensor>();
    } else {
      ASSAY_TRY(std::vector<std::int64_t> shape, kernel_shape(parameter.type, names));
      buffer.tensor = make_tensor(*dtype_from(parameter.type.element), std::move(shape));
    }
    const std::string& raw = buffer.tensor.raw;
    buffer.address = allocate_guarded(raw.size(), known);
    if (buffer.address == 0) return invalid_argument("the simulated device is full");
    if (known) std::memcpy(Memory::view(buffer.address), raw.data(), raw.size());
    buffers_.push_back(std::move(buffer));
  }
  return {};
}

u64 Buffers::address(std::string_view name) const {
  for (const Buffer& buffer : buffers_) {
    if (buffer.parameter->name == name) return buffer.address;
  }
  return 0;
}

std::vector<u64> Buffers::addresses() const {
  std::vector<u64> all;
  for (const Buffer& buffer : buffers_) all.push_back(buffer.address);
  return all;
}

Result<std::string> Buffers::results() const {
  ByteWriter out;
  for (const Buffer& buffer : buffers_) {
    if (buffer.parameter->pass == Parameter::Pass::in) continue;
    Tensor result = buffer.tensor;
    std::memcpy(result.raw.data(), Memory::view(buffer.address), result.raw.size());
    ASSAY_CHECK(encode(buffer.parameter->type, Value(std::move(result)), out));
  }
  return std::move(out).bytes();
}

std::vector<std::string> Buffers::changed_inputs() const {
  std::vector<std::string> names;
  for (const Buffer& buffer : buffers_) {
    if (buffer.parameter->pass != Parameter::Pass::in) continue;
    const std::string& raw = buffer.tensor.raw;
    if (std::memcmp(raw.data(), Memory::view(buffer.address), raw.size()) != 0) {
      names.push_back(buffer.parameter->name);
    }
  }
  return names;
}

u64 Buffers::compulsory_bytes() const {
  u64 sum = 0;
  for (const Buffer& buffer : buffers_) {
    const u64 size = buffer.tensor.raw.size();
    sum += buffer.parameter->pass == Parameter::Pass::inout ? 2 * size : size;
  }
  return sum;
}

u64 Buffers::largest() const {
  u64 most = 0;
  for (const Buffer& buffer : buffers_) most = std::max<u64>(most, buffer.tensor.count());
  return most;
}

}  // namespace assay::harness
