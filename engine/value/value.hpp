#pragma once
// A value that crosses between Lua, the engine and a candidate's process.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace assay {

class Value;
using Values = std::vector<Value>;
struct Null {
  bool operator==(const Null&) const = default;
};
// Decimal digits with an optional minus, no leading zeros, outside the 64-bit range or typed so.
struct BigInt {
  std::string digits;
  bool operator==(const BigInt&) const = default;
};
struct Bytes {
  std::string raw;
  bool operator==(const Bytes&) const = default;
};
struct List {
  Values items;
};
struct Tuple {
  Values items;
};
struct Set {
  Values items;
};
struct Map {
  std::vector<std::pair<Value, Value>> entries;  // in the order in which they arrived
};
struct Record {
  std::vector<std::pair<std::string, Value>> fields;
};

// Plain data, copyable, no sharing.  Not thread-safe while it changes.
class Value {
 public:
  using Variant = std::variant<Null, bool, std::int64_t, double, BigInt, std::string, Bytes, List,
                               Tuple, Set, Map, Record>;
  Value() = default;
  template <class T>
  requires(!std::is_same_v<std::decay_t<T>, Value> && std::is_constructible_v<Variant, T>)
      Value(T&& held)
      : held_(std::forward<T>(held)) {}
  static Value integer(std::int64_t n) { return Value(n); }

  const Variant& held() const { return held_; }
  Variant& held() { return held_; }
  bool is_null() const { return std::holds_alternative<Null>(held_); }
  template <class T>
  const T* as() const {
    return std::get_if<T>(&held_);
  }
  template <class T>
  T* as() {
    return std::get_if<T>(&held_);
  }
  // The items of a List, Tuple or Set; nullptr for anything else.
  const Values* items() const;

 private:
  Variant held_;
};

// Same type and same content; NaN equals nothing; Map and Set ignore order.
bool identical(const Value& a, const Value& b);

}  // namespace assay
