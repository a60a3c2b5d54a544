#pragma once
// Compares answers as values.

#include <string>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "value/tensor_compare.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

struct CompareRules {
  enum class Order : std::uint8_t {
    kept,
    free_outside,    // `unordered`: the items of the outermost list may stand in any order
    free_all_lists,  // `any_order_lists`: the items of every list inside it too, however deep
  };
  Order order = Order::kept;
  // Two numbers of which one is a float are equal if |a - b| <= max(rtol * |expected|, atol), or
  // both are the same infinity.  Ints are always exact.
  double rtol = 1e-9, atol = 1e-9;
  bool nan_equal = false;
  TensorRules tensor;
  // Tensors are held to usual_tolerance() of the dtype that is promised, not to that in `tensor`.
  bool by_dtype = false;
  // What a tensor must share with the expected one beside its numbers.
  bool dtype = false, shape = true;
};

// From Problem::check and its tolerances.  Fails (invalid_argument) for "custom", which is not a
// comparison of two values.
Result<CompareRules> compare_rules(const Problem& problem);

struct Comparison {
  double score = 0;      // 0..1; 1 is right
  std::string feedback;  // safe for hidden tests: says nothing of the values
  std::string detail;    // in its place for visible tests; empty: there is no more to say
};

// A pure function of its arguments, which it sorts in place if they are moved in.  Lists, tuples,
// sets, maps and records are compared item by item; sets and maps without regard to order.  Numbers
// are the same by value: true, 1, 1.0 and the bigint 1.  Only where a type is `any` can kinds
// differ.  `promised` is the type of both; without it the expected tensors' own dtypes say how
// exact they are.
Comparison compare(const CompareRules& rules, Value expected, Value got,
                   const Type* promised = nullptr);

}  // namespace assay
