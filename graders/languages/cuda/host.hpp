// What the reference of a kernel is compiled with: tensors on the wire, and the types of 16 bits.
#pragma once

#include "assay.hpp"

namespace assay {

// As it is on the wire: dtype, shape, elements row by row.
struct Tensor {
  unsigned char dtype = 0;
  std::vector<long long> shape;
  std::string raw;
};

inline Tensor make_tensor(int dtype, std::size_t bytes, std::vector<long long> shape) {
  Tensor tensor{static_cast<unsigned char>(dtype), std::move(shape), {}};
  std::size_t count = bytes;
  for (const long long dim : tensor.shape) count *= static_cast<std::size_t>(dim);
  tensor.raw.resize(count);
  return tensor;
}

inline Tensor decode_tensor(Reader& in, std::size_t bytes) {
  const auto dtype = in.get<unsigned char>();
  std::vector<long long> shape(in.get<unsigned char>());
  for (long long& dim : shape) dim = in.get<long long>();
  Tensor tensor = make_tensor(dtype, bytes, std::move(shape));
  std::memcpy(tensor.raw.data(), in.take(tensor.raw.size()), tensor.raw.size());
  return tensor;
}

inline void encode_tensor(const Tensor& tensor, Writer& out) {
  out.put(tensor.dtype);
  out.put(static_cast<unsigned char>(tensor.shape.size()));
  for (const long long dim : tensor.shape) out.put(dim);
  out.append(tensor.raw.data(), tensor.raw.size());
}

// Stored in 16 bits, computed with as a float; rounded to nearest, ties to even.
class bf16 {
 public:
  bf16() = default;
  bf16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    bits_ = std::isnan(value)
                ? 0x7fc0
                : static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
  }
  operator float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits_) << 16); }

 private:
  std::uint16_t bits_ = 0;
};

class f16 {
 public:
  f16() = default;
  f16(float value) {
    const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
    const float size = std::abs(value);
    if (std::isnan(value)) {
      bits_ = sign | 0x7e00;
    } else if (size >= 65520) {
      bits_ = sign | 0x7c00;
    } else if (size < 0x1p-25f) {
      bits_ = sign;
    } else {
      const int exponent = std::max(std::ilogb(size), -14);
      const auto fraction = static_cast<int>(std::nearbyint(std::ldexp(size, 10 - exponent)));
      bits_ = static_cast<std::uint16_t>(sign | ((exponent + 14) * 1024 + fraction));
    }
  }
  operator float() const {
    const int exponent = bits_ >> 10 & 31, fraction = bits_ & 1023;
    const float sign = bits_ & 0x8000 ? -1 : 1;
    if (exponent == 31) return fraction ? std::nanf("") : sign * HUGE_VALF;
    if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
    return sign * std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
  }

 private:
  std::uint16_t bits_ = 0;
};

}  // namespace assay
