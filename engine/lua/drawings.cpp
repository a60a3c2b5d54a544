// The data of a data modeling problem.

#include <algorithm>

#include "lua/author_problem.hpp"
#include "lua/convert.hpp"
#include "lua/declare.hpp"
#include "lua/random_module.hpp"
#include "lua/state.hpp"
#include "value/table.hpp"
#include "value/wire.hpp"

namespace assay {
namespace {

const Type kTable{Type::Kind::table};

// A quirk of a name that is not declared is a mistake of the author's.
int unknown_quirk(lua_State* L) {
  return luaL_error(L, "no quirk { \"%s\", ... } is declared", luaL_tolstring(L, 2, nullptr));
}

}  // namespace

// A table that holds true for each declared quirk, and false for the one that is left out.
void AuthorProblem::push_quirks() {
  push_definition();
  const int definition = lua_gettop(L_);
  lua_newtable(L_);
  const int quirks = lua_gettop(L_);
  int number = 0;
  for (const int place : find_declarations(definition, "quirk")) {
    lua_rawgeti(L_, definition, place);
    push_body(L_, -1);
    lua_rawgeti(L_, -1, 1);
    lua_pushboolean(L_, number++ != left_out_);
    lua_rawset(L_, quirks);
    lua_settop(L_, quirks);
  }
  lua_newtable(L_);
  lua_pushcfunction(L_, unknown_quirk);
  lua_setfield(L_, -2, "__index");
  lua_setmetatable(L_, quirks);
  lua_remove(L_, definition);
}

// data.make(r, quirk): the arguments of the case are the train table, its secret is the hidden one.
Case AuthorProblem::drawing(int index) {
  at(0, "data.make, drawing " + std::to_string(index + 1));
  Random random(id_, "drawing", index);
  push_setting("data");
  if (!lua_istable(L_, -1) || lua_getfield(L_, -1, "make") != LUA_TFUNCTION) {
    raise("there is no function");
  }
  push_random(L_, random);
  push_quirks();
  lua_call(L_, 2, 1);
  if (!lua_istable(L_, -1)) raise("it must return { train = ..., hidden = ... }");
  const int made = lua_gettop(L_);
  Case drawn;
  for (const auto& [name, into] :
       {std::pair("train", &drawn.arguments), std::pair("hidden", &drawn.secret)}) {
    lua_getfield(L_, made, name);
    *into = encoded(kTable, to_value(L_, -1, kTable, name));
    lua_pop(L_, 1);
  }
  return drawn;
}

Case AuthorProblem::drawing_without(int index, int quirk) {
  struct Restore {
    int& quirk;
    ~Restore() { quirk = -1; }
  } restore{left_out_};
  left_out_ = quirk;
  const auto drawn = std::find_if(groups_.begin(), groups_.end(), [](const Group& group) {
    return group.source == Group::Source::metric || group.source == Group::Source::random;
  });
  if (drawn == groups_.end()) raise("nothing is drawn");
  return make_case(static_cast<int>(drawn - groups_.begin()), index);
}

std::string AuthorProblem::mask(const std::string& where, std::string_view table) {
  at(0, "where \"" + where + "\"");
  const Value held = decoded(kTable, table);
  const Record& columns = *held.as<Record>();
  load_chunk(L_, "where", "return " + where);
  const int chunk = lua_gettop(L_);
  lua_newtable(L_);  // the row: its columns are names
  const int row = lua_gettop(L_);
  lua_newtable(L_);
  push_base(L_);
  lua_setfield(L_, -2, "__index");
  lua_setmetatable(L_, row);
  lua_pushvalue(L_, row);
  lua_setupvalue(L_, chunk, 1);
  std::string holds;
  for (std::size_t i = 0; i < row_count(columns); ++i) {
    for (const auto& [name, column] : columns.fields) {
      if (const auto* texts = column.as<List>()) {
        push_value(L_, texts->items[i]);
      } else if (const Tensor& numbers = *column.as<Tensor>(); is_float(numbers.dtype)) {
        lua_pushnumber(L_, element(numbers, i));
      } else {
        lua_pushinteger(L_, whole_element(numbers, i));
      }
      lua_setfield(L_, row, name.c_str());
    }
    lua_pushvalue(L_, chunk);
    lua_call(L_, 0, 1);
    holds += lua_toboolean(L_, -1) != 0 ? '\1' : '\0';
    lua_pop(L_, 1);
  }
  return holds;
}

}  // namespace assay
