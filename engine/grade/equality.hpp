#pragma once
// Whether two answers are the same.

#include "grade/compare.hpp"
#include "value/value.hpp"

namespace assay {

// Whether same(a[i], b[i], i) holds for all, of as many.
template <class Items, class Same>
bool all_same(const Items& a, const Items& b, Same same) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i], i)) return false;
  }
  return true;
}

// The type of item or field `index` of a value of this type; of a map 0 is its keys', 1 what they
// lead to.  Null where it is not known, as in `any`.
const Type* inside(const Type* type, std::size_t index);

// The values that it is asked about are arranged() first.  Numbers are compared by value, whatever
// holds them: where the types are known both sides are of the same kind anyway.  `promised` is the
// type of both, or null.
class Equality {
 public:
  // `rules` must outlive it.
  explicit Equality(const CompareRules& rules) : rules_(rules) {}

  // In the order in which items are held against each other.  Works in place on what is moved in.
  Value arranged(Value value) const;

  // Item by item.
  bool same(const Value& expected, const Value& got, const Type* promised) const;
  bool same_tensors(const Tensor& expected, const Tensor& got, const Type* promised) const;
  bool same_numbers(const Value& expected, const Value& got) const;
  // How far a number may be from `expected`.
  double tolerance(double expected) const;
  // How far its elements may be.
  TensorRules tensor_rules(const Tensor& expected, const Type* promised) const;

  const CompareRules& rules() const { return rules_; }

 private:
  const CompareRules& rules_;
};

// Whether the items of what has no order can be paired so that each is the same as its partner,
// where floats that are nearly equal kept sorting from finding the pairs.  False too where finding
// out would take too long.
bool same_when_paired(const Equality& equality, const Value& expected, const Value& got,
                      const Type* promised);

}  // namespace assay
