#include "grade/compare.hpp"

#include <fmt/format.h>

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
    const auto* want = a.as<Tensor>();
    const auto* got = b.as<Tensor>();
    if (want != nullptr && got != nullptr) return same_tensors(*want, *got);
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

  // The first tensor inside both that is not the expected one, and where it is: "[1]", ".loss".
  struct Odd {
    const Tensor* want = nullptr;
    const Tensor* got = nullptr;
    std::string place;
  };
  bool find_odd(const Value& a, const Value& b, const std::string& place, Odd& odd) const {
    const auto* want = a.as<Tensor>();
    const auto* got = b.as<Tensor>();
    if (want != nullptr && got != nullptr) {
      if (same_tensors(*want, *got)) return false;
      odd = {want, got, place};
      return true;
    }
    const Values* items = a.items();
    const Values* others = b.items();
    for (std::size_t i = 0; items && others && i < std::min(items->size(), others->size()); ++i) {
      if (find_odd((*items)[i], (*others)[i], place + '[' + std::to_string(i) + ']', odd)) {
        return true;
      }
    }
    const auto* fields = a.as<Record>();
    const auto* more = b.as<Record>();
    for (std::size_t i = 0; fields && more && i < fields->fields.size(); ++i) {
      const auto& [name, value] = fields->fields[i];
      if (i < more->fields.size() &&
          find_odd(value, more->fields[i].second, place + '.' + name, odd))
        return true;
    }
    return false;
  }

  // What a person may know of it, and what only one who sees the test may.
  void explain(const Odd& odd, Comparison& result) const {
    const Tensor& want = *odd.want;
    const Tensor& got = *odd.got;
    const std::string which = odd.place.empty() ? "the answer" : "answer" + odd.place;
    if (rules_.dtype && want.dtype != got.dtype) {
      result.feedback =
          fmt::format("{} has dtype {}, not {}", which, name(got.dtype), name(want.dtype));
      result.detail = {result.feedback};
      return;
    }
    if (want.shape != got.shape && (rules_.shape || want.count() != got.count())) {
      result.feedback = which + " has another shape than the expected one";
      result.detail = {
          fmt::format("{} is {}, expected {}", which, describe_shape(got), describe_shape(want))};
      return;
    }
    if (is_float(want.dtype) != is_float(got.dtype)) {
      result.feedback = fmt::format("{} has dtype {}", which, name(got.dtype));
      result.detail = {result.feedback};
      return;
    }
    const TensorDifference found = compare_tensors(rules_.tensor, want, got);
    result.feedback =
        fmt::format("{}: {} of {} values differ from the expected ones{}", which, found.outside,
                    got.count(), is_float(got.dtype) ? " by more than the tolerance" : "");
    if (found.not_finite) {
      result.feedback += std::isnan(element(got, *found.not_finite)) ? "; it has nan in it"
                                                                     : "; it has infinities in it";
    }
    result.detail = {result.feedback};
    result.detail.push_back(
        fmt::format("worst at {}: expected {}, got {}", place_in(got, found.worst),
                    display_element(want, found.worst), display_element(got, found.worst)));
    if (found.not_finite) {
      result.detail.push_back(fmt::format("first {} at {}", display_element(got, *found.not_finite),
                                          place_in(got, *found.not_finite)));
    }
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

  bool same_tensors(const Tensor& want, const Tensor& got) const {
    if (rules_.dtype ? want.dtype != got.dtype : is_float(want.dtype) != is_float(got.dtype)) {
      return false;
    }
    if (rules_.shape ? want.shape != got.shape : want.count() != got.count()) return false;
    return compare_tensors(rules_.tensor, want, got).outside == 0;
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
  rules.tensor = {.rtol = problem.rtol,
                  .atol = problem.atol,
                  .ulp = problem.ulp,
                  .nan_equal = problem.nan_equal,
                  .finite = problem.check_finite};
  rules.dtype = problem.check_dtype;
  rules.shape = problem.check_shape;
  if (problem.check == "unordered") {
    rules.order = CompareRules::Order::free_outside;
  } else if (problem.check == "any_order_lists") {
    rules.order = CompareRules::Order::free_all_lists;
  } else if (!problem.check.empty() && problem.check != "exact" && problem.check != "close" &&
             problem.check != "tensor") {
    return invalid_argument("check \"" + problem.check + "\" is not a comparison of two values");
  }
  return rules;
}

Comparison compare(const CompareRules& rules, const Value& expected, const Value& got) {
  // Most answers; copies nothing.  Equal infinities in a tensor may still be wrong.
  if (!rules.tensor.finite && identical(expected, got)) return {.score = 1};
  const Comparer comparer(rules);
  const Value want = comparer.arranged(expected);
  Value have = comparer.arranged(got);
  if (comparer.same(want, have)) return {.score = 1};

  Comparison result;
  Comparer::Odd odd;
  if (comparer.find_odd(want, have, "", odd)) {
    comparer.explain(odd, result);
    return result;
  }
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
