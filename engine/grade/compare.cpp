#include "grade/compare.hpp"

#include <algorithm>
#include <cmath>

#include "value/display.hpp"

namespace assay {
namespace {

bool has_nan(const Value& value) {
  if (const auto* number = value.as<double>()) return std::isnan(*number);
  const Values* items = value.items();
  return items != nullptr && std::any_of(items->begin(), items->end(), has_nan);
}

bool whole_digits(const Value& value, std::string& digits) {
  if (const auto* whole = value.as<std::int64_t>()) digits = std::to_string(*whole);
  if (const auto* big = value.as<BigInt>()) digits = big->digits;
  return !digits.empty();
}

bool as_float(const Value& value, double& number) {
  if (const auto* held = value.as<double>()) {
    number = *held;
    return true;
  }
  const auto* whole = value.as<std::int64_t>();
  if (whole != nullptr) number = static_cast<double>(*whole);
  return whole != nullptr;
}

class Comparer {
 public:
  explicit Comparer(const CompareRules& rules) : rules_(rules) {}

  // Both sides in the order in which their items are held against each other.
  Value arranged(Value value) const {
    if (rules_.order == CompareRules::Order::free_all_lists) sort_lists(value);
    value = canonical(std::move(value));
    if (rules_.order == CompareRules::Order::free_outside) {
      if (auto* list = value.as<List>()) sort(list->items);
    }
    return value;
  }

  bool same(const Value& a, const Value& b) const {
    if (a.as<double>() != nullptr || b.as<double>() != nullptr) return same_floats(a, b);
    if (a.held().index() != b.held().index()) {
      std::string left, right;
      return whole_digits(a, left) && whole_digits(b, right) && left == right;
    }
    if (const Values* items = a.items()) return same_items(*items, *b.items());
    if (const auto* map = a.as<Map>()) return same_pairs(map->entries, b.as<Map>()->entries);
    if (const auto* record = a.as<Record>()) {
      return same_pairs(record->fields, b.as<Record>()->fields);
    }
    return order(a, b) == 0;
  }

  // Takes over floats of `from` that are equal within the tolerance, so that a picture of the
  // difference does not point at them.
  void adopt(const Value& from, Value& into) const {
    if (from.as<double>() != nullptr && into.as<double>() != nullptr) {
      if (same_floats(from, into)) into = from;
    } else if (auto* list = into.as<List>(); list != nullptr && from.as<List>() != nullptr) {
      adopt_items(from.as<List>()->items, list->items);
    } else if (auto* tuple = into.as<Tuple>(); tuple != nullptr && from.as<Tuple>() != nullptr) {
      adopt_items(from.as<Tuple>()->items, tuple->items);
    }
  }

 private:
  static void sort(Values& items) {
    std::sort(items.begin(), items.end(),
              [](const Value& a, const Value& b) { return order(a, b) < 0; });
  }

  static void sort_lists(Value& value) {
    auto* list = value.as<List>();
    if (list == nullptr) return;
    for (Value& item : list->items) sort_lists(item);
    for (Value& item : list->items) item = canonical(std::move(item));
    sort(list->items);
  }

  void adopt_items(const Values& from, Values& into) const {
    for (std::size_t i = 0; i < from.size() && i < into.size(); ++i) adopt(from[i], into[i]);
  }

  bool same_floats(const Value& expected, const Value& got) const {
    double a = 0, b = 0;
    if (!as_float(expected, a) || !as_float(got, b)) return false;
    if (std::isnan(a) || std::isnan(b)) return rules_.nan_equal && std::isnan(a) && std::isnan(b);
    if (a == b) return true;  // also the same infinity
    if (std::isinf(a) || std::isinf(b)) return false;
    return std::abs(a - b) <= std::max(rules_.rtol * std::abs(a), rules_.atol);
  }

  bool same_items(const Values& a, const Values& b) const {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(),
                      [this](const Value& x, const Value& y) { return same(x, y); });
  }

  bool same_pairs(const std::vector<std::pair<Value, Value>>& a,
                  const std::vector<std::pair<Value, Value>>& b) const {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [this](const auto& x, const auto& y) {
             return same(x.first, y.first) && same(x.second, y.second);
           });
  }

  bool same_pairs(const std::vector<std::pair<std::string, Value>>& a,
                  const std::vector<std::pair<std::string, Value>>& b) const {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [this](const auto& x, const auto& y) {
             return x.first == y.first && same(x.second, y.second);
           });
  }

  const CompareRules& rules_;
};

}  // namespace

Result<CompareRules> compare_rules(const Problem& problem) {
  CompareRules rules{.rtol = problem.rtol, .atol = problem.atol, .nan_equal = problem.nan_equal};
  if (problem.check == "unordered") {
    rules.order = CompareRules::Order::free_outside;
  } else if (problem.check == "any_order_lists") {
    rules.order = CompareRules::Order::free_all_lists;
  } else if (!problem.check.empty() && problem.check != "exact" && problem.check != "close") {
    return invalid_argument("check \"" + problem.check + "\" is not a comparison of two values");
  }
  return rules;
}

Comparison compare(const CompareRules& rules, const Value& expected, const Value& got) {
  if (identical(expected, got)) return {.score = 1};  // most answers; copies nothing
  const Comparer comparer(rules);
  const Value want = comparer.arranged(expected);
  Value have = comparer.arranged(got);
  if (comparer.same(want, have)) return {.score = 1};

  Comparison result;
  result.feedback = "the answer is not the expected one";
  if (has_nan(got) && !has_nan(expected)) result.feedback += "; it has nan in it";
  comparer.adopt(want, have);
  result.detail = difference(want, have);
  if (rules.order != CompareRules::Order::kept && !result.detail.empty()) {
    result.detail[0] += " (both sorted: order does not count)";
  }
  return result;
}

}  // namespace assay
