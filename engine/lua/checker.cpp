// The author's checker, and what it may say about an answer.

#include "lua/author_problem.hpp"
#include "lua/convert.hpp"
#include "lua/state.hpp"
#include "lua/tensor_module.hpp"
#include "value/metrics.hpp"

namespace assay {
namespace {

constexpr char kRefusal[] = "assay.refusal";

// at(list, i): element i, counted from 0 as candidates count.  An index that a candidate made up is
// the candidate's mistake, not the checker's: it ends the check with that sentence.
int element_at(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const lua_Integer index = luaL_checkinteger(L, 2);
  const auto size = static_cast<lua_Integer>(lua_rawlen(L, 1));
  if (index >= 0 && index < size) {
    lua_rawgeti(L, 1, index + 1);
    return 1;
  }
  lua_newtable(L);
  lua_pushfstring(L, "index %I is outside 0..%I", index, size - 1);
  lua_setfield(L, -2, "text");
  luaL_newmetatable(L, kRefusal);
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  return lua_error(L);
}

// The numbers of a tensor or of a list.
std::vector<double> numbers_at(lua_State* L, int index) {
  std::vector<double> numbers;
  if (const Tensor* tensor = tensor_at(L, index)) {
    for (std::size_t i = 0; i < tensor->count(); ++i) numbers.push_back(element(*tensor, i));
    return numbers;
  }
  luaL_checktype(L, index, LUA_TTABLE);
  for (lua_Integer i = 1; i <= static_cast<lua_Integer>(lua_rawlen(L, index)); ++i) {
    lua_rawgeti(L, index, i);
    numbers.push_back(luaL_checknumber(L, -1));
    lua_pop(L, 1);
  }
  return numbers;
}

// rate("roc_auc", truth, predictions [, parameter [, groups]]): the metric, or the mean over groups
// of rows with the same whole number in `groups`; or nil and why there is none.
int rate(lua_State* L) {
  const std::string name = luaL_checkstring(L, 1);
  const std::vector<double> truth = numbers_at(L, 2), got = numbers_at(L, 3);
  const double parameter = luaL_optnumber(L, 4, 0);
  std::vector<std::size_t> groups;
  if (!lua_isnoneornil(L, 5)) {
    for (const double group : numbers_at(L, 5)) {
      luaL_argcheck(L, group >= 0 && group < 1e9, 5, "groups are numbers from 0");
      groups.push_back(static_cast<std::size_t>(group));
    }
  }
  const Result<double> value = groups.empty()
                                   ? metric(name, {truth, got}, parameter)
                                   : metric_by_group(name, {truth, got}, groups, parameter);
  if (value.ok()) {
    lua_pushnumber(L, *value);
    return 1;
  }
  if (value.status().code() == Code::not_found) {
    return luaL_error(L, "%s", value.status().message().c_str());
  }
  lua_pushnil(L);
  lua_pushstring(L, value.status().message().c_str());
  return 2;
}

}  // namespace

const char* refusal_text(lua_State* L) {
  if (!lua_istable(L, -1) || lua_getmetatable(L, -1) == 0) return nullptr;
  luaL_getmetatable(L, kRefusal);
  const bool same = lua_rawequal(L, -1, -2) != 0;
  lua_pop(L, 2);
  if (!same) return nullptr;
  lua_getfield(L, -1, "text");
  return lua_tostring(L, -1);
}

CheckResult AuthorProblem::check(std::string_view arguments, std::string_view answer,
                                 std::string_view want, std::string_view secret) {
  at(0, "check");
  if (!push_function("check")) raise("there is no function");
  push_arguments(arguments);
  if (signature_.returns) {
    push_value(L_, decoded(*signature_.returns, answer));
  } else {
    lua_pushnil(L_);
  }
  if (want.empty() || !signature_.returns) {
    lua_pushnil(L_);
  } else {
    push_value(L_, decoded(*signature_.returns, want));
  }
  push_secret(secret);
  const int outcome = lua_pcall(L_, 4, 2, 0);
  if (outcome != LUA_OK) {
    if (const char* text = refusal_text(L_)) return {0, text};
    lua_error(L_);
  }
  return read_judgement(L_);
}

CheckResult AuthorProblem::read_judgement(lua_State* L) {
  CheckResult result;
  if (lua_isboolean(L, -2)) {
    result.score = lua_toboolean(L, -2);
  } else if (lua_type(L, -2) == LUA_TNUMBER) {
    result.score = lua_tonumber(L, -2);
    if (!(result.score >= 0 && result.score <= 1)) raise("the score is outside 0..1");
  } else {
    raise(std::string("expected true, false or a score from 0 to 1, got ") + luaL_typename(L, -2));
  }
  // `return a == b, "they differ"` says nothing of what is right; words beside a number do.
  const bool says = result.score < 1 || lua_type(L, -2) == LUA_TNUMBER;
  if (says && lua_type(L, -1) == LUA_TSTRING) result.feedback = lua_tostring(L, -1);
  return result;
}

void add_checker_functions(lua_State* L) {
  lua_pushcfunction(L, element_at);
  lua_setfield(L, -2, "at");
  lua_pushcfunction(L, rate);
  lua_setfield(L, -2, "rate");
}

}  // namespace assay
