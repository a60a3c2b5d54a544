#pragma once
// Holds one tensor against another, within tolerances.

#include <cstddef>
#include <cstdint>
#include <optional>

#include "value/tensor.hpp"

namespace assay {

struct TensorRules {
  // Floats are close if |got - want| <= atol + rtol * |want|, as numpy's allclose has it, or if at
  // most `ulp` representable numbers of the tensor's dtype lie between them.  Equal infinities are
  // close; integers and bools must be equal.
  double rtol = 0, atol = 0;
  std::int64_t ulp = 0;
  bool nan_equal = false;  // a NaN where a NaN is expected is close
  bool finite = false;     // NaN and infinities never are
};

// How far floats of such tensors may be off, absolutely and relatively, where nobody asked for a
// tolerance.
double usual_tolerance(Dtype dtype);

struct TensorDifference {
  std::size_t outside = 0;  // elements that are not close
  std::size_t worst = 0;    // of them, the one that is farthest off; a NaN is farthest
  std::optional<std::size_t> not_finite;  // first element of `got` that is NaN or infinite though
                                          // that is wrong
};

// Both must have the same shape; dtypes may differ if both are floats or both are not.
TensorDifference compare_tensors(const TensorRules& rules, const Tensor& want, const Tensor& got);

}  // namespace assay
