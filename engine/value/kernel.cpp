#include "value/kernel.hpp"

#include <algorithm>
#include <cmath>

#include "value/names.hpp"
#include "value/tensor.hpp"

namespace assay {
namespace {

Status refuse(const Parameter& parameter, const std::string& why) {
  return invalid_argument("`" + parameter.name + "` " + why);
}

// Moves the range of a scalar to the dimension before it that has its name.
bool tie_to_dimension(Signature& made, Type& scalar, const std::string& name) {
  for (Parameter& earlier : made.parameters) {
    for (Dim& dim : earlier.type.dims) {
      if (dim.name != name) continue;
      if (!dim.range) dim.range = scalar.range;
      scalar.range = Range{{name}, {name}};
      return true;
    }
  }
  return false;
}

Status add_scalar(Signature& made, const Parameter& parameter) {
  const Dtype dtype = *dtype_from(parameter.type.element);
  if (dtype == Dtype::f16 || dtype == Dtype::bf16) {
    return refuse(parameter, "is a scalar of 16 bits; pass an f32");
  }
  if (parameter.pass != Parameter::Pass::in) return refuse(parameter, "is a scalar: it is read");
  Parameter scalar{parameter.name, {}, Parameter::Pass::in};
  scalar.type.kind = is_float(dtype) ? Type::Kind::real : Type::Kind::integer;
  scalar.type.range = parameter.type.range;
  tie_to_dimension(made, scalar.type, parameter.name);
  made.parameters.push_back(std::move(scalar));
  return {};
}

}  // namespace

bool is_kernel_scalar(const Parameter& parameter) { return parameter.type.dims.empty(); }

bool is_kernel_output(const Parameter& parameter) { return parameter.pass == Parameter::Pass::out; }

Result<Signature> kernel_function(const Signature& kernel) {
  Signature made;
  made.name = kernel.name;
  made.text = kernel.text;
  Type results;
  results.kind = Type::Kind::record;
  if (kernel.returns) return invalid_argument("a kernel returns nothing: mark what it writes out");
  for (const Parameter& parameter : kernel.parameters) {
    if (parameter.type.kind != Type::Kind::tensor) {
      return refuse(parameter, "must be of an element type, like f32, i32 or in f32[n]");
    }
    if (is_kernel_scalar(parameter)) {
      ASSAY_CHECK(add_scalar(made, parameter));
      continue;
    }
    if (parameter.pass != Parameter::Pass::in) {
      results.names.push_back(parameter.name);
      results.items.push_back(parameter.type);
    }
    if (!is_kernel_output(parameter)) {
      made.parameters.push_back({parameter.name, parameter.type, Parameter::Pass::in});
    }
  }
  if (results.items.empty()) return invalid_argument("nothing is marked out or inout");
  if (results.items.size() == 1) {
    made.returns = results.items[0];
  } else {
    made.returns = std::move(results);
  }
  return made;
}

const Value* find_argument(const Value& arguments, std::string_view name) {
  const auto* record = arguments.as<Record>();
  if (record == nullptr) return nullptr;
  for (const auto& [known, value] : record->fields) {
    if (known == name) return &value;
  }
  return nullptr;
}

Result<Bound::Names> kernel_names(const Signature& kernel, const Value& arguments) {
  Bound::Names names;
  const auto* record = arguments.as<Record>();
  if (record == nullptr) return invalid_argument("no arguments");
  for (const auto& [name, value] : record->fields) {
    if (const auto* number = value.as<std::int64_t>()) {
      names.emplace_back(name, static_cast<double>(*number));
    }
    const auto* tensor = value.as<Tensor>();
    const int at = kernel.find(name);
    if (tensor == nullptr || at < 0) continue;
    const auto& dims = kernel.parameters[static_cast<std::size_t>(at)].type.dims;
    for (std::size_t i = 0; i < dims.size() && i < tensor->shape.size(); ++i) {
      if (!dims[i].name.empty() && !find_name(names, dims[i].name)) {
        names.emplace_back(dims[i].name, static_cast<double>(tensor->shape[i]));
      }
    }
  }
  return names;
}

Result<std::vector<std::int64_t>> kernel_shape(const Type& tensor, const Bound::Names& names) {
  std::vector<std::int64_t> shape;
  for (const Dim& dim : tensor.dims) {
    Bound bound{dim.name};
    if (bound.text.empty() && dim.range) bound = dim.range->low;
    ASSAY_TRY(const double size, bound.evaluate(names));
    if (size < 0) return invalid_argument("a dimension is negative");
    shape.push_back(static_cast<std::int64_t>(size));
  }
  return shape;
}

}  // namespace assay
