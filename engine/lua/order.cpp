// Iteration and sorting that give the same order on every machine.

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

#include "lua/state.hpp"

namespace assay {
namespace {

struct Key {
  enum class Rank : std::uint8_t { integer, real, text, boolean };
  Rank rank = Rank::integer;
  lua_Integer integer = 0;
  lua_Number real = 0;
  std::string_view text;  // belongs to the table whose key it is

  bool operator<(const Key& other) const {
    if (rank != other.rank) return rank < other.rank;
    if (rank == Rank::real) return real < other.real;
    if (rank == Rank::text) return text < other.text;
    return integer < other.integer;
  }
};

Key read_key(lua_State* L, int index) {
  Key key;
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) {
        key.integer = lua_tointeger(L, index);
      } else {
        key.rank = Key::Rank::real;
        key.real = lua_tonumber(L, index);
      }
      return key;
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* text = lua_tolstring(L, index, &size);
      key.rank = Key::Rank::text;
      key.text = {text, size};
      return key;
    }
    case LUA_TBOOLEAN:
      key.rank = Key::Rank::boolean;
      key.integer = lua_toboolean(L, index);
      return key;
    default:
      luaL_error(L, "pairs: a key that is a %s has no order", luaL_typename(L, index));
      return key;
  }
}

void push_key(lua_State* L, const Key& key) {
  switch (key.rank) {
    case Key::Rank::integer:
      lua_pushinteger(L, key.integer);
      break;
    case Key::Rank::real:
      lua_pushnumber(L, key.real);
      break;
    case Key::Rank::text:
      lua_pushlstring(L, key.text.data(), key.text.size());
      break;
    case Key::Rank::boolean:
      lua_pushboolean(L, static_cast<int>(key.integer));
      break;
  }
}

// True if the keys are exactly 1..n.
bool is_sequence(lua_State* L, int table) {
  lua_Integer want = 1;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1), ++want) {
    if (lua_isinteger(L, -2) == 0 || lua_tointeger(L, -2) != want) {
      lua_pop(L, 2);
      return false;
    }
  }
  return true;
}

int next_of_sequence(lua_State* L) {
  const lua_Integer i = luaL_optinteger(L, 2, 0) + 1;
  lua_pushinteger(L, i);
  if (lua_rawgeti(L, 1, i) == LUA_TNIL) return 1;
  return 2;
}

// Upvalues: the sorted keys, and how many were given out.
int next_of_keys(lua_State* L) {
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
  for (;;) {
    const int type = lua_rawgeti(L, lua_upvalueindex(1), ++at);
    if (type == LUA_TNIL) return 1;
    lua_pushvalue(L, -1);
    if (lua_rawget(L, 1) != LUA_TNIL) break;
    lua_pop(L, 2);  // taken out of the table while we walk
  }
  lua_pushinteger(L, at);
  lua_replace(L, lua_upvalueindex(2));
  return 2;
}

int ordered_pairs(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  if (is_sequence(L, 1)) {
    lua_pushcfunction(L, next_of_sequence);
  } else {
    std::vector<Key> keys;
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) keys.push_back(read_key(L, -2));
    std::sort(keys.begin(), keys.end());
    lua_createtable(L, static_cast<int>(keys.size()), 0);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      push_key(L, keys[i]);
      lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_of_keys, 2);
  }
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

// The smallest key above the given one.  Linear: meant for `next(t) == nil`.
int ordered_next(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  const bool first = lua_isnil(L, 2);
  const Key after = first ? Key{} : read_key(L, 2);
  bool found = false;
  Key best;
  for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
    const Key key = read_key(L, -2);
    if ((!first && !(after < key)) || (found && !(key < best))) continue;
    best = key;
    found = true;
  }
  if (!found) {
    lua_pushnil(L);
    return 1;
  }
  push_key(L, best);
  lua_pushvalue(L, -1);
  lua_rawget(L, 1);
  return 2;
}

using Order = std::vector<lua_Integer>;  // places in the list, from 1

// Bottom-up merging: a comparison that contradicts itself costs order, never memory safety.
template <class Less>
void merge_sort(Order* order, Less less) {
  Order other(order->size());
  for (std::size_t width = 1; width < order->size(); width *= 2) {
    for (std::size_t from = 0; from < order->size(); from += 2 * width) {
      const std::size_t middle = std::min(from + width, order->size());
      const std::size_t end = std::min(from + 2 * width, order->size());
      std::size_t left = from, right = middle;
      for (std::size_t to = from; to < end; ++to) {
        const bool take_right =
            left == middle || (right < end && less((*order)[right], (*order)[left]));
        other[to] = (*order)[take_right ? right++ : left++];
      }
    }
    order->swap(other);
  }
}

// Leaves in the list at `list` its own elements in `order`.
void rearrange(lua_State* L, int list, const Order& order) {
  lua_createtable(L, static_cast<int>(order.size()), 0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    lua_rawgeti(L, list, order[i]);
    lua_rawseti(L, -2, static_cast<lua_Integer>(i + 1));
  }
  for (std::size_t i = 1; i <= order.size(); ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    lua_rawseti(L, list, static_cast<lua_Integer>(i));
  }
  lua_pop(L, 1);
}

// Lists of plain ints are common and long: no Lua call per comparison.
bool sort_integers(lua_State* L) {
  const auto size = static_cast<lua_Integer>(lua_rawlen(L, 1));
  std::vector<lua_Integer> values(static_cast<std::size_t>(size));
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_rawgeti(L, 1, i);
    if (lua_isinteger(L, -1) == 0) return false;
    values[static_cast<std::size_t>(i - 1)] = lua_tointeger(L, -1);
    lua_pop(L, 1);
  }
  std::sort(values.begin(), values.end());
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_pushinteger(L, values[static_cast<std::size_t>(i - 1)]);
    lua_rawseti(L, 1, i);
  }
  return true;
}

int stable_sort(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  const bool compares = !lua_isnoneornil(L, 2);
  if (compares) luaL_checktype(L, 2, LUA_TFUNCTION);
  if (!compares && sort_integers(L)) return 0;
  lua_settop(L, 2);
  Order order(lua_rawlen(L, 1));
  std::iota(order.begin(), order.end(), 1);
  merge_sort(&order, [&](lua_Integer a, lua_Integer b) {
    if (compares) lua_pushvalue(L, 2);
    lua_rawgeti(L, 1, a);
    lua_rawgeti(L, 1, b);
    bool less = false;
    if (compares) {
      lua_call(L, 2, 1);
      less = lua_toboolean(L, -1) != 0;
      lua_pop(L, 1);
    } else {
      less = lua_compare(L, -2, -1, LUA_OPLT) != 0;
      lua_pop(L, 2);
    }
    return less;
  });
  rearrange(L, 1, order);
  return 0;
}

// sort_by(list, f): a new list in the order of f(element), which may give several keys.
int sort_by(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  const auto size = static_cast<lua_Integer>(lua_rawlen(L, 1));
  lua_createtable(L, static_cast<int>(size), 0);  // 3: the keys of each element
  std::size_t width = 0;
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_pushvalue(L, 2);
    lua_rawgeti(L, 1, i);
    lua_call(L, 1, LUA_MULTRET);
    const int count = lua_gettop(L) - 3;
    width = std::max(width, static_cast<std::size_t>(count));
    lua_createtable(L, count, 0);
    for (int k = 1; k <= count; ++k) {
      lua_pushvalue(L, 3 + k);
      lua_rawseti(L, -2, k);
    }
    lua_rawseti(L, 3, i);
    lua_settop(L, 3);
  }
  Order order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 1);
  merge_sort(&order, [&](lua_Integer a, lua_Integer b) {
    lua_rawgeti(L, 3, a);
    lua_rawgeti(L, 3, b);
    bool less = false;
    for (std::size_t k = 1; k <= width; ++k) {
      lua_rawgeti(L, 4, static_cast<lua_Integer>(k));
      lua_rawgeti(L, 5, static_cast<lua_Integer>(k));
      if (lua_isboolean(L, 6) && lua_isboolean(L, 7)) {
        lua_pushinteger(L, lua_toboolean(L, 6));
        lua_pushinteger(L, lua_toboolean(L, 7));
      } else {
        lua_pushvalue(L, 6);
        lua_pushvalue(L, 7);
      }
      less = lua_compare(L, -2, -1, LUA_OPLT) != 0;
      const bool differ = less || lua_compare(L, -1, -2, LUA_OPLT) != 0;
      lua_settop(L, 5);
      if (differ) break;
    }
    lua_settop(L, 3);
    return less;
  });
  lua_createtable(L, static_cast<int>(size), 0);
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_rawgeti(L, 1, order[static_cast<std::size_t>(i - 1)]);
    lua_rawseti(L, -2, i);
  }
  return 1;
}

// take(n, list): a new list of its first n elements.
int take(lua_State* L) {
  const lua_Integer count = luaL_checkinteger(L, 1);
  luaL_checktype(L, 2, LUA_TTABLE);
  const auto size =
      std::min(std::max<lua_Integer>(count, 0), static_cast<lua_Integer>(lua_rawlen(L, 2)));
  lua_createtable(L, static_cast<int>(size), 0);
  for (lua_Integer i = 1; i <= size; ++i) {
    lua_rawgeti(L, 2, i);
    lua_rawseti(L, -2, i);
  }
  return 1;
}

}  // namespace

void add_order_functions(lua_State* L) {
  static constexpr luaL_Reg kFunctions[] = {{"pairs", ordered_pairs}, {"sorted", ordered_pairs},
                                            {"next", ordered_next},   {"sort_by", sort_by},
                                            {"take", take},           {nullptr, nullptr}};
  luaL_setfuncs(L, kFunctions, 0);
  lua_getfield(L, -1, "table");
  lua_pushcfunction(L, stable_sort);
  lua_setfield(L, -2, "sort");
  lua_pop(L, 1);
}

}  // namespace assay
