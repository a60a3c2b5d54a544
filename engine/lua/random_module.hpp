#pragma once
// `r`, the generator that `make` gets.

#include <cstdint>
#include <lua.hpp>
#include <string_view>
#include <utility>

#include "lua/random.hpp"

namespace assay {

// Pushes a new generator object.
void push_random(lua_State* L, const Random& random);

// Replaces the table at `index` by one of its elements; raises an error if it has none.
void choose(lua_State* L, int index, Random* random);

// A range as authors write it at `index`: "2..8" (both ends included), {2, 8} (one of these, drawn
// now), or a number that is meant as it stands.  Raises an error on anything else
// and on an empty range.
std::pair<std::int64_t, std::int64_t> integer_range(lua_State* L, int index, Random* random);
std::pair<double, double> real_range(lua_State* L, int index, Random* random);

}  // namespace assay
