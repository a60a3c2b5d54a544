#pragma once
// Kernels as the format declares them, "saxpy(a: f32, x: in f32[n], y: inout f32[n], n: i32)", and
// the functions that they are to the rest of the engine: what goes in are the scalars and the
// tensors that are read, what comes out are the tensors that are written.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// A scalar of a kernel: an element type without dimensions.
bool is_kernel_scalar(const Parameter& parameter);
// The tensor is not among the arguments: the kernel makes it.
bool is_kernel_output(const Parameter& parameter);

// Integers become int, floats float, tensors stay; one result is itself, several are a record by
// name.  A scalar that is named like a dimension before it is that dimension.
Result<Signature> kernel_function(const Signature& kernel);

// Of a record; nullptr if there is none of that name.
const Value* find_argument(const Value& arguments, std::string_view name);

// The values of the scalars and dimensions of a call.
Result<Bound::Names> kernel_names(const Signature& kernel, const Value& arguments);
Result<std::vector<std::int64_t>> kernel_shape(const Type& tensor, const Bound::Names& names);

}  // namespace assay
