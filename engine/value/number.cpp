#include "value/number.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace assay {
namespace {

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

// A bool or int.
const std::int64_t* whole(const Value& value, std::int64_t& room) {
  if (const auto* held = value.as<std::int64_t>()) return held;
  const auto* flag = value.as<bool>();
  if (flag == nullptr) return nullptr;
  room = *flag ? 1 : 0;
  return &room;
}

int order_whole_and_float(std::int64_t whole, double number) {
  if (std::isnan(number) || number >= 0x1p63) return -1;
  if (number < -0x1p63) return 1;
  const double integral = std::trunc(number);
  if (const int by_whole = three_way(whole, static_cast<std::int64_t>(integral)); by_whole != 0) {
    return by_whole;
  }
  return three_way(integral, number);
}

// All the digits of the integral part.
std::string digits_of(double number) {
  std::array<char, 400> room;
  const double integral = std::trunc(number);
  if (integral == 0) return "0";  // not "-0"
  const auto end =
      std::to_chars(room.data(), room.data() + room.size(), integral, std::chars_format::fixed, 0);
  return {room.data(), end.ptr};
}

int order_digits_and_float(std::string_view digits, double number) {
  if (std::isnan(number)) return -1;
  if (std::isinf(number)) return number > 0 ? -1 : 1;
  if (const int by_digits = order_digits(digits, digits_of(number)); by_digits != 0) {
    return by_digits;
  }
  return three_way(std::trunc(number), number);
}

std::string digits_of(const Value& value) {
  if (const auto* big = value.as<BigInt>()) return big->digits;
  std::int64_t room = 0;
  return std::to_string(*whole(value, room));
}

}  // namespace

int order_digits(std::string_view a, std::string_view b) {
  const bool negative = a.starts_with('-');
  if (negative != b.starts_with('-')) return negative ? -1 : 1;
  const int by_size = a.size() == b.size() ? a.compare(b) : three_way(a.size(), b.size());
  return negative ? -by_size : by_size;
}

int order_floats(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return three_way(std::isnan(a), std::isnan(b));
  return three_way(a, b);
}

bool is_number(const Value& value) {
  return value.as<std::int64_t>() != nullptr || value.as<double>() != nullptr ||
         value.as<bool>() != nullptr || value.as<BigInt>() != nullptr;
}

int order_numbers(const Value& a, const Value& b) {
  std::int64_t room_a = 0, room_b = 0;
  const std::int64_t *whole_a = whole(a, room_a), *whole_b = whole(b, room_b);
  if (whole_a != nullptr && whole_b != nullptr) return three_way(*whole_a, *whole_b);
  const auto *float_a = a.as<double>(), *float_b = b.as<double>();
  if (float_a != nullptr && float_b != nullptr) return order_floats(*float_a, *float_b);
  if (float_a != nullptr) return -order_numbers(b, a);
  if (float_b == nullptr) return order_digits(digits_of(a), digits_of(b));
  if (whole_a != nullptr) return order_whole_and_float(*whole_a, *float_b);
  return order_digits_and_float(a.as<BigInt>()->digits, *float_b);
}

double nearest_float(const Value& number) {
  if (const auto* held = number.as<double>()) return *held;
  if (const auto* big = number.as<BigInt>()) return std::strtod(big->digits.c_str(), nullptr);
  std::int64_t room = 0;
  return static_cast<double>(*whole(number, room));
}

}  // namespace assay
