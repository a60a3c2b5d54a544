#include "grade/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grade/equality.hpp"

namespace assay {
namespace {

// Says what keeps two arranged() values from being the same.
class Explainer {
 public:
  explicit Explainer(const Equality& equality) : equality_(equality), rules_(equality.rules()) {}

  // The first tensor inside both that is not the expected one, and where it is: "[1]", ".loss".
  struct Odd {
    const Tensor* want = nullptr;
    const Tensor* got = nullptr;
    const Type* promised = nullptr;
    std::string place;
  };
  bool find_odd(const Value& a, const Value& b, const Type* promised, const std::string& place,
                Odd& odd) const {
    const auto* want = a.as<Tensor>();
    const auto* got = b.as<Tensor>();
    if (want != nullptr && got != nullptr) {
      if (equality_.same_tensors(*want, *got, promised)) return false;
      odd = {want, got, promised, place};
      return true;
    }
    const Values* items = a.items();
    const Values* others = b.items();
    for (std::size_t i = 0; items && others && i < std::min(items->size(), others->size()); ++i) {
      if (find_odd((*items)[i], (*others)[i], inside(promised, i),
                   place + '[' + std::to_string(i) + ']', odd)) {
        return true;
      }
    }
    const auto* fields = a.as<Record>();
    const auto* more = b.as<Record>();
    for (std::size_t i = 0; fields && more && i < fields->fields.size(); ++i) {
      const auto& [name, value] = fields->fields[i];
      if (i < more->fields.size() &&
          find_odd(value, more->fields[i].second, inside(promised, i), place + '.' + name, odd)) {
        return true;
      }
    }
    return false;
  }

  // Counts and places are for the candidate to choose, and could carry a hidden argument out: they
  // are only for one who sees the test.
  void explain(const Odd& odd, Comparison& result) const {
    const Tensor& want = *odd.want;
    const Tensor& got = *odd.got;
    const std::string which = odd.place.empty() ? "the answer" : "answer" + odd.place;
    if (rules_.dtype && want.dtype != got.dtype) {
      result.feedback = fmt::format("the answer is not of dtype {}", name(want.dtype));
      result.detail =
          fmt::format("{} has dtype {}, not {}", which, name(got.dtype), name(want.dtype));
      return;
    }
    if (want.shape != got.shape && (rules_.shape || want.count() != got.count())) {
      result.feedback = "the answer has another shape than the expected one";
      result.detail =
          fmt::format("{} is {}, expected {}", which, describe_shape(got), describe_shape(want));
      return;
    }
    if (is_float(want.dtype) != is_float(got.dtype)) {
      result.feedback = is_float(got.dtype) ? "the answer has floats where ints are expected"
                                            : "the answer has ints where floats are expected";
      result.detail = fmt::format("{} has dtype {}", which, name(got.dtype));
      return;
    }
    explain_values(which, odd, result);
  }

 private:
  void explain_values(const std::string& which, const Odd& place, Comparison& result) const {
    const Tensor& got = *place.got;
    const TensorRules rules = equality_.tensor_rules(*place.want, place.promised);
    const TensorDifference found = compare_tensors(rules, *place.want, got);
    const bool exact = rules.rtol == 0 && rules.atol == 0 && rules.ulp == 0;
    const char* how = !is_float(got.dtype) ? ""
                      : exact              ? ": they are compared bit by bit"
                                           : " by more than the tolerance";
    const char* odd = !found.not_finite                             ? ""
                      : std::isnan(element(got, *found.not_finite)) ? "; it has nan in it"
                                                                    : "; it has infinities in it";
    result.feedback = fmt::format("values differ from the expected ones{}{}", how, odd);
    result.detail = fmt::format("{}: {} of {} values differ from the expected ones{}{}", which,
                                found.outside, got.count(), how, odd);
    if (got.count() == 1) return;
    result.detail +=
        fmt::format("; the worst at {}: expected {}, got {}", place_in(got, found.worst),
                    display_element(*place.want, found.worst), display_element(got, found.worst));
  }

  const Equality& equality_;
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
  rules.by_dtype = problem.by_dtype;
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

Comparison compare(const CompareRules& rules, Value expected, Value got, const Type* promised) {
  const Equality equality(rules);
  expected = equality.arranged(std::move(expected));
  got = equality.arranged(std::move(got));
  if (equality.same(expected, got, promised) ||
      same_when_paired(equality, expected, got, promised)) {
    return {.score = 1};
  }

  Comparison result;
  const Explainer explainer(equality);
  Explainer::Odd odd;
  if (explainer.find_odd(expected, got, promised, "", odd)) {
    explainer.explain(odd, result);
    return result;
  }
  result.feedback = "the answer is not the expected one";
  if (has_nan(got) && !(rules.nan_equal && has_nan(expected)))
    result.feedback += "; it has nan in it";
  return result;
}

}  // namespace assay
