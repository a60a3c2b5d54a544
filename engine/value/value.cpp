#include "value/value.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "value/number.hpp"

namespace assay {
namespace {

template <class T>
int three_way(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int order_items(const Values& a, const Values& b, Numbers numbers) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const int by_item = order(a[i], b[i], numbers); by_item != 0) return by_item;
  }
  return three_way(a.size(), b.size());
}

template <class First>
int order_pairs(const std::vector<std::pair<First, Value>>& a,
                const std::vector<std::pair<First, Value>>& b, Numbers numbers) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    int by_pair = 0;
    if constexpr (std::is_same_v<First, Value>) {
      by_pair = order(a[i].first, b[i].first, numbers);
    } else {
      by_pair = a[i].first.compare(b[i].first);
    }
    if (by_pair == 0) by_pair = order(a[i].second, b[i].second, numbers);
    if (by_pair != 0) return by_pair;
  }
  return three_way(a.size(), b.size());
}

bool is_scalar(const Value& value) {
  return value.items() == nullptr && value.as<Map>() == nullptr && value.as<Record>() == nullptr;
}

bool all_differ(std::vector<const Value*> values) {
  if (values.size() < 2) return true;
  Values arranged;
  if (std::any_of(values.begin(), values.end(),
                  [](const Value* value) { return has_unordered(*value); })) {
    arranged.reserve(values.size());
    for (const Value*& value : values) {
      value = &arranged.emplace_back(canonical(*value, Numbers::by_value));
    }
  }
  const auto by_value = [](const Value* a, const Value* b) {
    return order(*a, *b, Numbers::by_value);
  };
  std::sort(values.begin(), values.end(),
            [&](const Value* a, const Value* b) { return by_value(a, b) < 0; });
  const auto equal = [&](const Value* a, const Value* b) {
    return by_value(a, b) == 0 && !has_nan(*a);
  };
  return std::adjacent_find(values.begin(), values.end(), equal) == values.end();
}

bool tensor_has_nan(const Tensor& tensor) {
  if (!is_float(tensor.dtype)) return false;
  for (std::size_t i = 0; i < tensor.count(); ++i) {
    if (std::isnan(element(tensor, i))) return true;
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

int order(const Value& a, const Value& b, Numbers numbers) {
  if (numbers == Numbers::by_value && is_number(a) && is_number(b)) return order_numbers(a, b);
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
          return order_pairs(held.entries, other.entries, numbers);
        } else if constexpr (std::is_same_v<T, Record>) {
          return order_pairs(held.fields, other.fields, numbers);
        } else if constexpr (std::is_same_v<T, Function>) {
          return three_way(held.id, other.id);
        } else if constexpr (std::is_same_v<T, Tensor>) {
          if (held.dtype != other.dtype) return three_way(held.dtype, other.dtype);
          if (held.shape != other.shape) return three_way(held.shape, other.shape);
          return three_way(held.raw, other.raw);
        } else if constexpr (requires { held.items; }) {
          return order_items(held.items, other.items, numbers);
        } else {
          return three_way(held, other);
        }
      },
      a.held());
}

Value canonical(Value value, Numbers numbers, Lists lists) {
  const auto less = [numbers](const Value& a, const Value& b) { return order(a, b, numbers) < 0; };
  const auto inside = [&](Values& items) {
    for (Value& item : items) {
      if (!is_scalar(item)) item = canonical(std::move(item), numbers, lists);
    }
  };
  if (auto* list = value.as<List>()) {
    inside(list->items);
    if (lists == Lists::unordered) std::sort(list->items.begin(), list->items.end(), less);
  } else if (auto* tuple = value.as<Tuple>()) {
    inside(tuple->items);
  } else if (auto* set = value.as<Set>()) {
    inside(set->items);
    std::sort(set->items.begin(), set->items.end(), less);
  } else if (auto* map = value.as<Map>()) {
    for (auto& [key, held] : map->entries) {
      key = canonical(std::move(key), numbers, lists);
      held = canonical(std::move(held), numbers, lists);
    }
    std::sort(map->entries.begin(), map->entries.end(),
              [&](const auto& a, const auto& b) { return less(a.first, b.first); });
  } else if (auto* record = value.as<Record>()) {
    for (auto& field : record->fields) {
      field.second = canonical(std::move(field.second), numbers, lists);
    }
    std::sort(record->fields.begin(), record->fields.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  return value;
}

bool has_unordered(const Value& value) {
  if (value.as<Set>() != nullptr || value.as<Map>() != nullptr || value.as<Record>() != nullptr) {
    return true;
  }
  const Values* items = value.items();
  return items != nullptr && std::any_of(items->begin(), items->end(), has_unordered);
}

std::size_t count_values(const Value& value) {
  std::size_t count = 1;
  if (const Values* items = value.items()) {
    for (const Value& item : *items) count += count_values(item);
  } else if (const auto* map = value.as<Map>()) {
    for (const auto& [key, held] : map->entries) count += count_values(key) + count_values(held);
  } else if (const auto* record = value.as<Record>()) {
    for (const auto& field : record->fields) count += count_values(field.second);
  }
  return count;
}

bool all_differ(const Set& set) {
  std::vector<const Value*> values;
  for (const Value& item : set.items) values.push_back(&item);
  return all_differ(std::move(values));
}

bool all_differ(const Map& map) {
  std::vector<const Value*> values;
  for (const auto& entry : map.entries) values.push_back(&entry.first);
  return all_differ(std::move(values));
}

bool identical(const Value& a, const Value& b) {
  if (has_nan(a)) return false;
  if (!has_unordered(a)) return order(a, b) == 0;
  return order(canonical(a), canonical(b)) == 0;
}

}  // namespace assay
