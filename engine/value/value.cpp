#include "value/value.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay {
namespace {

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int order_floats(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return three_way(std::isnan(a), std::isnan(b));
  return three_way(a, b);
}

int order_digits(const std::string& a, const std::string& b) {
  const bool negative = a.starts_with('-');
  if (negative != b.starts_with('-')) return negative ? -1 : 1;
  const int by_size = a.size() == b.size() ? a.compare(b) : three_way(a.size(), b.size());
  return negative ? -by_size : by_size;
}

int order_items(const Values& a, const Values& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int by_item = order(a[i], b[i]); by_item != 0) return by_item;
  }
  return three_way(a.size(), b.size());
}

template <class First>
int order_pairs(const std::vector<std::pair<First, Value>>& a,
                const std::vector<std::pair<First, Value>>& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    int by_pair = 0;
    if constexpr (std::is_same_v<First, Value>) {
      by_pair = order(a[i].first, b[i].first);
    } else {
      by_pair = a[i].first.compare(b[i].first);
    }
    if (by_pair == 0) by_pair = order(a[i].second, b[i].second);
    if (by_pair != 0) return by_pair;
  }
  return three_way(a.size(), b.size());
}

bool has_unordered(const Value& value) {
  if (value.as<Set>() != nullptr || value.as<Map>() != nullptr || value.as<Record>() != nullptr) {
    return true;
  }
  const Values* items = value.items();
  return items != nullptr && std::any_of(items->begin(), items->end(), has_unordered);
}

bool tensor_has_nan(const Tensor& tensor) {
  if (!is_float(tensor.dtype)) return false;
  for (std::size_t i = 0; i < tensor.count(); ++i) {
    if (std::isnan(element(tensor, i))) return true;
  }
  return false;
}

bool has_nan(const Value& value) {
  if (const auto* number = value.as<double>()) return std::isnan(*number);
  if (const Values* items = value.items())
    return std::any_of(items->begin(), items->end(), has_nan);
  if (const auto* tensor = value.as<Tensor>()) return tensor_has_nan(*tensor);
  if (const auto* map = value.as<Map>()) {
    return std::any_of(map->entries.begin(), map->entries.end(), [](const auto& entry) {
      return has_nan(entry.first) || has_nan(entry.second);
    });
  }
  if (const auto* record = value.as<Record>()) {
    return std::any_of(record->fields.begin(), record->fields.end(),
                       [](const auto& field) { return has_nan(field.second); });
  }
  return false;
}

}  // namespace

const Values* Value::items() const {
  if (const auto* list = as<List>()) return &list->items;
  if (const auto* tuple = as<Tuple>()) return &tuple->items;
  if (const auto* set = as<Set>()) return &set->items;
  return nullptr;
}

const char* kind_name(const Value& value) {
  constexpr std::array kNames = {"null", "bool",  "int", "float", "bigint", "str",      "bytes",
                                 "list", "tuple", "set", "map",   "record", "function", "tensor"};
  static_assert(kNames.size() == std::variant_size_v<Value::Variant>);
  return kNames[value.held().index()];
}

int order(const Value& a, const Value& b) {
  if (a.held().index() != b.held().index()) return three_way(a.held().index(), b.held().index());
  return std::visit(
      [&](const auto& held) {
        using T = std::decay_t<decltype(held)>;
        const T& other = *b.as<T>();
        if constexpr (std::is_same_v<T, Null>) {
          return 0;
        } else if constexpr (std::is_same_v<T, double>) {
          return order_floats(held, other);
        } else if constexpr (std::is_same_v<T, BigInt>) {
          return order_digits(held.digits, other.digits);
        } else if constexpr (std::is_same_v<T, Bytes>) {
          return held.raw.compare(other.raw);
        } else if constexpr (std::is_same_v<T, Map>) {
          return order_pairs(held.entries, other.entries);
        } else if constexpr (std::is_same_v<T, Record>) {
          return order_pairs(held.fields, other.fields);
        } else if constexpr (std::is_same_v<T, Function>) {
          return three_way(held.id, other.id);
        } else if constexpr (std::is_same_v<T, Tensor>) {
          if (held.dtype != other.dtype) return three_way(held.dtype, other.dtype);
          if (held.shape != other.shape) return three_way(held.shape, other.shape);
          return three_way(held.raw, other.raw);
        } else if constexpr (requires { held.items; }) {
          return order_items(held.items, other.items);
        } else {
          return three_way(held, other);
        }
      },
      a.held());
}

Value canonical(Value value) {
  const auto less = [](const auto& a, const auto& b) { return order(a, b) < 0; };
  const auto inside = [](Values& items) {
    for (Value& item : items) item = canonical(std::move(item));
  };
  if (auto* list = value.as<List>()) {
    inside(list->items);
  } else if (auto* tuple = value.as<Tuple>()) {
    inside(tuple->items);
  } else if (auto* set = value.as<Set>()) {
    inside(set->items);
    std::sort(set->items.begin(), set->items.end(), less);
  } else if (auto* map = value.as<Map>()) {
    for (auto& [key, held] : map->entries) {
      key = canonical(std::move(key));
      held = canonical(std::move(held));
    }
    std::sort(map->entries.begin(), map->entries.end(),
              [&](const auto& a, const auto& b) { return less(a.first, b.first); });
  } else if (auto* record = value.as<Record>()) {
    for (auto& field : record->fields) field.second = canonical(std::move(field.second));
    std::sort(record->fields.begin(), record->fields.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  return value;
}

bool identical(const Value& a, const Value& b) {
  if (has_nan(a)) return false;
  if (!has_unordered(a)) return order(a, b) == 0;
  return order(canonical(a), canonical(b)) == 0;
}

}  // namespace assay
