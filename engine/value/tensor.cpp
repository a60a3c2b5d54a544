#include "value/tensor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "value/display_parts.hpp"

namespace assay {
namespace {

struct DtypeRow {
  std::string_view name;
  std::size_t size;
  bool is_float;
};
constexpr std::array<DtypeRow, 11> kDtypes = {{{"f16", 2, true},
                                               {"bf16", 2, true},
                                               {"f32", 4, true},
                                               {"f64", 8, true},
                                               {"i8", 1, false},
                                               {"i16", 2, false},
                                               {"i32", 4, false},
                                               {"i64", 8, false},
                                               {"u8", 1, false},
                                               {"u32", 4, false},
                                               {"b8", 1, false}}};

template <class T>
T load(const Tensor& tensor, std::size_t index) {
  T value;
  std::memcpy(&value, tensor.raw.data() + index * sizeof value, sizeof value);
  return value;
}

template <class T>
void store(Tensor& tensor, std::size_t index, T value) {
  std::memcpy(tensor.raw.data() + index * sizeof value, &value, sizeof value);
}

double from_half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 31;
  const double fraction = bits & 1023;
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  if (exponent == 31) return fraction != 0 ? std::nan("") : sign * HUGE_VAL;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

std::uint16_t to_half(double value) {
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double size = std::abs(value);
  if (std::isnan(value)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;  // halfway to the next power of two, and above
  if (size < 0x1p-24 / 2) return sign;
  const int exponent = std::max(std::ilogb(size), -14);
  // nearbyint rounds ties to even; what it carries into the exponent is right as it stands.
  const auto fraction = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(size, 10 - exponent)));
  return static_cast<std::uint16_t>(sign |
                                    (static_cast<std::uint32_t>(exponent + 14) * 1024 + fraction));
}

double from_brain(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

std::uint16_t to_brain(double value) {
  if (std::isnan(value)) return 0x7fc0;
  // Once to float, rounding to odd, so that the second rounding sees what the first dropped.
  auto narrow = static_cast<float>(value);
  auto bits = std::bit_cast<std::uint32_t>(narrow);
  if (static_cast<double>(narrow) != value && std::isfinite(narrow)) {
    if (std::abs(static_cast<double>(narrow)) > std::abs(value)) --bits;
    bits |= 1;
  }
  if (std::isinf(value)) return static_cast<std::uint16_t>(bits >> 16);
  return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

template <class T>
T saturated(double value) {
  if (std::isnan(value)) return 0;
  const double rounded = std::nearbyint(value);
  if (rounded <= static_cast<double>(std::numeric_limits<T>::min())) {
    return std::numeric_limits<T>::min();
  }
  if (rounded >= static_cast<double>(std::numeric_limits<T>::max())) {
    return std::numeric_limits<T>::max();
  }
  return static_cast<T>(rounded);
}

}  // namespace

std::string_view name(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)].name; }
std::size_t size_of(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)].size; }
bool is_float(Dtype dtype) { return kDtypes[static_cast<std::size_t>(dtype)].is_float; }

std::optional<Dtype> dtype_from(std::string_view text) {
  for (std::size_t i = 0; i < kDtypes.size(); ++i) {
    if (kDtypes[i].name == text) return static_cast<Dtype>(i);
  }
  return std::nullopt;
}

std::optional<std::size_t> element_count(const std::vector<std::int64_t>& shape, Dtype dtype,
                                         std::size_t most) {
  // A dimension of nothing leaves nothing, however large the others are.
  std::size_t count = std::find(shape.begin(), shape.end(), 0) == shape.end() ? 1 : 0;
  for (const std::int64_t dim : shape) {
    if (dim < 0) return std::nullopt;
    if (dim > 0 && count > most / static_cast<std::size_t>(dim)) return std::nullopt;
    count *= static_cast<std::size_t>(dim);
  }
  if (count > most / size_of(dtype)) return std::nullopt;
  return count;
}

Tensor make_tensor(Dtype dtype, std::vector<std::int64_t> shape) {
  Tensor tensor{dtype, std::move(shape), {}};
  const auto count = element_count(tensor.shape, dtype, std::numeric_limits<std::size_t>::max());
  tensor.raw.resize(count.value_or(0) * size_of(dtype));
  return tensor;
}

double element(const Tensor& tensor, std::size_t index) {
  switch (tensor.dtype) {
    case Dtype::f16:
      return from_half(load<std::uint16_t>(tensor, index));
    case Dtype::bf16:
      return from_brain(load<std::uint16_t>(tensor, index));
    case Dtype::f32:
      return load<float>(tensor, index);
    case Dtype::f64:
      return load<double>(tensor, index);
    default:
      return static_cast<double>(whole_element(tensor, index));
  }
}

std::int64_t whole_element(const Tensor& tensor, std::size_t index) {
  switch (tensor.dtype) {
    case Dtype::i8:
      return load<std::int8_t>(tensor, index);
    case Dtype::i16:
      return load<std::int16_t>(tensor, index);
    case Dtype::i32:
      return load<std::int32_t>(tensor, index);
    case Dtype::i64:
      return load<std::int64_t>(tensor, index);
    case Dtype::u32:
      return load<std::uint32_t>(tensor, index);
    default:
      return load<std::uint8_t>(tensor, index);
  }
}

void set_element(Tensor& tensor, std::size_t index, double value) {
  switch (tensor.dtype) {
    case Dtype::f16:
      return store(tensor, index, to_half(value));
    case Dtype::bf16:
      return store(tensor, index, to_brain(value));
    case Dtype::f32:
      return store(tensor, index, static_cast<float>(value));
    case Dtype::f64:
      return store(tensor, index, value);
    case Dtype::i8:
      return store(tensor, index, saturated<std::int8_t>(value));
    case Dtype::i16:
      return store(tensor, index, saturated<std::int16_t>(value));
    case Dtype::i32:
      return store(tensor, index, saturated<std::int32_t>(value));
    case Dtype::i64:
      return store(tensor, index, saturated<std::int64_t>(value));
    case Dtype::u8:
      return store(tensor, index, saturated<std::uint8_t>(value));
    case Dtype::u32:
      return store(tensor, index, saturated<std::uint32_t>(value));
    case Dtype::b8:
      return store(tensor, index, static_cast<std::uint8_t>(value != 0));
  }
}

bool set_whole_element(Tensor& tensor, std::size_t index, std::int64_t value) {
  const auto fits = [&](auto room) {
    room = static_cast<decltype(room)>(value);
    store(tensor, index, room);
    return static_cast<std::int64_t>(room) == value;
  };
  switch (tensor.dtype) {
    case Dtype::i8:
      return fits(std::int8_t{});
    case Dtype::i16:
      return fits(std::int16_t{});
    case Dtype::i32:
      return fits(std::int32_t{});
    case Dtype::i64:
      return fits(std::int64_t{});
    case Dtype::u32:
      return fits(std::uint32_t{});
    case Dtype::b8:
      return fits(std::uint8_t{}) && value <= 1;
    default:
      return fits(std::uint8_t{});
  }
}

std::string place_in(const Tensor& tensor, std::size_t index) {
  std::vector<std::size_t> places(tensor.shape.size());
  for (std::size_t i = places.size(); i-- > 0;) {
    const auto dim = static_cast<std::size_t>(tensor.shape[i]);
    places[i] = index % dim;
    index /= dim;
  }
  return fmt::format("[{}]", fmt::join(places, ", "));
}

std::string describe_shape(const Tensor& tensor) {
  return fmt::format("{}[{}]", name(tensor.dtype), fmt::join(tensor.shape, ", "));
}

std::string display_element(const Tensor& tensor, std::size_t index) {
  if (tensor.dtype == Dtype::b8) return whole_element(tensor, index) != 0 ? "true" : "false";
  if (!is_float(tensor.dtype)) return std::to_string(whole_element(tensor, index));
  const double value = element(tensor, index);
  if (tensor.dtype == Dtype::f64 || !std::isfinite(value)) return display_number(value);
  std::string text = fmt::format("{}", static_cast<float>(value));
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace assay
