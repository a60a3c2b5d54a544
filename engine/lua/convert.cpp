#include "lua/convert.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/text.hpp"
#include "lua/declare.hpp"
#include "lua/state.hpp"
#include "lua/tensor_module.hpp"
#include "value/table.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

constexpr int kDeepest = 190;

// Where a value stands inside another; lives on the stack of the conversion.
struct Place {
  const Place* outer = nullptr;
  const char* name = nullptr;  // or `index`
  lua_Integer index = 0;

  std::string text() const {
    std::string path = outer != nullptr ? outer->text() : "";
    if (name == nullptr) return path + "[" + std::to_string(index) + "]";
    return path.empty() ? name : path + "." + name;
  }
  int depth() const { return outer == nullptr ? 0 : outer->depth() + 1; }
};

const char* word_for(lua_State* L, int index) {
  if (is_null(L, index)) return "null";
  if (lua_isinteger(L, index) != 0) return "int";
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
      return "float";
    case LUA_TSTRING:
      return "text";
    case LUA_TBOOLEAN:
      return "bool";
    default:
      return luaL_typename(L, index);
  }
}

[[noreturn]] void misfit(lua_State* L, int index, const Place& place, const std::string& wanted) {
  luaL_error(L, "%s: expected %s, got %s", place.text().c_str(), wanted.c_str(),
             word_for(L, index));
  std::abort();  // luaL_error does not return
}

std::string text_at(lua_State* L, int index) {
  std::size_t size = 0;
  const char* text = lua_tolstring(L, index, &size);
  return {text, size};
}

bool is_digits(const std::string& text) {
  const std::size_t from = !text.empty() && text[0] == '-' ? 1 : 0;
  return text.size() > from && text.find_first_not_of("0123456789", from) == std::string::npos;
}

BigInt to_bigint(lua_State* L, int index, const Place& place) {
  if (lua_isinteger(L, index) != 0) return {std::to_string(lua_tointeger(L, index))};
  if (lua_type(L, index) != LUA_TSTRING) misfit(L, index, place, "a bigint (text of digits)");
  std::string digits = text_at(L, index);
  if (!is_digits(digits)) misfit(L, index, place, "a bigint (text of digits)");
  const bool negative = digits[0] == '-';
  const std::size_t first = digits.find_first_not_of("-0");
  if (first == std::string::npos) return {"0"};
  return {(negative ? "-" : "") + digits.substr(first)};
}

std::int64_t to_integer(lua_State* L, int index, const Place& place) {
  if (lua_isinteger(L, index) != 0) return lua_tointeger(L, index);
  lua_Integer whole = 0;
  if (lua_type(L, index) != LUA_TNUMBER ||
      lua_numbertointeger(lua_tonumber(L, index), &whole) == 0 ||
      static_cast<lua_Number>(whole) != lua_tonumber(L, index)) {
    misfit(L, index, place, "int");
  }
  return whole;
}

// Replaces tuple{...}, set{...}, map{...} at `index` by what is inside; the kind or "".
std::string unwrap(lua_State* L, int index) {
  if (!is_declaration(L, index)) return "";
  const std::string kind = declaration_kind(L, index);
  push_body(L, index);
  lua_replace(L, index);
  return kind;
}

class Converter {
 public:
  explicit Converter(lua_State* L) : L_(L) {}

  // `index` is absolute, and the slot may be overwritten.
  Value convert(int index, const Type& type, const Place& place) {
    if (place.outer != nullptr && place.depth() > kDeepest) {
      luaL_error(L_, "%s: nested too deep", place.text().substr(0, 60).c_str());
    }
    luaL_checkstack(L_, 8, "conversion");
    switch (type.kind) {
      case Kind::integer:
        return to_integer(L_, index, place);
      case Kind::bigint:
        unwrap(L_, index);
        return to_bigint(L_, index, place);
      case Kind::real:
        if (lua_type(L_, index) != LUA_TNUMBER) misfit(L_, index, place, "float");
        return static_cast<double>(lua_tonumber(L_, index));
      case Kind::boolean:
        if (!lua_isboolean(L_, index)) misfit(L_, index, place, "bool");
        return lua_toboolean(L_, index) != 0;
      case Kind::text:
        if (lua_type(L_, index) != LUA_TSTRING) misfit(L_, index, place, "text");
        return text_at(L_, index);
      case Kind::bytes:
        unwrap(L_, index);
        if (lua_type(L_, index) != LUA_TSTRING) misfit(L_, index, place, "bytes");
        return Bytes{text_at(L_, index)};
      case Kind::any:
        return any(index, place);
      case Kind::tree:
      case Kind::linked_list:
        return integers(index, type.kind == Kind::tree, place);
      case Kind::list:
      case Kind::stream:
        return List{elements(index, type, place)};
      case Kind::set:
        unwrap(L_, index);
        return set(elements(index, type, place), place);
      case Kind::optional:
        if (lua_isnil(L_, index) || is_null(L_, index)) return Null{};
        return convert(index, type.items[0], place);
      case Kind::tuple:
        return tuple(index, type, place);
      case Kind::map:
        return map(index, type.items[0], type.items[1], place);
      case Kind::record:
        return record(index, type, place);
      case Kind::tensor:
        return tensor(index, type, place);
      case Kind::table:
        return table(index, place);
      default:
        luaL_error(L_, "%s: a %s cannot be given by a problem yet", place.text().c_str(),
                   type.spelling().c_str());
    }
    return {};
  }

 private:
  // The length of the list at `index`.
  lua_Integer length(int index, const Place& place, const std::string& wanted) {
    if (!lua_istable(L_, index)) misfit(L_, index, place, wanted);
    const auto size = static_cast<lua_Integer>(lua_rawlen(L_, index));
    if (size == 0) {
      lua_pushnil(L_);
      if (lua_next(L_, index) != 0) {
        luaL_error(L_, "%s: expected %s, got a table with other keys", place.text().c_str(),
                   wanted.c_str());
      }
    }
    return size;
  }

  Values elements(int index, const Type& type, const Place& place) {
    unwrap(L_, index);
    const lua_Integer size = length(index, place, type.spelling());
    const Type& element = type.items[0];
    Values items;
    items.reserve(static_cast<std::size_t>(size));
    if (element.kind == Kind::integer) {  // a million of them should cost milliseconds
      for (lua_Integer i = 1; i <= size; ++i) {
        lua_rawgeti(L_, index, i);
        items.emplace_back(lua_isinteger(L_, -1) != 0
                               ? static_cast<std::int64_t>(lua_tointeger(L_, -1))
                               : to_integer(L_, -1, Place{&place, nullptr, i}));
        lua_pop(L_, 1);
      }
      return items;
    }
    for (lua_Integer i = 1; i <= size; ++i) {
      lua_rawgeti(L_, index, i);
      items.push_back(convert(lua_gettop(L_), element, Place{&place, nullptr, i}));
      lua_pop(L_, 1);
    }
    return items;
  }

  Value integers(int index, bool holes, const Place& place) {
    const lua_Integer size = length(index, place, holes ? "a tree in level order" : "a list");
    Values items;
    items.reserve(static_cast<std::size_t>(size));
    for (lua_Integer i = 1; i <= size; ++i) {
      lua_rawgeti(L_, index, i);
      if (holes && is_null(L_, -1)) {
        items.emplace_back(Null{});
      } else {
        items.emplace_back(to_integer(L_, -1, Place{&place, nullptr, i}));
      }
      lua_pop(L_, 1);
    }
    return List{std::move(items)};
  }

  Value tuple(int index, const Type& type, const Place& place) {
    unwrap(L_, index);
    if (!lua_istable(L_, index)) misfit(L_, index, place, type.spelling());
    const auto size = type.items.size();
    if (lua_rawlen(L_, index) > size) {
      luaL_error(L_, "%s: expected %s, got %I elements", place.text().c_str(),
                 type.spelling().c_str(), static_cast<lua_Integer>(lua_rawlen(L_, index)));
    }
    Tuple result;
    for (std::size_t i = 0; i < size; ++i) {
      lua_rawgeti(L_, index, static_cast<lua_Integer>(i + 1));
      result.items.push_back(convert(lua_gettop(L_), type.items[i],
                                     Place{&place, nullptr, static_cast<lua_Integer>(i + 1)}));
      lua_pop(L_, 1);
    }
    return result;
  }

  // What is sent to a candidate must be what every language makes of it.
  Value set(Values items, const Place& place) {
    Set result{std::move(items)};
    if (!all_differ(result)) luaL_error(L_, "%s: a set has equal items", place.text().c_str());
    return result;
  }

  // map{ {key, value}, ... }, or a table whose keys are the map's.
  Value map(int index, const Type& key, const Type& value, const Place& place) {
    Map result;
    if (unwrap(L_, index) == "map") {
      const lua_Integer size = length(index, place, "pairs");
      for (lua_Integer i = 1; i <= size; ++i) {
        const Place at{&place, nullptr, i};
        lua_rawgeti(L_, index, i);
        const int pair = lua_gettop(L_);
        if (!lua_istable(L_, pair)) misfit(L_, pair, at, "{key, value}");
        lua_rawgeti(L_, pair, 1);
        lua_rawgeti(L_, pair, 2);
        Value first = convert(pair + 1, key, at);
        result.entries.emplace_back(std::move(first), convert(pair + 2, value, at));
        lua_settop(L_, pair - 1);
      }
      for (const auto& entry : result.entries) {
        if (has_nan(entry.first)) luaL_error(L_, "%s: nan in a key", place.text().c_str());
      }
      if (!all_differ(result)) luaL_error(L_, "%s: a map has equal keys", place.text().c_str());
      return result;
    }
    if (!lua_istable(L_, index)) misfit(L_, index, place, "a map");
    push_base(L_);
    lua_getfield(L_, -1, "pairs");
    lua_pushvalue(L_, index);
    lua_call(L_, 1, 2);
    lua_remove(L_, -3);
    const int walk = lua_gettop(L_) - 1;  // the iterator, then the table
    lua_pushnil(L_);
    for (;;) {
      lua_pushvalue(L_, walk);
      lua_pushvalue(L_, walk + 1);
      lua_pushvalue(L_, walk + 2);
      lua_call(L_, 2, 2);
      if (lua_isnil(L_, walk + 3)) break;
      const std::string name = lua_type(L_, walk + 3) == LUA_TSTRING ? text_at(L_, walk + 3) : "";
      const Place at{&place, name.empty() ? "(key)" : name.c_str()};
      lua_pushvalue(L_, walk + 3);
      lua_replace(L_, walk + 2);
      Value first = convert(walk + 3, key, at);
      result.entries.emplace_back(std::move(first), convert(walk + 4, value, at));
      lua_settop(L_, walk + 2);
    }
    lua_settop(L_, walk - 1);
    return result;
  }

  Value record(int index, const Type& type, const Place& place) {
    if (!lua_istable(L_, index)) misfit(L_, index, place, type.spelling());
    Record result;
    for (std::size_t i = 0; i < type.names.size(); ++i) {
      lua_getfield(L_, index, type.names[i].c_str());
      result.fields.emplace_back(type.names[i], convert(lua_gettop(L_), type.items[i],
                                                        Place{&place, type.names[i].c_str()}));
      lua_pop(L_, 1);
    }
    return result;
  }

  // Lists under names: of texts, of whole numbers, or of numbers and null.  In the order of their
  // names, which is the same on every machine.
  Value table(int index, const Place& place) {
    if (!lua_istable(L_, index)) misfit(L_, index, place, "a table of columns");
    Record result;
    for (lua_pushnil(L_); lua_next(L_, index) != 0; lua_pop(L_, 1)) {
      if (lua_type(L_, -2) != LUA_TSTRING) misfit(L_, -2, place, "the name of a column");
      const std::string name = text_at(L_, -2);
      result.fields.emplace_back(name, column(lua_gettop(L_), Place{&place, name.c_str()}));
    }
    std::sort(result.fields.begin(), result.fields.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    if (const Status status = check_table(result); !status.ok()) {
      luaL_error(L_, "%s: %s", place.text().c_str(), status.message().c_str());
    }
    return result;
  }

  Value column(int index, const Place& place) {
    const lua_Integer size = length(index, place, "a list");
    bool whole = true;
    List texts;
    Tensor reals = make_tensor(Dtype::f64, {size}), integers = make_tensor(Dtype::i64, {size});
    for (lua_Integer i = 1; i <= size; ++i) {
      lua_rawgeti(L_, index, i);
      const auto at = static_cast<std::size_t>(i - 1);
      if (lua_type(L_, -1) == LUA_TSTRING && texts.items.size() == at) {
        texts.items.emplace_back(text_at(L_, -1));
      } else if (texts.items.empty() && (is_null(L_, -1) || lua_type(L_, -1) == LUA_TNUMBER)) {
        whole = whole && lua_isinteger(L_, -1) != 0;
        const double number = is_null(L_, -1) ? NAN : lua_tonumber(L_, -1);
        const std::int64_t integer = lua_tointeger(L_, -1);
        std::memcpy(&reals.raw[at * sizeof number], &number, sizeof number);
        std::memcpy(&integers.raw[at * sizeof integer], &integer, sizeof integer);
      } else {
        misfit(L_, lua_gettop(L_), Place{&place, nullptr, i}, "a number, or a text among texts");
      }
      lua_pop(L_, 1);
    }
    if (!texts.items.empty()) return texts;
    return whole ? integers : reals;
  }

  // A tensor, or nested lists as deep as the type has dimensions.
  Value tensor(int index, const Type& type, const Place& place) {
    const Dtype dtype = *dtype_from(type.element);
    if (const Tensor* held = tensor_at(L_, index)) {
      if (held->dtype != dtype || held->shape.size() != type.dims.size()) {
        luaL_error(L_, "%s: expected %s, got %s", place.text().c_str(), type.spelling().c_str(),
                   describe_shape(*held).c_str());
      }
      return *held;
    }
    Tensor held{dtype, {}, {}};
    lua_pushvalue(L_, index);
    for (std::size_t i = 0; i < type.dims.size(); ++i) {
      if (!lua_istable(L_, -1)) misfit(L_, lua_gettop(L_), place, type.spelling());
      held.shape.push_back(static_cast<std::int64_t>(lua_rawlen(L_, -1)));
      lua_rawgeti(L_, -1, 1);
      lua_remove(L_, -2);
      if (held.shape.back() == 0) break;
    }
    lua_pop(L_, 1);
    held.shape.resize(type.dims.size(), 0);
    held = make_tensor(dtype, std::move(held.shape));
    std::size_t next = 0;
    tensor_level(index, 0, held, next, place);
    return held;
  }

  void element(int index, Tensor& into, std::size_t next, const Place& place) {
    const bool flag = lua_isboolean(L_, index);
    if (is_float(into.dtype)) {
      if (!flag && lua_type(L_, index) != LUA_TNUMBER) misfit(L_, index, place, "a number");
      set_element(into, next, flag ? lua_toboolean(L_, index) : lua_tonumber(L_, index));
      return;
    }
    const std::int64_t whole = flag ? lua_toboolean(L_, index) : to_integer(L_, index, place);
    if (!set_whole_element(into, next, whole)) {
      luaL_error(L_, "%s: %I does not fit in %s", place.text().c_str(),
                 static_cast<lua_Integer>(whole), std::string(name(into.dtype)).c_str());
    }
  }

  void tensor_level(int index, std::size_t level, Tensor& into, std::size_t& next,
                    const Place& place) {
    if (level == into.shape.size()) {
      element(index, into, next++, place);
      return;
    }
    const std::int64_t size = into.shape[level];
    if (length(index, place, "a list") != size) {
      luaL_error(L_, "%s: expected rows of one length", place.text().c_str());
    }
    for (std::int64_t i = 1; i <= size; ++i) {
      lua_rawgeti(L_, index, i);
      tensor_level(lua_gettop(L_), level + 1, into, next, Place{&place, nullptr, i});
      lua_pop(L_, 1);
    }
  }

  // Imported sets have no types: the Lua value says what it is.
  Value any(int index, const Place& place) {
    static const Type kAny;
    if (is_null(L_, index)) return Null{};
    switch (lua_type(L_, index)) {
      case LUA_TNIL:
        return Null{};
      case LUA_TBOOLEAN:
        return lua_toboolean(L_, index) != 0;
      case LUA_TNUMBER:
        if (lua_isinteger(L_, index) != 0) {
          return static_cast<std::int64_t>(lua_tointeger(L_, index));
        }
        return static_cast<double>(lua_tonumber(L_, index));
      case LUA_TSTRING:
        return text_at(L_, index);
      case LUA_TTABLE:
        break;
      default:
        misfit(L_, index, place, "a value");
    }
    if (is_declaration(L_, index, "map")) return map(index, kAny, kAny, place);
    const std::string kind = unwrap(L_, index);
    if (kind == "bytes") return Bytes{text_at(L_, index)};
    if (kind == "bigint") return to_bigint(L_, index, place);
    const bool named = kind.empty() && lua_rawlen(L_, index) == 0 && has_keys(index);
    if (named) return map(index, kAny, kAny, place);
    Type list;
    list.kind = Kind::list;
    list.items.push_back(kAny);
    Values items = elements(index, list, place);
    if (kind == "tuple") return Tuple{std::move(items)};
    if (kind == "set") return set(std::move(items), place);
    return List{std::move(items)};
  }

  bool has_keys(int index) {
    lua_pushnil(L_);
    if (lua_next(L_, index) == 0) return false;
    lua_pop(L_, 2);
    return true;
  }

  lua_State* L_;
};

void push_list(lua_State* L, const Values& items) {
  lua_createtable(L, static_cast<int>(items.size()), 0);
  lua_Integer place = 0;
  for (const Value& item : items) {
    if (const auto* number = item.as<std::int64_t>()) {
      lua_pushinteger(L, *number);
    } else {
      push_value(L, item);
    }
    lua_rawseti(L, -2, ++place);
  }
}

void push_map(lua_State* L, const Map& map) {
  lua_createtable(L, 0, static_cast<int>(map.entries.size()));
  for (const auto& [key, value] : map.entries) {
    push_value(L, key);
    push_value(L, value);
    lua_rawset(L, -3);
  }
}

void push_text(lua_State* L, const std::string& text) {
  lua_pushlstring(L, text.data(), text.size());
}

}  // namespace

void push_value(lua_State* L, const Value& value, Absent absent) {
  luaL_checkstack(L, 6, "conversion");
  if (const auto* number = value.as<std::int64_t>()) {
    lua_pushinteger(L, *number);
  } else if (value.is_null()) {
    if (absent == Absent::nil) {
      lua_pushnil(L);
    } else {
      push_null(L);
    }
  } else if (const auto* flag = value.as<bool>()) {
    lua_pushboolean(L, *flag ? 1 : 0);
  } else if (const auto* real = value.as<double>()) {
    lua_pushnumber(L, *real);
  } else if (const auto* text = value.as<std::string>()) {
    push_text(L, *text);
  } else if (const auto* bytes = value.as<Bytes>()) {
    push_text(L, bytes->raw);
  } else if (const auto* big = value.as<BigInt>()) {
    push_text(L, big->digits);
  } else if (const auto* tensor = value.as<Tensor>()) {
    push_tensor(L, *tensor);
  } else if (const auto* map = value.as<Map>()) {
    push_map(L, *map);
  } else if (const auto* record = value.as<Record>()) {
    lua_createtable(L, 0, static_cast<int>(record->fields.size()));
    for (const auto& [name, field] : record->fields) {
      push_value(L, field);
      lua_setfield(L, -2, name.c_str());
    }
  } else if (const Values* items = value.items()) {
    push_list(L, *items);
  } else {
    luaL_error(L, "a %s cannot be given to a problem", kind_name(value));
  }
}

Value to_value(lua_State* L, int index, const Type& type, const std::string& what) {
  lua_pushvalue(L, index);  // the conversion overwrites its slot
  Value value = Converter(L).convert(lua_gettop(L), type, Place{nullptr, what.c_str()});
  lua_pop(L, 1);
  return value;
}

Value to_arguments(lua_State* L, int index, const std::vector<Parameter>& parameters,
                   const std::vector<std::string>& others) {
  index = lua_absindex(L, index);
  std::vector<std::string> known = others;
  for (const Parameter& parameter : parameters) known.push_back(parameter.name);
  // First what has no place: a misspelt name would leave another one missing.
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) continue;
    const std::string name = lua_tostring(L, -2);
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest(name, known);
    luaL_error(L, "\"%s\" is no argument%s", name.c_str(),
               near.empty() ? "" : (" (did you mean \"" + near + "\"?)").c_str());
  }
  Record record;
  for (const Parameter& parameter : parameters) {
    if (parameter.type.kind == Kind::function) continue;
    lua_getfield(L, index, parameter.name.c_str());
    if (lua_isnil(L, -1) && parameter.type.kind != Kind::optional) {
      luaL_error(L, "the argument \"%s\" is missing", parameter.name.c_str());
    }
    record.fields.emplace_back(parameter.name,
                               to_value(L, lua_gettop(L), parameter.type, parameter.name));
    lua_pop(L, 1);
  }
  return record;
}

}  // namespace assay
