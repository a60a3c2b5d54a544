#include "grade/equality.hpp"

#include <algorithm>
#include <cmath>

#include "value/number.hpp"

namespace assay {
namespace {

template <class Pairs, class Same>
bool same_pairs(const Pairs& a, const Pairs& b, Same same) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

}  // namespace

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

bool Equality::same(const Value& a, const Value& b) const {
  if (is_number(a) && is_number(b)) return same_numbers(a, b);
  if (a.held().index() != b.held().index()) return false;
  if (const auto* tensor = a.as<Tensor>()) return same_tensors(*tensor, *b.as<Tensor>());
  const auto same_values = [this](const Value& x, const Value& y) { return same(x, y); };
  if (const Values* items = a.items()) return same_pairs(*items, *b.items(), same_values);
  if (const auto* map = a.as<Map>()) {
    return same_pairs(map->entries, b.as<Map>()->entries, [this](const auto& x, const auto& y) {
      return same(x.first, y.first) && same(x.second, y.second);
    });
  }
  if (const auto* record = a.as<Record>()) {
    return same_pairs(record->fields, b.as<Record>()->fields, [this](const auto& x, const auto& y) {
      return x.first == y.first && same(x.second, y.second);
    });
  }
  return order(a, b) == 0;
}

bool Equality::same_tensors(const Tensor& expected, const Tensor& got) const {
  if (rules_.dtype ? expected.dtype != got.dtype
                   : is_float(expected.dtype) != is_float(got.dtype)) {
    return false;
  }
  if (rules_.shape ? expected.shape != got.shape : expected.count() != got.count()) return false;
  return compare_tensors(rules_.tensor, expected, got).outside == 0;
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
