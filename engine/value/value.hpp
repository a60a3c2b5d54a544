#pragma once
// A value that crosses between Lua, the engine and a candidate's process.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "value/tensor.hpp"

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
// A function that stays on the other side, by its number there (only inside `any`).
struct Function {
  std::uint32_t id = 0;
  bool operator==(const Function&) const = default;
};

// Plain data, copyable, no sharing.  Not thread-safe while it changes.
class Value {
 public:
  using Variant = std::variant<Null, bool, std::int64_t, double, BigInt, std::string, Bytes, List,
                               Tuple, Set, Map, Record, Function, Tensor>;
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

// Same type and same content; NaN equals nothing; Map and Set ignore order, a Record's fields too.
bool identical(const Value& a, const Value& b);

// What numbers are to an order: of different kinds (the int 1 is not the float 1.0), or their exact
// values whatever holds them (true, 1, 1.0 and the bigint 1 are one number), as in Python.
enum class Numbers : std::uint8_t { by_kind, by_value };
enum class Lists : std::uint8_t { ordered, unordered };

// A total order of values, for sorting: negative, 0 or positive.  The items of Sets and Maps are
// taken in the order in which they stand: bring them into canonical() order first.  NaN comes after
// all other floats and is equal to itself here.
int order(const Value& a, const Value& b, Numbers numbers = Numbers::by_kind);

// The same value with every Set, Map and Record inside it sorted, and unordered Lists too.  Works
// in place on a value that is moved in.
Value canonical(Value value, Numbers numbers = Numbers::by_kind, Lists lists = Lists::ordered);

bool has_nan(const Value& value);
// Whether it is, or has inside, a Set, Map or Record.
bool has_unordered(const Value& value);

// The value itself and all that it is made of; a tensor is one.
std::size_t count_values(const Value& value);

// Whether no two items or keys are equal by value; NaN is no other NaN.
bool all_differ(const Set& set);
bool all_differ(const Map& map);

// "int", "str", "list", ...: what a held value is called in messages.
const char* kind_name(const Value& value);

}  // namespace assay
