#include "lua/tensor_module.hpp"

#include <cmath>
#include <new>

#include "lua/declare.hpp"
#include "lua/random_module.hpp"

namespace assay {
namespace {

constexpr char kMetatable[] = "assay.tensor";
constexpr std::size_t kMostBytes = std::size_t{256} << 20;

const Tensor& self(lua_State* L) {
  return *static_cast<Tensor*>(luaL_checkudata(L, 1, kMetatable));
}

int push_element(lua_State* L, const Tensor& tensor, std::size_t index) {
  if (is_float(tensor.dtype)) {
    lua_pushnumber(L, element(tensor, index));
  } else {
    lua_pushinteger(L, whole_element(tensor, index));
  }
  return 1;
}

int tensor_element(lua_State* L) {
  const Tensor& tensor = self(L);
  if (lua_gettop(L) != static_cast<int>(tensor.shape.size()) + 1) {
    return luaL_error(L, "at: %s has %d dimensions", describe_shape(tensor).c_str(),
                      static_cast<int>(tensor.shape.size()));
  }
  std::size_t index = 0;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    const lua_Integer place = luaL_checkinteger(L, static_cast<int>(i) + 2);
    luaL_argcheck(L, place >= 1 && place <= tensor.shape[i], static_cast<int>(i) + 2,
                  "outside the tensor");
    index = index * static_cast<std::size_t>(tensor.shape[i]) + static_cast<std::size_t>(place - 1);
  }
  return push_element(L, tensor, index);
}

// Of a shape: what stands at its ends is nil, but who counts from 0 has all places wrong.
int missing_length(lua_State* L) {
  if (lua_isinteger(L, 2) != 0 && lua_tointeger(L, 2) == 0) {
    return luaL_error(L, "shape[0]: Lua counts from 1, so the first length is shape[1]");
  }
  return 0;
}

int tensor_index(lua_State* L) {
  const Tensor& tensor = self(L);
  if (lua_isinteger(L, 2) != 0) {
    const lua_Integer place = lua_tointeger(L, 2);
    if (place < 1 || place > static_cast<lua_Integer>(tensor.count())) return 0;
    return push_element(L, tensor, static_cast<std::size_t>(place - 1));
  }
  const std::string key = luaL_checkstring(L, 2);
  if (key == "at") {
    lua_pushcfunction(L, tensor_element);
  } else if (key == "dtype") {
    lua_pushstring(L, std::string(name(tensor.dtype)).c_str());
  } else if (key == "shape") {
    lua_createtable(L, static_cast<int>(tensor.shape.size()), 0);
    lua_Integer place = 0;
    for (const std::int64_t dim : tensor.shape) {
      lua_pushinteger(L, dim);
      lua_rawseti(L, -2, ++place);
    }
    if (luaL_newmetatable(L, "assay.shape") != 0) {
      lua_pushcfunction(L, missing_length);
      lua_setfield(L, -2, "__index");
      lua_pushboolean(L, 0);
      lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
  } else {
    return luaL_error(L, "a tensor has no \"%s\"", key.c_str());
  }
  return 1;
}

int tensor_length(lua_State* L) {
  lua_pushinteger(L, static_cast<lua_Integer>(self(L).count()));
  return 1;
}

int tensor_end(lua_State* L) {
  static_cast<Tensor*>(luaL_checkudata(L, 1, kMetatable))->~Tensor();
  return 0;
}

constexpr luaL_Reg kMethods[] = {
    {"__index", tensor_index}, {"__len", tensor_length}, {"__gc", tensor_end}, {nullptr, nullptr}};

// The numbers in normal(0, 1), at most two.
struct Given {
  std::string kind;
  double first = 0, second = 0;
};

Given read_distribution(lua_State* L, int index) {
  Given given{declaration_kind(L, index)};
  const int wanted = given.kind == "constant" ? 1 : 2;
  push_body(L, index);
  if (given.kind != "normal" && given.kind != "uniform" && given.kind != "constant") {
    luaL_error(L, "a tensor is not filled by %s", given.kind.c_str());
  }
  for (int i = 1; i <= wanted; ++i) {
    if (lua_rawgeti(L, -1, i) != LUA_TNUMBER) {
      luaL_error(L, "%s takes %d numbers", given.kind.c_str(), wanted);
    }
    (i == 1 ? given.first : given.second) = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return given;
}

}  // namespace

void push_tensor(lua_State* L, Tensor tensor) {
  new (lua_newuserdatauv(L, sizeof(Tensor), 0)) Tensor(std::move(tensor));
  if (luaL_newmetatable(L, kMetatable) != 0) {
    luaL_setfuncs(L, kMethods, 0);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
  }
  lua_setmetatable(L, -2);
}

const Tensor* tensor_at(lua_State* L, int index) {
  return static_cast<const Tensor*>(luaL_testudata(L, index, kMetatable));
}

void fill_between(lua_State* L, double low, double high, Random* random, Tensor* tensor) {
  if (!(low <= high)) luaL_error(L, "the range %f..%f is empty", low, high);
  const bool whole = !is_float(tensor->dtype);
  for (std::size_t i = 0; i < tensor->count(); ++i) {
    set_element(*tensor, i,
                whole ? static_cast<double>(random->integer(static_cast<std::int64_t>(low),
                                                            static_cast<std::int64_t>(high)))
                      : random->real(low, high));
  }
}

void fill_tensor(lua_State* L, int index, Random* random, Tensor* tensor) {
  index = lua_absindex(L, index);
  if (is_declaration(L, index)) {
    const Given given = read_distribution(L, index);
    if (given.kind == "uniform") return fill_between(L, given.first, given.second, random, tensor);
    for (std::size_t i = 0; i < tensor->count(); ++i) {
      set_element(
          *tensor, i,
          given.kind == "constant" ? given.first : random->normal(given.first, given.second));
    }
    return;
  }
  const bool choices = lua_istable(L, index);
  if (!choices) {
    const auto [low, high] = real_range(L, index, random);
    return fill_between(L, low, high, random, tensor);
  }
  for (std::size_t i = 0; i < tensor->count(); ++i) {
    lua_pushvalue(L, index);
    const auto [low, high] = real_range(L, lua_gettop(L), random);
    lua_pop(L, 1);
    set_element(*tensor, i, random->real(low, high));
  }
}

int random_tensor(lua_State* L, Random* random) {
  const std::string element = luaL_checkstring(L, 2);
  const std::optional<Dtype> dtype = dtype_from(element);
  luaL_argcheck(L, dtype.has_value(), 2, "not an element type of tensors");
  luaL_checktype(L, 3, LUA_TTABLE);
  std::vector<std::int64_t> shape;
  for (lua_Integer i = 1; i <= static_cast<lua_Integer>(lua_rawlen(L, 3)); ++i) {
    lua_rawgeti(L, 3, i);
    const auto [low, high] = integer_range(L, lua_gettop(L), random);
    shape.push_back(random->integer(low, high));
    lua_settop(L, 4);
  }
  luaL_argcheck(L, element_count(shape, *dtype, kMostBytes).has_value(), 3, "not a shape");
  Tensor tensor = make_tensor(*dtype, std::move(shape));
  fill_tensor(L, 4, random, &tensor);
  push_tensor(L, std::move(tensor));
  return 1;
}

}  // namespace assay
