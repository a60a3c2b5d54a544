#include "lua/summary.hpp"

#include <lua.hpp>

#include "base/text.hpp"
#include "lua/declare.hpp"

namespace assay {
namespace {

std::string text_field(lua_State* L, int table, const char* field) {
  std::string text;
  if (lua_getfield(L, table, field) == LUA_TSTRING) text = lua_tostring(L, -1);
  lua_pop(L, 1);
  return text;
}

int int_field(lua_State* L, int table, const char* field) {
  lua_getfield(L, table, field);
  const auto number = static_cast<int>(lua_tointeger(L, -1));
  lua_pop(L, 1);
  return number;
}

bool has_field(lua_State* L, int table, const char* field) {
  const bool there = lua_getfield(L, table, field) != LUA_TNIL;
  lua_pop(L, 1);
  return there;
}

// "function", "class", ... as problem/list tells them.
std::string kind_of(lua_State* L, int index, int body) {
  const std::string kind = declaration_kind(L, index);
  if (kind != "problem") return kind;
  if (has_field(L, body, "class")) return "class";
  if (has_field(L, body, "program")) return "program";
  if (has_field(L, body, "kernel")) return "kernel";
  const auto count = static_cast<lua_Integer>(lua_rawlen(L, body));
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(L, body, i);
    const bool asserts = is_declaration(L, -1, "asserts");
    lua_pop(L, 1);
    if (asserts) return "asserts";
  }
  return "function";
}

}  // namespace

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> tags;
  for (const std::string& tag : split(text, ',')) {
    if (!trim(tag).empty()) tags.emplace_back(trim(tag));
  }
  return tags;
}

Summary summarize(lua_State* L, int index) {
  index = lua_absindex(L, index);
  push_body(L, index);
  const int body = lua_gettop(L);
  Summary summary;
  summary.id = text_field(L, index, "name");
  summary.title = text_field(L, body, "title");
  summary.round = text_field(L, body, "round");
  summary.pattern = text_field(L, body, "pattern");
  summary.tags = split_tags(text_field(L, body, "tags"));
  summary.difficulty = int_field(L, body, "difficulty");
  summary.minutes = int_field(L, body, "minutes");
  summary.kind = kind_of(L, index, body);
  lua_settop(L, body - 1);
  return summary;
}

void put_summary(const Summary& summary, ByteWriter& out) {
  for (const std::string* text :
       {&summary.id, &summary.title, &summary.round, &summary.kind, &summary.pattern}) {
    out.put_string(*text);
  }
  out.put(static_cast<std::uint32_t>(summary.tags.size()));
  for (const std::string& tag : summary.tags) out.put_string(tag);
  out.put(static_cast<std::int32_t>(summary.difficulty));
  out.put(static_cast<std::int32_t>(summary.minutes));
}

Summary get_summary(ByteReader& in) {
  Summary summary;
  for (std::string* text :
       {&summary.id, &summary.title, &summary.round, &summary.kind, &summary.pattern}) {
    *text = in.get_string();
  }
  for (auto count = in.get<std::uint32_t>(); count > 0 && in.ok(); --count) {
    summary.tags.emplace_back(in.get_string());
  }
  summary.difficulty = in.get<std::int32_t>();
  summary.minutes = in.get<std::int32_t>();
  return summary;
}

}  // namespace assay
