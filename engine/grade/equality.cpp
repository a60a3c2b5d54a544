#include "grade/equality.hpp"

#include <algorithm>
#include <cmath>

#include "value/number.hpp"

namespace assay {
const Type* inside(const Type* type, std::size_t index) {
  while (type != nullptr && type->kind == Type::Kind::optional) type = &type->items[0];
  if (type == nullptr) return nullptr;
  const bool repeats = type->kind == Type::Kind::list || type->kind == Type::Kind::set;
  const std::size_t item = repeats ? 0 : index;
  return item < type->items.size() ? &type->items[item] : nullptr;
}

Value Equality::arranged(Value value) const {
  using Order = CompareRules::Order;
  const Lists lists = rules_.order == Order::free_all_lists ? Lists::unordered : Lists::ordered;
  value = canonical(std::move(value), Numbers::by_value, lists);
  auto* list = value.as<List>();
  if (rules_.order == Order::free_outside && list != nullptr) {
    std::sort(list->items.begin(), list->items.end(),
              [](const Value& a, const Value& b) { return order(a, b, Numbers::by_value) < 0; });
  }
  return value;
}

bool Equality::same(const Value& a, const Value& b, const Type* promised) const {
  if (is_number(a) && is_number(b)) return same_numbers(a, b);
  if (a.held().index() != b.held().index()) return false;
  if (const auto* tensor = a.as<Tensor>()) return same_tensors(*tensor, *b.as<Tensor>(), promised);
  if (const Values* items = a.items()) {
    return all_same(*items, *b.items(), [&](const Value& x, const Value& y, std::size_t i) {
      return same(x, y, inside(promised, i));
    });
  }
  if (const auto* map = a.as<Map>()) {
    return all_same(map->entries, b.as<Map>()->entries,
                    [&](const auto& x, const auto& y, std::size_t) {
                      return same(x.first, y.first, inside(promised, 0)) &&
                             same(x.second, y.second, inside(promised, 1));
                    });
  }
  if (const auto* record = a.as<Record>()) {
    return all_same(record->fields, b.as<Record>()->fields,
                    [&](const auto& x, const auto& y, std::size_t i) {
                      return x.first == y.first && same(x.second, y.second, inside(promised, i));
                    });
  }
  return order(a, b) == 0;
}

TensorRules Equality::tensor_rules(const Tensor& expected, const Type* promised) const {
  TensorRules rules = rules_.tensor;
  if (!rules_.by_dtype) return rules;
  while (promised != nullptr && promised->kind == Type::Kind::optional) {
    promised = &promised->items[0];
  }
  const bool known = promised != nullptr && promised->kind == Type::Kind::tensor;
  rules.rtol = rules.atol =
      usual_tolerance(known ? *dtype_from(promised->element) : expected.dtype);
  return rules;
}

bool Equality::same_tensors(const Tensor& expected, const Tensor& got, const Type* promised) const {
  if (rules_.dtype ? expected.dtype != got.dtype
                   : expected.count() > 0 && is_float(expected.dtype) != is_float(got.dtype)) {
    return false;
  }
  if (rules_.shape ? expected.shape != got.shape : expected.count() != got.count()) return false;
  return compare_tensors(tensor_rules(expected, promised), expected, got).outside == 0;
}

double Equality::tolerance(double expected) const {
  return std::max(rules_.rtol * std::abs(expected), rules_.atol);
}

bool Equality::same_numbers(const Value& expected, const Value& got) const {
  const bool has_float = expected.as<double>() != nullptr || got.as<double>() != nullptr;
  if (!has_float) return order_numbers(expected, got) == 0;
  const double a = nearest_float(expected), b = nearest_float(got);
  if (std::isnan(a) || std::isnan(b)) return rules_.nan_equal && std::isnan(a) && std::isnan(b);
  if (order_numbers(expected, got) == 0) return true;  // also the same infinity
  if (std::isinf(a) || std::isinf(b) || tolerance(a) == 0) return false;
  return std::abs(a - b) <= tolerance(a);
}

}  // namespace assay
