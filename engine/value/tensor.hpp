#pragma once
// Dense arrays of numbers, as numpy and torch hold them: row by row, without gaps.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// What one element is.  Part of the wire: never renumber.
enum class Dtype : std::uint8_t {
  f16 = 0,
  bf16 = 1,
  f32 = 2,
  f64 = 3,
  i8 = 4,
  i16 = 5,
  i32 = 6,
  i64 = 7,
  u8 = 8,
  u32 = 9,
  b8 = 10,  // a bool in one byte
};

// As signatures spell them: "f32".
std::string_view name(Dtype dtype);
std::optional<Dtype> dtype_from(std::string_view text);
std::size_t size_of(Dtype dtype);  // bytes
bool is_float(Dtype dtype);

// Equal tensors are equal bit by bit; a NaN is no wildcard (see tensor_compare.hpp for tolerances).
struct Tensor {
  Dtype dtype = Dtype::f32;
  std::vector<std::int64_t> shape;  // empty: one number
  std::string raw;                  // the elements, little endian

  std::size_t count() const { return raw.size() / size_of(dtype); }
  bool operator==(const Tensor&) const = default;
};

// The product of the dimensions, or nothing if one is negative or the bytes would exceed `most`.
std::optional<std::size_t> element_count(const std::vector<std::int64_t>& shape, Dtype dtype,
                                         std::size_t most);

// A tensor of zeros.
Tensor make_tensor(Dtype dtype, std::vector<std::int64_t> shape);

// Element number `index`, row by row; index < count().  Integers beyond 2^53 are rounded.
double element(const Tensor& tensor, std::size_t index);
std::int64_t whole_element(const Tensor& tensor, std::size_t index);  // integer dtypes
// Stores the nearest value of the dtype (ties to even; integers saturate).
void set_element(Tensor& tensor, std::size_t index, double value);

// Stores an integer in a tensor of an integer dtype; false if it does not fit there (a bool is 0 or
// 1).
bool set_whole_element(Tensor& tensor, std::size_t index, std::int64_t value);

// "[2, 0]", where element `index` stands.
std::string place_in(const Tensor& tensor, std::size_t index);
// "f32[2, 3]".
std::string describe_shape(const Tensor& tensor);
// The shortest text that reads back as the same element.
std::string display_element(const Tensor& tensor, std::size_t index);

}  // namespace assay
