#include "value/settle.hpp"

#include <algorithm>

#include "value/check.hpp"
#include "value/names.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

void settle_tensor(const Type& type, Bound::Names& names, Tensor& tensor) {
  if (tensor.shape.size() != type.dims.size()) return;
  const auto first = std::find(tensor.shape.begin(), tensor.shape.end(), 0);
  for (auto i = static_cast<std::size_t>(first - tensor.shape.begin()) + 1; i < tensor.shape.size();
       ++i) {
    const Dim& dim = type.dims[i];
    if (tensor.shape[i] != 0) continue;
    if (const std::optional<double> known = find_name(names, dim.name)) {
      tensor.shape[i] = static_cast<std::int64_t>(*known);
    } else if (dim.range) {
      const Result<double> least = dim.range->low.evaluate(names);
      if (!least.ok()) continue;
      tensor.shape[i] = static_cast<std::int64_t>(*least);
      if (!dim.name.empty()) names.emplace_back(dim.name, *least);
    }
  }
}

void settle(const Type& type, Bound::Names& names, Value& value) {
  if (!holds_tensors(type)) return;
  if (type.kind == Kind::optional) {
    settle(type.items[0], names, value);
  } else if (auto* tensor = value.as<Tensor>()) {
    settle_tensor(type, names, *tensor);
  } else if (auto* list = value.as<List>()) {
    for (Value& item : list->items) settle(type.items[0], names, item);
  } else if (auto* tuple = value.as<Tuple>()) {
    for (std::size_t i = 0; i < type.items.size() && i < tuple->items.size(); ++i) {
      settle(type.items[i], names, tuple->items[i]);
    }
  } else if (auto* map = value.as<Map>()) {
    for (auto& [key, item] : map->entries) settle(type.items[1], names, item);
  } else if (auto* record = value.as<Record>()) {
    for (auto& [name, item] : record->fields) {
      const auto at = std::find(type.names.begin(), type.names.end(), name);
      if (at == type.names.end()) continue;
      settle(type.items[static_cast<std::size_t>(at - type.names.begin())], names, item);
    }
  }
}

}  // namespace

bool holds_tensors(const Type& type) {
  return type.kind == Kind::tensor ||
         std::any_of(type.items.begin(), type.items.end(), holds_tensors);
}

void settle_empty(const std::vector<Parameter>& parameters, Value& arguments) {
  auto* record = arguments.as<Record>();
  if (record == nullptr) return;
  Bound::Names names = sure_names(parameters, arguments);
  for (const Parameter& parameter : parameters) {
    for (auto& [name, value] : record->fields) {
      if (name == parameter.name) settle(parameter.type, names, value);
    }
  }
}

void settle_empty(const Signature& signature, const Value& arguments, Value& result) {
  if (!signature.returns) return;
  Bound::Names names = argument_names(signature.parameters, arguments);
  settle(*signature.returns, names, result);
}

}  // namespace assay
