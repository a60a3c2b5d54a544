#include <cmath>
#include <nlohmann/json.hpp>

#include "value/bigint.hpp"
#include "value/display.hpp"
#include "value/display_parts.hpp"
#include "value/misfit.hpp"
#include "value/settle.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;
using nlohmann::json;

json items_json(const Values& items) {
  json array = json::array();
  for (const Value& item : items) array.push_back(to_json(item));
  return array;
}

json map_json(const Map& map) {
  bool text_keys = !map.entries.empty();
  for (const auto& entry : map.entries) text_keys &= entry.first.as<std::string>() != nullptr;
  json result = text_keys ? json::object() : json::array();
  for (const auto& [key, held] : map.entries) {
    if (text_keys) {
      result[*key.as<std::string>()] = to_json(held);
    } else {
      result.push_back(json::array({to_json(key), to_json(held)}));
    }
  }
  return result;
}

// Larger ones are told by shape and first elements: reports are for people.
constexpr std::size_t kMostElements = 1000;

json element_json(const Tensor& tensor, std::size_t index) {
  if (tensor.dtype == Dtype::b8) return whole_element(tensor, index) != 0;
  if (!is_float(tensor.dtype)) return whole_element(tensor, index);
  const double value = element(tensor, index);
  // The shortest digits of the dtype, not those of the double that holds it.
  if (std::isfinite(value)) return std::strtod(display_element(tensor, index).c_str(), nullptr);
  return display_number(value);
}

json level_json(const Tensor& tensor, std::size_t level, std::size_t& next) {
  if (level == tensor.shape.size()) return element_json(tensor, next++);
  json array = json::array();
  for (std::int64_t i = 0; i < tensor.shape[level]; ++i) {
    array.push_back(level_json(tensor, level + 1, next));
  }
  return array;
}

json tensor_json(const Tensor& tensor) {
  std::size_t next = 0;
  if (tensor.count() <= kMostElements) return level_json(tensor, 0, next);
  json first = json::array();
  while (next < 8) first.push_back(element_json(tensor, next++));
  return {{"dtype", std::string(name(tensor.dtype))}, {"shape", tensor.shape}, {"first", first}};
}

bool unhex(const std::string& text, std::string& raw) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return false;
    raw += static_cast<char>(high * 16 + low);
  }
  return true;
}

const char* json_name(const json& from) {
  return from.is_number_integer() ? "int" : from.is_number() ? "float" : from.type_name();
}

class JsonReader {
 public:
  Status status() const { return misfit_.status(); }

  bool value(const Type& type, const json& from, Value& out) {
    switch (type.kind) {
      case Kind::boolean:
        if (!from.is_boolean()) return wrong(type, from);
        out = from.get<bool>();
        return true;
      case Kind::integer:
        return from.is_number_integer() ? integer(from, out) : wrong(type, from);
      case Kind::real:
        return real(type, from, out);
      case Kind::bigint:
        return bigint(type, from, out);
      case Kind::text:
        if (!from.is_string()) return wrong(type, from);
        return text(from.get_ref<const std::string&>(), out);
      case Kind::bytes:
        return bytes(from, out);
      case Kind::any:
        return any(from, out, 0);
      case Kind::optional:
        if (from.is_null()) {
          out = Null{};
          return true;
        }
        return value(type.items[0], from, out);
      case Kind::list:
      case Kind::stream:
        return items<List>(type, from, out);
      case Kind::set:
        return items<Set>(type, from, out);
      case Kind::linked_list:
      case Kind::tree:
        return nodes(type, from, out);
      case Kind::tuple:
        return tuple(type, from, out);
      case Kind::map:
        return map(type, from, out);
      case Kind::record:
        return record(type, from, out);
      case Kind::tensor:
        return tensor(type, from, out);
      default:
        return misfit_.fail("a " + type.spelling() + " cannot be written as JSON");
    }
  }

  bool arguments(const std::vector<Parameter>& parameters, const json& from, Value& out) {
    if (!from.is_object() && !from.is_array()) {
      return misfit_.fail(std::string("expected an object of arguments, got ") + json_name(from));
    }
    Record record;
    std::size_t used = 0;
    for (const Parameter& parameter : parameters) {
      if (parameter.type.kind == Kind::function) continue;
      const json* argument = nullptr;
      if (from.is_array()) {
        argument = used < from.size() ? &from[used] : nullptr;
      } else if (const auto at = from.find(parameter.name); at != from.end()) {
        argument = &*at;
      }
      record.fields.emplace_back(parameter.name, Null{});
      if (argument == nullptr) misfit_.fail("this argument is missing");
      if (argument == nullptr || !value(parameter.type, *argument, record.fields.back().second)) {
        return misfit_.in_field(parameter.name);
      }
      ++used;
    }
    out = std::move(record);
    if (used == from.size()) return true;
    if (from.is_array()) {
      return misfit_.fail("expected " + std::to_string(used) + " arguments, got " +
                          std::to_string(from.size()));
    }
    for (const auto& item : from.items()) {
      const auto is_it = [&](const Parameter& p) {
        return p.name == item.key() && p.type.kind != Kind::function;
      };
      if (std::none_of(parameters.begin(), parameters.end(), is_it)) {
        return misfit_.fail("there is no argument called \"" + item.key() + '"');
      }
    }
    return true;
  }

 private:
  bool wrong(const Type& type, const json& from) {
    return misfit_.fail("expected " + type.spelling() + ", got " + json_name(from));
  }

  bool integer(const json& from, Value& out) {
    if (from.is_number_unsigned() && from.get<std::uint64_t>() > INT64_MAX) {
      return misfit_.fail(from.dump() + " does not fit in 64 bits");
    }
    out = from.get<std::int64_t>();
    return true;
  }

  bool real(const Type& type, const json& from, Value& out) {
    if (from.is_number()) {
      out = from.get<double>();
      return true;
    }
    if (from == "nan") {
      out = std::nan("");
    } else if (from == "inf") {
      out = HUGE_VAL;
    } else if (from == "-inf") {
      out = -HUGE_VAL;
    } else {
      return wrong(type, from);
    }
    return true;
  }

  bool bigint(const Type& type, const json& from, Value& out) {
    if (from.is_number_float()) {
      return misfit_.fail("expected bigint, got float: beyond 64 bits it is written as a text");
    }
    if (!from.is_number_integer() && !from.is_string()) return wrong(type, from);
    const std::string digits = from.is_string() ? from.get<std::string>() : from.dump();
    if (!is_bigint(digits))
      return misfit_.fail("\"" + digits + "\" are not the digits of a bigint");
    out = BigInt{digits};
    return true;
  }

  bool text(const std::string& from, Value& out) {
    if (!is_utf8(from)) return misfit_.fail("this text is not UTF-8");
    out = from;
    return true;
  }

  bool bytes(const json& from, Value& out) {
    Bytes held;
    if (!from.is_object() || from.size() != 1 || !from.contains("bytes") ||
        !from["bytes"].is_string()) {
      return misfit_.fail(std::string("expected bytes, written as {\"bytes\": \"00ff\"}, got ") +
                          json_name(from));
    }
    if (!unhex(from["bytes"].get<std::string>(), held.raw)) {
      return misfit_.fail("bytes are written as pairs of the digits 0-9 a-f");
    }
    out = std::move(held);
    return true;
  }

  template <class Container>
  bool items(const Type& type, const json& from, Value& out) {
    if (!from.is_array()) return wrong(type, from);
    Container held;
    held.items.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (!value(type.items[0], from[i], held.items[i])) return misfit_.in_item(i);
    }
    if constexpr (std::is_same_v<Container, Set>) {
      if (!all_differ(held)) return misfit_.fail("a set has equal items");
    }
    out = std::move(held);
    return true;
  }

  bool nodes(const Type& type, const json& from, Value& out) {
    if (!from.is_array()) return wrong(type, from);
    List held;
    for (std::size_t i = 0; i < from.size(); ++i) {
      held.items.emplace_back();
      if (from[i].is_null() && type.kind == Kind::tree) continue;
      if (!from[i].is_number_integer())
        misfit_.fail(std::string("expected int, got ") + json_name(from[i]));
      if (!from[i].is_number_integer() || !integer(from[i], held.items[i])) {
        return misfit_.in_item(i);
      }
    }
    out = std::move(held);
    return true;
  }

  bool tuple(const Type& type, const json& from, Value& out) {
    if (!from.is_array()) return wrong(type, from);
    if (from.size() != type.items.size()) {
      return misfit_.fail("expected " + std::to_string(type.items.size()) + " items, got " +
                          std::to_string(from.size()));
    }
    Tuple held;
    held.items.resize(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (!value(type.items[i], from[i], held.items[i])) return misfit_.in_item(i);
    }
    out = std::move(held);
    return true;
  }

  // Nested arrays, as deep as the type has dimensions.
  bool tensor(const Type& type, const json& from, Value& out) {
    Tensor held{*dtype_from(type.element), {}, {}};
    const json* level = &from;
    for (std::size_t i = 0; i < type.dims.size(); ++i) {
      if (!level->is_array()) return wrong(type, *level);
      held.shape.push_back(static_cast<std::int64_t>(level->size()));
      if (level->empty()) break;
      level = &(*level)[0];
    }
    held.shape.resize(type.dims.size(), 0);
    held = make_tensor(held.dtype, std::move(held.shape));
    std::size_t next = 0;
    if (!tensor_level(type, from, 0, held, next)) return false;
    out = std::move(held);
    return true;
  }

  bool element(const Type& type, const json& from, Tensor& into, std::size_t index) {
    const bool flag = from.is_boolean();
    if (is_float(into.dtype)) {
      Value number(flag && from.get<bool>() ? 1.0 : 0.0);
      if (!flag && !real(type, from, number)) return false;
      set_element(into, index, *number.as<double>());
      return true;
    }
    Value whole(flag && from.get<bool>() ? 1 : 0);
    if (!flag && !from.is_number_integer()) return wrong(type, from);
    if (!flag && !integer(from, whole)) return false;
    return set_whole_element(into, index, *whole.as<std::int64_t>()) ||
           misfit_.fail(from.dump() + " does not fit in " + type.element);
  }

  bool tensor_level(const Type& type, const json& from, std::size_t level, Tensor& into,
                    std::size_t& next) {
    if (level == into.shape.size()) {
      return element(type, from, into, next++);
    }
    if (!from.is_array()) return wrong(type, from);
    if (static_cast<std::int64_t>(from.size()) != into.shape[level]) {
      return misfit_.fail("expected rows of one length: " + std::to_string(into.shape[level]) +
                          ", got " + std::to_string(from.size()));
    }
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (!tensor_level(type, from[i], level + 1, into, next)) return misfit_.in_item(i);
    }
    return true;
  }

  bool map(const Type& type, const json& from, Value& out) {
    Map held;
    if (from.is_object() && type.items[0].kind == Kind::text) {
      for (const auto& item : from.items()) {
        held.entries.emplace_back(item.key(), Null{});
        if (!value(type.items[1], item.value(), held.entries.back().second)) {
          return misfit_.in_field(item.key());
        }
      }
    } else if (from.is_array()) {
      for (std::size_t i = 0; i < from.size(); ++i) {
        const json& pair = from[i];
        held.entries.emplace_back();
        const bool is_pair = pair.is_array() && pair.size() == 2;
        if (!is_pair) misfit_.fail("expected a [key, value] pair");
        if (!is_pair || !value(type.items[0], pair[0], held.entries[i].first) ||
            !value(type.items[1], pair[1], held.entries[i].second)) {
          return misfit_.in_item(i);
        }
      }
    } else {
      return wrong(type, from);
    }
    if (!all_differ(held)) return misfit_.fail("a map has equal keys");
    out = std::move(held);
    return true;
  }

  bool record(const Type& type, const json& from, Value& out) {
    if (!from.is_object()) return wrong(type, from);
    Record held;
    for (std::size_t i = 0; i < type.items.size(); ++i) {
      const auto at = from.find(type.names[i]);
      held.fields.emplace_back(type.names[i], Null{});
      if (at == from.end()) misfit_.fail("this field is missing");
      if (at == from.end() || !value(type.items[i], *at, held.fields[i].second)) {
        return misfit_.in_field(type.names[i]);
      }
    }
    if (from.size() != type.items.size()) {
      return misfit_.fail("only " + type.spelling() + " is known here");
    }
    out = std::move(held);
    return true;
  }

  bool any(const json& from, Value& out, std::size_t depth) {
    constexpr std::size_t kDepth = 200;
    if (depth > kDepth) return misfit_.fail("nested too deeply");
    if (from.is_boolean()) {
      out = from.get<bool>();
    } else if (from.is_number_unsigned() && from.get<std::uint64_t>() > INT64_MAX) {
      out = BigInt{from.dump()};
    } else if (from.is_number_integer()) {
      out = from.get<std::int64_t>();
    } else if (from.is_number()) {
      out = from.get<double>();
    } else if (from.is_string()) {
      return text(from.get_ref<const std::string&>(), out);
    } else if (from.is_array()) {
      List held;
      held.items.resize(from.size());
      for (std::size_t i = 0; i < from.size(); ++i) {
        if (!any(from[i], held.items[i], depth + 1)) return misfit_.in_item(i);
      }
      out = std::move(held);
    } else if (from.is_object()) {
      Map held;
      for (const auto& item : from.items()) {
        held.entries.emplace_back(item.key(), Null{});
        if (!any(item.value(), held.entries.back().second, depth + 1)) {
          return misfit_.in_field(item.key());
        }
      }
      out = std::move(held);
    } else {
      out = Null{};
    }
    return true;
  }

  Misfit misfit_;
};

}  // namespace

json to_json(const Value& value) {
  if (const auto* flag = value.as<bool>()) return *flag;
  if (const auto* whole = value.as<std::int64_t>()) return *whole;
  if (const auto* number = value.as<double>()) {
    if (!std::isfinite(*number)) return display_number(*number);
    return *number;
  }
  if (const auto* big = value.as<BigInt>()) return big->digits;
  if (const auto* text = value.as<std::string>()) return *text;
  if (const auto* bytes = value.as<Bytes>()) return {{"bytes", hex(bytes->raw)}};
  if (const auto* map = value.as<Map>()) return map_json(*map);
  if (const auto* record = value.as<Record>()) {
    json object = json::object();
    for (const auto& [name, held] : record->fields) object[name] = to_json(held);
    return object;
  }
  if (const auto* function = value.as<Function>()) return {{"function", function->id}};
  if (const auto* tensor = value.as<Tensor>()) return tensor_json(*tensor);
  if (const Values* items = value.items()) return items_json(*items);
  return nullptr;
}

Result<Value> from_json(const Type& type, const json& from) {
  JsonReader reader;
  Value value;
  if (!reader.value(type, from, value)) return reader.status();
  return value;
}

Result<Value> arguments_from_json(const std::vector<Parameter>& parameters, const json& from) {
  JsonReader reader;
  Value arguments;
  if (!reader.arguments(parameters, from, arguments)) return reader.status();
  settle_empty(parameters, arguments);
  return arguments;
}

}  // namespace assay
