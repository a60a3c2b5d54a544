#include "value/type.hpp"

#include <algorithm>

#include "value/tensor.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::integer:
      return "int";
    case Kind::bigint:
      return "bigint";
    case Kind::real:
      return "float";
    case Kind::boolean:
      return "bool";
    case Kind::text:
      return "str";
    case Kind::bytes:
      return "bytes";
    case Kind::any:
      return "any";
    case Kind::tree:
      return "tree";
    case Kind::linked_list:
      return "list";
    case Kind::table:
      return "table";
    case Kind::model:
      return "model";
    case Kind::map:
      return "map";
    case Kind::set:
      return "set";
    case Kind::stream:
      return "stream";
    case Kind::function:
      return "fn";
    case Kind::list:
    case Kind::optional:
    case Kind::tuple:
    case Kind::record:
    case Kind::tensor:
      break;
  }
  return "";
}

std::string spellings(const std::vector<Type>& types, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + types[i].spelling();
  return text;
}

std::string json_list(const std::vector<Type>& types, std::size_t count) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + type_json(types[i]);
  return text + "]";
}

std::string function_json(const Type& type) {
  const std::size_t parameters = type.items.size() - (type.returns ? 1 : 0);
  return "{\"fn\":{\"params\":" + json_list(type.items, parameters) +
         ",\"returns\":" + (type.returns ? type_json(type.items.back()) : "null") + "}}";
}

std::string record_json(const Type& type) {
  std::string text = "{\"record\":[";
  for (std::size_t i = 0; i < type.items.size(); ++i) {
    // Names are identifiers: nothing in them needs escaping.
    text += (i == 0 ? "[\"" : ",[\"") + type.names[i] + "\"," + type_json(type.items[i]) + "]";
  }
  return text + "]}";
}

}  // namespace

std::string Type::spelling() const {
  switch (kind) {
    case Kind::list:
      return items[0].spelling() + "[]";
    case Kind::optional:
      return items[0].spelling() + "?";
    case Kind::tuple:
      return "(" + spellings(items, items.size()) + ")";
    case Kind::map:
    case Kind::set:
    case Kind::stream:
      return std::string(word(kind)) + "[" + spellings(items, items.size()) + "]";
    case Kind::record: {
      std::string text = "{";
      for (std::size_t i = 0; i < items.size(); ++i) {
        text += (i == 0 ? "" : ", ") + names[i] + ": " + items[i].spelling();
      }
      return text + "}";
    }
    case Kind::function:
      return "fn(" + spellings(items, items.size() - (returns ? 1 : 0)) + ")" +
             (returns ? " -> " + items.back().spelling() : "");
    case Kind::tensor: {
      if (dims.empty()) return element;
      std::string text = element + "[";
      for (std::size_t i = 0; i < dims.size(); ++i) text += (i == 0 ? "" : ", ") + dims[i].name;
      return text + "]";
    }
    default:
      return std::string(word(kind));
  }
}

bool has_floats(const Type& type) {
  return type.kind == Type::Kind::real ||
         (type.kind == Type::Kind::tensor && is_float(*dtype_from(type.element))) ||
         std::any_of(type.items.begin(), type.items.end(), has_floats);
}

std::vector<Parameter> parameters_of(const Type& function) {
  std::vector<Parameter> parameters;
  for (std::size_t i = 0; i < function.names.size(); ++i) {
    parameters.push_back({function.names[i], function.items[i]});
  }
  return parameters;
}

int Signature::find(std::string_view parameter) const {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name == parameter) return static_cast<int>(i);
  }
  return -1;
}

std::string type_json(const Type& type) {
  switch (type.kind) {
    case Kind::list:
      return "{\"list\":" + type_json(type.items[0]) + "}";
    case Kind::optional:
      return "{\"opt\":" + type_json(type.items[0]) + "}";
    case Kind::tuple:
      return "{\"tuple\":" + json_list(type.items, type.items.size()) + "}";
    case Kind::map:
      return "{\"map\":" + json_list(type.items, 2) + "}";
    case Kind::set:
      return "{\"set\":" + type_json(type.items[0]) + "}";
    case Kind::stream:
      return "{\"stream\":" + type_json(type.items[0]) + "}";
    case Kind::record:
      return record_json(type);
    case Kind::function:
      return function_json(type);
    case Kind::tensor:
      return "{\"tensor\":[\"" + type.element + "\"," + std::to_string(type.dims.size()) + "]}";
    case Kind::linked_list:
      return "\"linked_list\"";
    default:
      return "\"" + std::string(word(type.kind)) + "\"";
  }
}

}  // namespace assay
