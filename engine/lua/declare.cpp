#include "lua/declare.hpp"

#include <array>

#include "lua/state.hpp"

namespace assay {
namespace {

constexpr char kMetatable[] = "assay.declaration";

// kind { ... } or kind "text"
constexpr std::array<const char*, 40> kPlain = {
    "example", "random",    "edge",   "grow",   "fuzz",     "trace",    "asserts",    "tensors",
    "limit",   "slice",     "probe",  "perf",   "counters", "solution", "equivalent", "hint",
    "idea",    "follow_up", "item",   "facts",  "estimate", "red_flag", "canary",     "anchor",
    "trap",    "number",    "close",  "tensor", "tuple",    "set",      "map",        "bytes",
    "bigint",  "bug",       "mutant", "quirk",  "audit",    "journal",  "framing",    "question"};
// kind "name" { ... }
constexpr std::array<const char*, 7> kNamed = {"problem", "quiz",   "rubric",  "loop",
                                               "level",   "metric", "language"};
// kind(a, b)
constexpr std::array<const char*, 3> kCalled = {"normal", "uniform", "constant"};
// kind alone
constexpr std::array<const char*, 3> kWords = {"increasing", "unordered", "any_order_lists"};

int caller_line(lua_State* L) {
  lua_Debug frame;
  if (lua_getstack(L, 1, &frame) == 0 || lua_getinfo(L, "l", &frame) == 0) return 0;
  return frame.currentline;
}

// Wraps the value at the top of the stack.
void wrap(lua_State* L, const char* kind, int line) {
  lua_createtable(L, 0, 4);
  lua_insert(L, -2);
  lua_setfield(L, -2, "body");
  lua_pushstring(L, kind);
  lua_setfield(L, -2, "kind");
  lua_pushinteger(L, line);
  lua_setfield(L, -2, "line");
  luaL_setmetatable(L, kMetatable);
}

int declare_plain(lua_State* L) {
  const char* kind = lua_tostring(L, lua_upvalueindex(1));
  if (!lua_istable(L, 1) && lua_type(L, 1) != LUA_TSTRING) {
    return luaL_error(L, "%s is followed by { ... }, not by %s", kind, luaL_typename(L, 1));
  }
  lua_settop(L, 1);
  wrap(L, kind, caller_line(L));
  return 1;
}

int declare_called(lua_State* L) {
  const int count = lua_gettop(L);
  lua_createtable(L, count, 0);
  lua_insert(L, 1);
  for (int i = count; i >= 1; --i) lua_rawseti(L, 1, i);
  wrap(L, lua_tostring(L, lua_upvalueindex(1)), caller_line(L));
  return 1;
}

// The second call of `level "1. Basics" { ... }`.  Upvalues: kind, name, line.
int declare_body(lua_State* L) {
  const char* kind = lua_tostring(L, lua_upvalueindex(1));
  if (!lua_istable(L, 1) || is_declaration(L, 1)) {
    return luaL_error(L, "%s \"%s\" is followed by { ... }", kind,
                      lua_tostring(L, lua_upvalueindex(2)));
  }
  lua_settop(L, 1);
  wrap(L, kind, static_cast<int>(lua_tointeger(L, lua_upvalueindex(3))));
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_setfield(L, -2, "name");
  return 1;
}

int declare_named(lua_State* L) {
  const char* kind = lua_tostring(L, lua_upvalueindex(1));
  if (lua_type(L, 1) != LUA_TSTRING) {
    return luaL_error(L, "%s is followed by a name: %s \"...\" { ... }", kind, kind);
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, 1);
  lua_pushinteger(L, caller_line(L));
  lua_pushcclosure(L, declare_body, 3);
  return 1;
}

template <std::size_t N>
void add_all(lua_State* L, const std::array<const char*, N>& kinds, lua_CFunction function) {
  for (const char* kind : kinds) {
    lua_pushstring(L, kind);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, -2, kind);
  }
}

void push_field(lua_State* L, int index, const char* field) {
  index = lua_absindex(L, index);
  lua_pushstring(L, field);
  lua_rawget(L, index);
}

}  // namespace

bool is_declaration(lua_State* L, int index, const char* kind) {
  if (!lua_istable(L, index) || lua_getmetatable(L, index) == 0) return false;
  luaL_getmetatable(L, kMetatable);
  const bool same = lua_rawequal(L, -1, -2) != 0;
  lua_pop(L, 2);
  return same && (kind == nullptr || declaration_kind(L, index) == kind);
}

std::string declaration_kind(lua_State* L, int index) {
  push_field(L, index, "kind");
  std::string kind = lua_tostring(L, -1);
  lua_pop(L, 1);
  return kind;
}

int declaration_line(lua_State* L, int index) {
  push_field(L, index, "line");
  const auto line = static_cast<int>(lua_tointeger(L, -1));
  lua_pop(L, 1);
  return line;
}

void push_body(lua_State* L, int index) { push_field(L, index, "body"); }

void add_declarations(lua_State* L) {
  luaL_newmetatable(L, kMetatable);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 1);
  add_all(L, kPlain, declare_plain);
  add_all(L, kNamed, declare_named);
  add_all(L, kCalled, declare_called);
  for (const char* word : kWords) {
    lua_newtable(L);
    wrap(L, word, 0);
    lua_setfield(L, -2, word);
  }
}

}  // namespace assay
