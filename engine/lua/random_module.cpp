#include "lua/random_module.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <string>

#include "lua/tensor_module.hpp"
#include "value/type.hpp"

namespace assay {
namespace {

constexpr char kMetatable[] = "assay.random";
constexpr std::int64_t kMost = 50'000'000;  // elements asked for at once: above, a mistake

Random* self(lua_State* L) { return static_cast<Random*>(luaL_checkudata(L, 1, kMetatable)); }

std::int64_t whole(lua_State* L, double number, const char* what) {
  if (number != std::floor(number) || std::abs(number) > 9.2e18) {
    luaL_error(L, "%s is not a whole number", what);
  }
  return static_cast<std::int64_t>(number);
}

// The common form, without the parser: digits ".." digits.
bool plain_range(std::string_view text, std::pair<std::int64_t, std::int64_t>* range) {
  const char* end = text.data() + text.size();
  const auto low = std::from_chars(text.data(), end, range->first);
  if (low.ec != std::errc()) return false;
  if (low.ptr == end) {
    range->second = range->first;
    return true;
  }
  if (end - low.ptr < 3 || low.ptr[0] != '.' || low.ptr[1] != '.') return false;
  const auto high = std::from_chars(low.ptr + 2, end, range->second);
  return high.ec == std::errc() && high.ptr == end;
}

// "0-9", which is -9 and was meant as a range.
bool is_difference(std::string_view text) {
  const std::size_t dash = text.find('-', 1);
  return dash != std::string_view::npos && text.find_first_not_of("0123456789") == dash &&
         text.find_first_not_of("0123456789", dash + 1) == std::string_view::npos;
}

std::pair<double, double> parsed_range(lua_State* L, const char* text) {
  if (is_difference(text)) {
    luaL_error(L, "the range \"%s\" is a difference: a range is like \"2..8\"", text);
  }
  const Result<Range> range = parse_range(text);
  if (!range.ok()) {
    luaL_error(L, "the range \"%s\": %s", text, range.status().message().c_str());
  }
  const Result<double> low = range->low.evaluate({}), high = range->high.evaluate({});
  if (!low.ok() || !high.ok()) {
    luaL_error(L, "the range \"%s\": %s", text, (low.ok() ? high : low).status().message().c_str());
  }
  if (*low > *high) luaL_error(L, "the range \"%s\" is empty", text);
  return {*low, *high};
}

// Arguments `index` and after: a range in one, or low and high in two.
std::pair<std::int64_t, std::int64_t> range_argument(lua_State* L, int index, Random* random) {
  if (lua_isnumber(L, index) != 0 && lua_isnumber(L, index + 1) != 0) {
    const std::int64_t low = whole(L, lua_tonumber(L, index), "the lower end");
    const std::int64_t high = whole(L, lua_tonumber(L, index + 1), "the upper end");
    if (low > high) luaL_error(L, "the range %I..%I is empty", low, high);
    return {lua_isinteger(L, index) != 0 ? lua_tointeger(L, index) : low,
            lua_isinteger(L, index + 1) != 0 ? lua_tointeger(L, index + 1) : high};
  }
  return integer_range(L, index, random);
}

std::int64_t count_argument(lua_State* L, int index, Random* random) {
  const auto [low, high] = integer_range(L, index, random);
  const std::int64_t count = random->integer(low, high);
  if (count < 0 || count > kMost) luaL_error(L, "%I elements were asked for", count);
  return count;
}

int random_int(lua_State* L) {
  Random* random = self(L);
  const auto [low, high] = range_argument(L, 2, random);
  lua_pushinteger(L, random->integer(low, high));
  return 1;
}

int random_real(lua_State* L) {
  Random* random = self(L);
  if (lua_isnumber(L, 2) != 0 && lua_isnumber(L, 3) != 0) {
    const lua_Number low = lua_tonumber(L, 2), high = lua_tonumber(L, 3);
    if (!(low <= high)) luaL_error(L, "the range %f..%f is empty", low, high);
    lua_pushnumber(L, random->real(low, high));
  } else {
    const auto [low, high] = real_range(L, 2, random);
    lua_pushnumber(L, random->real(low, high));
  }
  return 1;
}

int random_bool(lua_State* L) {
  Random* random = self(L);
  lua_pushboolean(L, random->chance(luaL_optnumber(L, 2, 0.5)) ? 1 : 0);
  return 1;
}

int random_normal(lua_State* L) {
  Random* random = self(L);
  lua_pushnumber(L, random->normal(luaL_optnumber(L, 2, 0), luaL_optnumber(L, 3, 1)));
  return 1;
}

int random_pick(lua_State* L) {
  Random* random = self(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  choose(L, 2, random);
  lua_pushvalue(L, 2);
  return 1;
}

// In place; the list is returned too.
int random_shuffle(lua_State* L) {
  Random* random = self(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  for (auto i = static_cast<std::int64_t>(lua_rawlen(L, 2)); i > 1; --i) {
    const std::int64_t j = random->integer(1, i);
    lua_rawgeti(L, 2, i);
    lua_rawgeti(L, 2, j);
    lua_rawseti(L, 2, i);
    lua_rawseti(L, 2, j);
  }
  lua_settop(L, 2);
  return 1;
}

int random_ints(lua_State* L) {
  Random* random = self(L);
  const std::int64_t count = count_argument(L, 2, random);
  const bool choices = lua_istable(L, 3);  // each element is a choice of its own
  std::pair<std::int64_t, std::int64_t> range;
  if (!choices) range = range_argument(L, 3, random);
  lua_createtable(L, static_cast<int>(count), 0);
  for (std::int64_t i = 1; i <= count; ++i) {
    if (choices) {
      lua_pushvalue(L, 3);
      range = integer_range(L, lua_gettop(L), random);
      lua_pop(L, 1);
    }
    lua_pushinteger(L, random->integer(range.first, range.second));
    lua_rawseti(L, -2, i);
  }
  return 1;
}

int random_distinct(lua_State* L) {
  Random* random = self(L);
  const std::int64_t count = luaL_checkinteger(L, 2), n = luaL_checkinteger(L, 3);
  luaL_argcheck(L, 0 <= count && count <= n, 2, "more different numbers than there are");
  luaL_argcheck(L, count <= 200'000, 2, "at most 200000; use r:permutation");
  luaL_checkstack(L, static_cast<int>(count), "distinct");
  for (const std::int64_t number : random->distinct(count, n)) lua_pushinteger(L, number);
  return static_cast<int>(count);
}

int random_permutation(lua_State* L) {
  Random* random = self(L);
  const std::int64_t n = count_argument(L, 2, random);
  lua_createtable(L, static_cast<int>(n), 0);
  std::int64_t i = 0;
  for (const std::int64_t number : random->distinct(n, n)) {
    lua_pushinteger(L, number);
    lua_rawseti(L, -2, ++i);
  }
  return 1;
}

int random_string(lua_State* L) {
  Random* random = self(L);
  const std::int64_t count = count_argument(L, 2, random);
  const std::vector<std::string> letters = letters_of(luaL_optstring(L, 3, "a-z"));
  luaL_argcheck(L, !letters.empty(), 3, "no letters to choose from");
  std::string text;
  for (std::int64_t i = 0; i < count; ++i) {
    text += letters[static_cast<std::size_t>(
        random->integer(0, static_cast<std::int64_t>(letters.size()) - 1))];
  }
  lua_pushlstring(L, text.data(), text.size());
  return 1;
}

struct Edge {
  std::int64_t from, to;
};

// Every node hangs below a random earlier one; the numbers are shuffled so that 0 is no root.
std::vector<Edge> random_tree_edges(Random* random, std::int64_t nodes) {
  const std::vector<std::int64_t> label = random->distinct(nodes, nodes);
  std::vector<Edge> edges;
  for (std::int64_t i = 1; i < nodes; ++i) {
    const std::int64_t parent = random->integer(0, i - 1);
    edges.push_back(
        {label[static_cast<std::size_t>(parent)] - 1, label[static_cast<std::size_t>(i)] - 1});
  }
  return edges;
}

void push_edges(lua_State* L, const std::vector<Edge>& edges, Random* random, int weights) {
  lua_createtable(L, static_cast<int>(edges.size()), 0);
  lua_Integer place = 0;
  for (const Edge& edge : edges) {
    lua_createtable(L, 3, 0);
    lua_pushinteger(L, edge.from);
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, edge.to);
    lua_rawseti(L, -2, 2);
    if (weights != 0) {
      lua_pushvalue(L, weights);
      const auto [low, high] = integer_range(L, lua_gettop(L), random);
      lua_pop(L, 1);
      lua_pushinteger(L, random->integer(low, high));
      lua_rawseti(L, -2, 3);
    }
    lua_rawseti(L, -2, ++place);
  }
}

// r:tree(n): the n - 1 edges {parent, child} of a tree on the nodes 0..n-1.
int random_tree(lua_State* L) {
  Random* random = self(L);
  push_edges(L, random_tree_edges(random, count_argument(L, 2, random)), random, 0);
  return 1;
}

// Pairs of different nodes, none twice (a, b and b, a are one unless directed).
void add_edges(lua_State* L, std::vector<Edge>* edges, Random* random, std::int64_t nodes,
               std::int64_t count, bool directed) {
  const long double pairs =
      static_cast<long double>(nodes) * static_cast<long double>(nodes - 1) / (directed ? 1 : 2);
  if (static_cast<long double>(count) > pairs) {
    luaL_error(L, "graph: %I edges do not fit between %I nodes", count, nodes);
  }
  std::set<std::pair<std::int64_t, std::int64_t>> used;
  const auto key = [directed](std::int64_t a, std::int64_t b) {
    return directed || a < b ? std::pair(a, b) : std::pair(b, a);
  };
  for (const Edge& edge : *edges) used.insert(key(edge.from, edge.to));
  // A dense graph is drawn from the list of all pairs: trying would hit used ones for ever.
  if (static_cast<long double>(count) * 2 > pairs) {
    std::vector<Edge> rest;
    for (std::int64_t a = 0; a < nodes; ++a) {
      for (std::int64_t b = directed ? 0 : a + 1; b < nodes; ++b) {
        if (a != b && used.count(key(a, b)) == 0) rest.push_back({a, b});
      }
    }
    const std::int64_t more = count - static_cast<std::int64_t>(edges->size());
    for (const std::int64_t place : random->distinct(std::max<std::int64_t>(more, 0),
                                                     static_cast<std::int64_t>(rest.size()))) {
      edges->push_back(rest[static_cast<std::size_t>(place - 1)]);
    }
    return;
  }
  while (static_cast<std::int64_t>(edges->size()) < count) {
    const Edge edge{random->integer(0, nodes - 1), random->integer(0, nodes - 1)};
    if (edge.from != edge.to && used.insert(key(edge.from, edge.to)).second) {
      edges->push_back(edge);
    }
  }
}

// r:graph{ nodes =, edges =, connected =, directed =, weights = }: edges {a, b} or {a, b, weight}
// between the nodes 0..nodes-1.
int random_graph(lua_State* L) {
  Random* random = self(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  lua_getfield(L, 2, "nodes");
  lua_getfield(L, 2, "edges");
  lua_getfield(L, 2, "connected");
  lua_getfield(L, 2, "directed");
  lua_getfield(L, 2, "weights");
  const std::int64_t nodes = count_argument(L, 3, random);
  const std::int64_t count = count_argument(L, 4, random);
  const bool connected = lua_toboolean(L, 5) != 0, directed = lua_toboolean(L, 6) != 0;
  std::vector<Edge> edges;
  if (connected) {
    edges = random_tree_edges(random, nodes);
    if (static_cast<std::int64_t>(edges.size()) > count) {
      luaL_error(L, "graph: %I edges cannot connect %I nodes", count, nodes);
    }
  }
  add_edges(L, &edges, random, nodes, count, directed);
  for (std::size_t i = edges.size(); i > 1; --i) {
    const auto j = static_cast<std::size_t>(random->integer(0, static_cast<std::int64_t>(i) - 1));
    std::swap(edges[i - 1], edges[j]);
  }
  push_edges(L, edges, random, lua_isnil(L, 7) ? 0 : 7);
  return 1;
}

int drawn_tensor(lua_State* L) { return random_tensor(L, self(L)); }

constexpr luaL_Reg kMethods[] = {
    {"int", random_int},           {"real", random_real},       {"bool", random_bool},
    {"pick", random_pick},         {"shuffle", random_shuffle}, {"ints", random_ints},
    {"distinct", random_distinct}, {"string", random_string},   {"permutation", random_permutation},
    {"tree", random_tree},         {"graph", random_graph},     {"normal", random_normal},
    {"tensor", drawn_tensor},      {nullptr, nullptr}};

int missing_method(lua_State* L) { return luaL_error(L, "r has no \"%s\"", lua_tostring(L, 2)); }

}  // namespace

void push_random(lua_State* L, const Random& random) {
  static_assert(std::is_trivially_destructible_v<Random>);
  new (lua_newuserdatauv(L, sizeof(Random), 0)) Random(random);
  if (luaL_newmetatable(L, kMetatable) != 0) {
    luaL_newlib(L, kMethods);
    lua_newtable(L);
    lua_pushcfunction(L, missing_method);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
  }
  lua_setmetatable(L, -2);
}

void choose(lua_State* L, int index, Random* random) {
  const auto size = static_cast<std::int64_t>(lua_rawlen(L, index));
  if (size == 0) luaL_error(L, "there is nothing to choose from");
  lua_rawgeti(L, index, random->integer(1, size));
  lua_replace(L, index);
}

std::pair<std::int64_t, std::int64_t> integer_range(lua_State* L, int index, Random* random) {
  if (lua_istable(L, index)) {
    choose(L, index, random);
    return integer_range(L, index, random);
  }
  std::pair<std::int64_t, std::int64_t> range;
  if (lua_isinteger(L, index) != 0) return {lua_tointeger(L, index), lua_tointeger(L, index)};
  if (lua_type(L, index) == LUA_TNUMBER) {
    const std::int64_t number = whole(L, lua_tonumber(L, index), "the number");
    return {number, number};
  }
  if (lua_type(L, index) != LUA_TSTRING) {
    luaL_error(L, "expected a range (\"2..8\"), choices ({2, 8}) or a number, got %s",
               luaL_typename(L, index));
  }
  const char* text = lua_tostring(L, index);
  if (!plain_range(text, &range)) {
    const auto [low, high] = parsed_range(L, text);
    range = {whole(L, low, "the lower end"), whole(L, high, "the upper end")};
  }
  if (range.first > range.second) luaL_error(L, "the range \"%s\" is empty", text);
  return range;
}

std::pair<double, double> real_range(lua_State* L, int index, Random* random) {
  if (lua_istable(L, index)) choose(L, index, random);
  if (lua_type(L, index) == LUA_TNUMBER) {
    return {lua_tonumber(L, index), lua_tonumber(L, index)};
  }
  if (lua_type(L, index) != LUA_TSTRING) {
    luaL_error(L, "expected a range (\"0..1\"), choices or a number, got %s",
               luaL_typename(L, index));
  }
  return parsed_range(L, lua_tostring(L, index));
}

}  // namespace assay
