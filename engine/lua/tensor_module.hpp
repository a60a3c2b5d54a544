#pragma once
// Tensors in Lua: `t:at(i, j)` (from 1), `t[k]` (row by row, from 1), `#t`, `t.shape`, `t.dtype`.

#include <lua.hpp>

#include "lua/random.hpp"
#include "value/tensor.hpp"
#include "value/type.hpp"

namespace assay {

void push_tensor(lua_State* L, Tensor tensor);
// nullptr if there is none at `index`.
const Tensor* tensor_at(lua_State* L, int index);

// Fills a tensor as the value at `index` says: normal(mean, sd), uniform(low, high),
// constant(number), a range ("-5..5"), choices ({0, 1}) or a number.  Ranges of integer tensors
// give whole numbers.
void fill_tensor(lua_State* L, int index, Random* random, Tensor* tensor);
// Numbers of [low, high]: whole ones in a tensor of integers.  Raises an error unless low <= high.
void fill_between(lua_State* L, double low, double high, Random* random, Tensor* tensor);

// r:tensor("f32", {n, d}, normal(0, 1)), called with the generator at index 1.
int random_tensor(lua_State* L, Random* random);

}  // namespace assay
