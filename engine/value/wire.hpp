#pragma once
// The binary form of values, driven by the type that both ends know.  See docs/wire.md.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/status.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// Caps that hold before anything is allocated.
struct WireCaps {
  std::size_t bytes = std::size_t{256} << 20;
  std::size_t depth = 200;
  std::size_t values = std::size_t{16} << 20;  // a one-byte bool takes 72 bytes in memory
};
// For what a candidate answers, at whose price the engine decodes it: about 300 MiB, a list of a
// million pairs.  Elements of tensors are not values.
inline constexpr WireCaps kAnswerCaps{.values = std::size_t{4} << 20};

// Dimensions that a tensor may have.
inline constexpr std::size_t kMostDims = 16;

// Fails (invalid_argument, naming the place: "nums[3]: expected int, got str") if `value` is not of
// `type`.  An int is accepted where a float is wanted.  Bounds are not looked at: see check.hpp.
Status encode(const Type& type, const Value& value, ByteWriter& out);
// Fails on anything malformed: short, too deep, too long, invalid UTF-8, bytes left over; and on
// what no set or map can be: equal items or keys, a key that is NaN.
Result<Value> decode(const Type& type, std::string_view bytes, const WireCaps& caps = {});
// The same off the front of `bytes`, which keeps what follows.
Result<Value> take(const Type& type, std::string_view* bytes, const WireCaps& caps = {});

// All arguments of a call, one after the other.  `arguments` is a Record by parameter name;
// function-typed parameters carry nothing.
Result<std::string> encode_arguments(const std::vector<Parameter>& parameters,
                                     const Value& arguments);
Result<Value> decode_arguments(const std::vector<Parameter>& parameters, std::string_view bytes,
                               const WireCaps& caps = {});
// The same off the front of `bytes`, which keeps what follows: the script of a class is a row of
// such calls.
Result<Value> take_arguments(const std::vector<Parameter>& parameters, std::string_view* bytes,
                             const WireCaps& caps = {});

// Arguments as they lie in a memory file that a process maps: as on the wire, but that the elements
// of a tensor which is an argument begin at a multiple of kMappedAlignment, after zeros.
inline constexpr std::size_t kMappedAlignment = 64;
Result<std::string> mapped_arguments(const std::vector<Parameter>& parameters,
                                     std::string_view bytes);

// The bytes of each argument; those of functions are empty.
Result<std::vector<std::string_view>> split_arguments(const std::vector<Parameter>& parameters,
                                                      std::string_view bytes);

}  // namespace assay
