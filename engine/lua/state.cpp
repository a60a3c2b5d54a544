#include "lua/state.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <new>
#include <stdexcept>
#include <vector>

#include "base/text.hpp"
#include "lua/scan.hpp"

namespace assay {
namespace {

constexpr char kBaseKey[] = "assay.base";
char null_address;

constexpr std::array<std::string_view, 14> kAbsent = {
    "io",    "os",      "debug",   "load",           "loadstring", "loadfile", "dofile",
    "print", "require", "package", "collectgarbage", "coroutine",  "rawset",   "_G"};

// Any global that is not there is a mistake worth a sentence.
int missing_global(lua_State* L) {
  const char* key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
  if (std::find(kAbsent.begin(), kAbsent.end(), key) != kAbsent.end()) {
    return luaL_error(L, "%s is not available to problems", key);
  }
  std::vector<std::string> known;
  push_base(L);
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING) known.emplace_back(lua_tostring(L, -2));
  }
  std::sort(known.begin(), known.end());
  // What other languages call them.
  static const std::map<std::string, std::string, std::less<>> kElsewhere = {{"None", "null"},
                                                                             {"undefined", "null"},
                                                                             {"True", "true"},
                                                                             {"False", "false"},
                                                                             {"len", "#list"}};
  const auto elsewhere = kElsewhere.find(key);
  const std::string near = elsewhere != kElsewhere.end() ? elsewhere->second : nearest(key, known);
  if (near.empty()) return luaL_error(L, "unknown name \"%s\"", key);
  return luaL_error(L, "unknown name \"%s\" (did you mean \"%s\"?)", key, near.c_str());
}

int refuse_global(lua_State* L) {
  const char* key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
  return luaL_error(L, "global \"%s\" may not be set: write local %s", key, key);
}

int refuse_change(lua_State* L) { return luaL_error(L, "the libraries may not be changed"); }

// math.random and its like: named, so that the author learns what to use instead.
int missing_in_library(lua_State* L) {
  const char* library = lua_tostring(L, lua_upvalueindex(1));
  const char* key = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
  const std::string_view name = key;
  const char* instead =
      name == "random" || name == "randomseed" ? " (make gets a generator, r)" : "";
  return luaL_error(L, "%s.%s is not available to problems%s", library, key, instead);
}

int set_metatable(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
  for (const char* field : {"__gc", "__mode"}) {
    if (lua_istable(L, 2) && lua_getfield(L, 2, field) != LUA_TNIL) {
      return luaL_error(L, "%s is not available to problems", field);
    }
    lua_settop(L, 2);
  }
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
    return luaL_error(L, "cannot change a protected metatable");
  }
  lua_setmetatable(L, 1);
  return 1;
}

int get_metatable(lua_State* L) {
  if (!lua_istable(L, 1) || lua_getmetatable(L, 1) == 0) {
    lua_pushnil(L);
  } else {
    luaL_getmetafield(L, 1, "__metatable");  // the metatable itself stays if it has none
  }
  return 1;
}

// Addresses would differ from run to run.
int to_string(lua_State* L) {
  luaL_checkany(L, 1);
  if (is_null(L, 1)) {
    lua_pushliteral(L, "null");
  } else if (lua_isnil(L, 1) || lua_isboolean(L, 1) || lua_isnumber(L, 1) || lua_isstring(L, 1)) {
    luaL_tolstring(L, 1, nullptr);
  } else if (luaL_callmeta(L, 1, "__tostring") == 0) {
    lua_pushstring(L, luaL_typename(L, 1));
  }
  return 1;
}

// string.format, which shows addresses by %p and by %s of a table.
int format(lua_State* L) {
  const std::string_view text = luaL_checkstring(L, 1);
  int argument = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    i = std::min(text.find_first_not_of("-+ #0123456789.", i + 1), text.size());
    if (i == text.size() || text[i] == '%') continue;
    ++argument;
    if (text[i] == 'p') return luaL_error(L, "string.format: %%p is not available to problems");
    if (text[i] != 's' || argument > lua_gettop(L)) continue;
    lua_pushcfunction(L, to_string);
    lua_pushvalue(L, argument);
    lua_call(L, 1, 1);
    lua_replace(L, argument);
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

int null_to_string(lua_State* L) {
  lua_pushliteral(L, "null");
  return 1;
}

// Replaces the library table at the top of the stack by a read-only view of it.
void push_read_only(lua_State* L, const char* name) {
  lua_newtable(L);  // the table behind the view, again with a metatable for what is missing
  lua_pushstring(L, name);
  lua_pushcclosure(L, missing_in_library, 1);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);

  lua_newtable(L);
  lua_newtable(L);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_change);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_remove(L, -2);
}

void add_library(lua_State* L, const char* name, lua_CFunction open,
                 std::initializer_list<const char*> without) {
  luaL_requiref(L, name, open, 0);
  if (lua_getfield(L, -1, "format") == LUA_TFUNCTION) {
    lua_pushcclosure(L, format, 1);
    lua_setfield(L, -2, "format");
  } else {
    lua_pop(L, 1);
  }
  for (const char* field : without) {
    lua_pushnil(L);
    lua_setfield(L, -2, field);
  }
  push_read_only(L, name);
  lua_setfield(L, -2, name);
}

// ipairs, which says itself that it got nil: the first step of the loop would have no line.
int checked_ipairs(lua_State* L) {
  luaL_argexpected(L, lua_gettop(L) > 0 && !lua_isnil(L, 1), 1, "table");
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, 1);
  lua_call(L, 1, 3);
  return 3;
}

// Keeps a few functions of the basic library; the rest is reachable by nobody.
void add_basics(lua_State* L) {
  luaL_requiref(L, "_G", luaopen_base, 0);
  for (const char* name : {"assert", "error", "ipairs", "pcall", "rawequal", "rawget", "rawlen",
                           "select", "tonumber", "type", "xpcall"}) {
    lua_getfield(L, -1, name);
    lua_setfield(L, -3, name);
  }
  lua_pop(L, 1);
  lua_getfield(L, -1, "ipairs");
  lua_pushcclosure(L, checked_ipairs, 1);
  lua_setfield(L, -2, "ipairs");
  static constexpr luaL_Reg kOwn[] = {{"setmetatable", set_metatable},
                                      {"getmetatable", get_metatable},
                                      {"tostring", to_string},
                                      {nullptr, nullptr}};
  luaL_setfuncs(L, kOwn, 0);
}

void add_null(lua_State* L) {
  lua_pushlightuserdata(L, &null_address);
  lua_newtable(L);  // shared by all light userdata: there is only this one
  lua_pushcfunction(L, null_to_string);
  lua_setfield(L, -2, "__tostring");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_setfield(L, -2, "null");
}

// What a habit from another language should have been, by what the parser says and the line holds.
const char* habit(const std::string& message, std::string_view line) {
  const auto says = [&](const char* text) { return message.find(text) != std::string::npos; };
  const auto holds = [&](const char* text) { return line.find(text) != std::string::npos; };
  const std::string_view begin = trim(line);
  if (begin.starts_with("//") || begin.starts_with("#")) return "a comment begins with --";
  if (says("near '!'") && holds("!=")) return "not equal is ~=";
  if (says("near '!'")) return "not is written out: not x";
  if (says("near '+'") || says("near '-'")) {
    if (holds("+=") || holds("-=")) return "write n = n + 1";
    if (holds("++")) return "write n = n + 1";
  }
  if (says("near '['")) return "a list is {1, 2}";
  if (says("<name> expected near")) return "a setting is name = value";
  if (says("unfinished long string")) return "what begins with [=[ ends with ]=]";
  if (says("'}' expected")) return "is a comma or a brace missing before it?";
  if (says("<eof> expected")) return "is there a brace too many before it?";
  if (says("near '}'")) return "is an `end` or a brace missing before it?";
  return nullptr;
}

std::string_view line_of(std::string_view source, int number) {
  for (; number > 1 && !source.empty(); --number) {
    source.remove_prefix(std::min(source.size(), source.find('\n') + 1));
  }
  return source.substr(0, source.find('\n'));
}

// Adds what helps to the parser's message at the top of the stack; a `]]` hint takes its place.
void amend_syntax_error(lua_State* L, const std::string& name, std::string_view source) {
  const std::string message = lua_tostring(L, -1);
  if (message.rfind(name + ":", 0) != 0) return;
  const int line = std::atoi(message.c_str() + name.size() + 1);
  const int end = early_string_end(source, line);
  if (end == 0) {
    const char* hint = habit(message, line_of(source, line));
    if (hint == nullptr) return;
    lua_pop(L, 1);
    lua_pushfstring(L, "%s: %s", message.c_str(), hint);
    return;
  }
  lua_pop(L, 1);
  lua_pushfstring(L, "%s:%d: `]]` in the text ended the long string on line %d: use [=[ ... ]=]",
                  name.c_str(), end, end);
}

int call_body(lua_State* L) {
  auto* body = static_cast<std::function<void()>*>(lua_touserdata(L, 1));
  lua_settop(L, 0);
  (*body)();
  return 0;
}

std::string error_text(lua_State* L) {
  std::string text = "the error value is no text";
  if (lua_type(L, -1) == LUA_TSTRING) text = lua_tostring(L, -1);
  lua_pop(L, 1);
  return text;
}

std::string memory_text(const Meter& meter) {
  return std::string(meter.place) + "used more than " + human_bytes(static_cast<double>(meter.cap));
}

}  // namespace

void open_libraries(lua_State* L) {
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, LUA_REGISTRYINDEX, kBaseKey);
  add_basics(L);
  // table.sort is ours: the library's own is not stable and looks at the clock.
  add_library(L, "string", luaopen_string, {"dump"});
  add_library(L, "math", luaopen_math, {"random", "randomseed"});
  add_library(L, "utf8", luaopen_utf8, {});
  luaL_requiref(L, "table", luaopen_table, 0);
  lua_setfield(L, -2, "table");
  add_null(L);
  add_order_functions(L);
  lua_getfield(L, -1, "table");
  push_read_only(L, "table");
  lua_setfield(L, -2, "table");
  add_declarations(L);
  add_checker_functions(L);

  lua_pushliteral(L, "");  // the methods of texts: reachable, not changeable
  lua_getmetatable(L, -1);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);

  lua_newtable(L);
  lua_pushcfunction(L, missing_global);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_pop(L, 1);
}

void push_base(lua_State* L) { lua_getfield(L, LUA_REGISTRYINDEX, kBaseKey); }

void load_chunk(lua_State* L, const std::string& name, std::string_view source) {
  const std::string chunk = "@" + name;
  if (luaL_loadbufferx(L, source.data(), source.size(), chunk.c_str(), "t") != LUA_OK) {
    amend_syntax_error(L, name, source);
    lua_error(L);
  }
  lua_newtable(L);
  lua_newtable(L);
  push_base(L);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_global);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_setupvalue(L, -2, 1);
}

void push_null(lua_State* L) { lua_pushlightuserdata(L, &null_address); }

bool is_null(lua_State* L, int index) { return lua_touserdata(L, index) == &null_address; }

Result<std::string> run_guarded(lua_State* L, Meter* meter, const CallLimits& limits, bool* give_up,
                                const std::function<Result<std::string>()>& body) {
  Result<std::string> result = std::string();
  std::string late;
  int outcome = LUA_OK;
  meter->refused = false;
  meter->place[0] = '\0';
  {
    const Watch watch(L, limits.cpu_ms);
    // std::bad_alloc must not cross Lua: it would arrive there as an error without a value.
    std::function<void()> run = [&] {
      try {
        result = body();
      } catch (const std::bad_alloc&) {
        result = bad_problem("ran out of memory");
        meter->refused = true;
      } catch (const std::length_error&) {
        result = bad_problem("ran out of memory");
        meter->refused = true;
      }
    };
    lua_pushcfunction(L, call_body);
    lua_pushlightuserdata(L, &run);
    outcome = lua_pcall(L, 1, 0, 0);
    late = watch.expired();
  }
  if (!late.empty()) {
    *give_up = true;
    lua_settop(L, 0);
    return bad_problem(late);
  }
  const std::string failure = outcome != LUA_OK ? error_text(L) : "";
  const bool out_of_memory = outcome == LUA_ERRMEM ||
                             failure.find("not enough memory") != std::string::npos ||
                             (outcome == LUA_OK && meter->refused && !result.ok());
  lua_settop(L, 0);
  if (out_of_memory) {
    *give_up = true;
    return bad_problem(memory_text(*meter));
  }
  if (outcome != LUA_OK) return bad_problem(failure);
  return result;
}

}  // namespace assay
