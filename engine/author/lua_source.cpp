#include "author/lua_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <vector>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::string_view kReserved[] = {"and",   "break", "do",       "else", "elseif", "end",
                                          "false", "for",   "function", "goto", "if",     "in",
                                          "local", "nil",   "not",      "or",   "repeat", "return",
                                          "then",  "true",  "until",    "while"};

std::string lua_number(double number) {
  if (std::isnan(number)) return "0/0";
  if (std::isinf(number)) return number > 0 ? "math.huge" : "-math.huge";
  const std::string text = fmt::format("{}", number);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string lua_tensor(const Tensor& tensor, std::size_t level, std::size_t& next) {
  if (level == tensor.shape.size()) {
    const std::size_t index = next++;
    return is_float(tensor.dtype) ? lua_number(element(tensor, index))
                                  : std::to_string(whole_element(tensor, index));
  }
  std::vector<std::string> rows;
  for (std::int64_t i = 0; i < tensor.shape[level]; ++i) {
    rows.push_back(lua_tensor(tensor, level + 1, next));
  }
  return "{" + join(rows, ", ") + "}";
}

std::string lua_items(const Values& items) {
  std::vector<std::string> parts;
  for (const Value& item : items) parts.push_back(lua_value(item));
  return "{" + join(parts, ", ") + "}";
}

}  // namespace

std::string lua_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += std::string("\\") + c;
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\{:03}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string lua_key(const std::string& name) {
  const bool word = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
                    });
  const bool reserved =
      std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
  return word && !reserved ? name : "[" + lua_text(name) + "]";
}

std::string lua_value(const Value& value) {
  if (value.is_null()) return "null";
  if (const auto* flag = value.as<bool>()) return *flag ? "true" : "false";
  if (const auto* whole = value.as<std::int64_t>()) {
    // Lua reads its digits as those of a float.
    return *whole == INT64_MIN ? "math.mininteger" : std::to_string(*whole);
  }
  if (const auto* number = value.as<double>()) return lua_number(*number);
  if (const auto* text = value.as<std::string>()) return lua_text(*text);
  if (const auto* bytes = value.as<Bytes>()) return lua_text(bytes->raw);
  if (const auto* big = value.as<BigInt>()) return lua_text(big->digits);
  if (const auto* tensor = value.as<Tensor>()) {
    std::size_t next = 0;
    return lua_tensor(*tensor, 0, next);
  }
  if (const auto* set = value.as<Set>()) return "set " + lua_items(set->items);
  if (const auto* map = value.as<Map>()) {
    std::vector<std::string> pairs;
    for (const auto& [key, held] : map->entries) {
      pairs.push_back("{" + lua_value(key) + ", " + lua_value(held) + "}");
    }
    return "map { " + join(pairs, ", ") + " }";
  }
  if (const auto* record = value.as<Record>()) return "{ " + lua_fields(*record) + " }";
  return lua_items(*value.items());
}

std::string lua_fields(const Record& record) {
  std::vector<std::string> fields;
  for (const auto& [name, held] : record.fields) {
    fields.push_back(lua_key(name) + " = " + lua_value(held));
  }
  return join(fields, ", ");
}

}  // namespace assay
