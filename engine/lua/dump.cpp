#include "lua/dump.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "lua/declare.hpp"
#include "lua/scan.hpp"
#include "lua/state.hpp"
#include "value/display_parts.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr int kDeepest = 60;

// Turns values into JSON; declarations get their lines from the scanned source.
class Dumper {
 public:
  Dumper(lua_State* L, std::vector<ScannedTable> tables) : L_(L), tables_(std::move(tables)) {}

  json value(int index, int depth) {
    if (depth > kDeepest) luaL_error(L_, "the definition is nested more than %d deep", kDeepest);
    luaL_checkstack(L_, 8, "definition");
    index = lua_absindex(L_, index);
    switch (lua_type(L_, index)) {
      case LUA_TNIL:
        return nullptr;
      case LUA_TLIGHTUSERDATA:
        return nullptr;
      case LUA_TBOOLEAN:
        return lua_toboolean(L_, index) != 0;
      case LUA_TNUMBER:
        return number(index);
      case LUA_TSTRING:
        return text(index);
      case LUA_TTABLE:
        return is_declaration(L_, index) ? declaration(index, depth) : table(index, depth);
      case LUA_TFUNCTION:
        return {{"function", true}};
      default:
        luaL_error(L_, "a %s cannot stand in a definition", luaL_typename(L_, index));
    }
    return nullptr;
  }

 private:
  json number(int index) {
    if (lua_isinteger(L_, index) != 0) return lua_tointeger(L_, index);
    const double n = lua_tonumber(L_, index);
    if (std::isnan(n)) return {{"number", "nan"}};
    if (std::isinf(n)) return {{"number", n > 0 ? "inf" : "-inf"}};
    return n;
  }

  json text(int index) {
    std::size_t size = 0;
    const char* raw = lua_tolstring(L_, index, &size);
    const std::string_view view(raw, size);
    if (is_utf8(view)) return std::string(view);
    return {{"bytes", hex(view)}};
  }

  // Splits a table into its settings and its positional entries; false if it has other keys too.
  bool parts(int index, int depth, json* settings, json* items) {
    *settings = json::object();
    *items = json::array();
    const auto count = static_cast<lua_Integer>(lua_rawlen(L_, index));
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(L_, index, i);
      items->push_back(value(-1, depth + 1));
      lua_pop(L_, 1);
    }
    for (lua_pushnil(L_); lua_next(L_, index) != 0; lua_pop(L_, 1)) {
      if (lua_type(L_, -2) == LUA_TSTRING) {
        (*settings)[lua_tostring(L_, -2)] = value(-1, depth + 1);
      } else if (lua_isinteger(L_, -2) == 0 || lua_tointeger(L_, -2) < 1 ||
                 lua_tointeger(L_, -2) > count) {
        lua_pop(L_, 2);
        return false;
      }
    }
    return true;
  }

  json table(int index, int depth) {
    json settings, items;
    if (!parts(index, depth, &settings, &items)) return map(index, depth);
    if (settings.empty()) return items;
    return {{"record", settings}, {"items", items}};
  }

  json map(int index, int depth) {
    json entries = json::array();
    push_base(L_);
    lua_getfield(L_, -1, "pairs");
    lua_pushvalue(L_, index);
    lua_call(L_, 1, 3);  // base, next, table, nil
    for (;;) {
      lua_pushvalue(L_, -3);
      lua_pushvalue(L_, -3);
      lua_pushvalue(L_, -3);
      lua_call(L_, 2, 2);
      if (lua_isnil(L_, -2)) break;
      entries.push_back({value(-2, depth + 1), value(-1, depth + 1)});
      lua_pop(L_, 1);
      lua_replace(L_, -2);
    }
    lua_pop(L_, 6);
    return {{"map", entries}};
  }

  json declaration(int index, int depth) {
    const std::string kind = declaration_kind(L_, index);
    const int line = declaration_line(L_, index);
    json result = {{"declare", kind}, {"line", line}};
    if (lua_getfield(L_, index, "name") == LUA_TSTRING) result["name"] = lua_tostring(L_, -1);
    lua_pop(L_, 1);
    push_body(L_, index);
    if (lua_type(L_, -1) == LUA_TSTRING) {
      result["text"] = text(-1);
    } else {
      json settings, items;
      if (parts(lua_gettop(L_), depth, &settings, &items)) {
        result["settings"] = settings;
        result["items"] = items;
      } else {
        result["map"] = map(lua_gettop(L_), depth)["map"];
      }
      add_lines(kind, line, &result);
    }
    lua_pop(L_, 1);
    return result;
  }

  void add_lines(const std::string& kind, int line, json* result) {
    json lines = json::object();
    json item_lines = json::array();
    if (const ScannedTable* table = find_table(tables_, kind, line)) {
      for (const auto& [setting, at] : table->settings) lines[setting] = at;
      for (const int at : table->items) item_lines.push_back(at);
    }
    (*result)["lines"] = lines;
    (*result)["item_lines"] = item_lines;
  }

  lua_State* L_;
  std::vector<ScannedTable> tables_;
};

json plain(lua_State* L, int index, int depth) {
  if (depth > kDeepest) luaL_error(L, "the definition is nested more than %d deep", kDeepest);
  luaL_checkstack(L, 8, "definition");
  index = lua_absindex(L, index);
  switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
      return lua_toboolean(L, index) != 0;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index) != 0) return lua_tointeger(L, index);
      return lua_tonumber(L, index);
    case LUA_TSTRING:
      return lua_tostring(L, index);
    case LUA_TFUNCTION:
      return true;
    case LUA_TTABLE:
      break;
    default:
      return nullptr;
  }
  const auto count = static_cast<lua_Integer>(lua_rawlen(L, index));
  json list = json::array();
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, index, i);
    list.push_back(plain(L, -1, depth + 1));
    lua_pop(L, 1);
  }
  json record = json::object();
  for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING) record[lua_tostring(L, -2)] = plain(L, -1, depth + 1);
  }
  return record.empty() ? list : record;
}

void push_plain(lua_State* L, const json& value) {
  luaL_checkstack(L, 4, "JSON");
  switch (value.type()) {
    case json::value_t::boolean:
      lua_pushboolean(L, value.get<bool>() ? 1 : 0);
      break;
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      lua_pushinteger(L, value.get<lua_Integer>());
      break;
    case json::value_t::number_float:
      lua_pushnumber(L, value.get<double>());
      break;
    case json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      lua_pushlstring(L, text.data(), text.size());
      break;
    }
    case json::value_t::array:
      lua_createtable(L, static_cast<int>(value.size()), 0);
      for (std::size_t i = 0; i < value.size(); ++i) {
        push_plain(L, value[i]);
        lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
      }
      break;
    case json::value_t::object:
      lua_createtable(L, 0, static_cast<int>(value.size()));
      for (const auto& [key, field] : value.items()) {
        push_plain(L, field);
        lua_setfield(L, -2, key.c_str());
      }
      break;
    default:
      lua_pushnil(L);
      break;
  }
}

}  // namespace

std::string dump_declaration(lua_State* L, int index, std::string_view source) {
  return Dumper(L, scan_tables(source)).value(index, 0).dump();
}

std::string dump_plain(lua_State* L, int index) {
  return plain(L, index, 0).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void push_json(lua_State* L, std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) luaL_error(L, "the argument is no JSON");
  push_plain(L, value);
}

}  // namespace assay
