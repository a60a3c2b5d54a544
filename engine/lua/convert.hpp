#pragma once
// Values between Lua and the engine.

#include <lua.hpp>
#include <string>
#include <vector>

#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// How an absent value is given to Lua: `null` inside tables, nil as an argument of its own.
enum class Absent : std::uint8_t { null, nil };

// Pushes `value`.  Lists and tuples become 1-based tables, a bigint its digits, bytes a text.
void push_value(lua_State* L, const Value& value, Absent absent = Absent::null);

// The value at `index` as one of `type`.  Raises an error that names the place if it is none:
// "nums[3]: expected int, got text".  An integral float is an int where the type wants one.
Value to_value(lua_State* L, int index, const Type& type, const std::string& what);

// The arguments in the table at `index` as a record; functions are left out.  `others` are the
// fields that may stand there besides.
Value to_arguments(lua_State* L, int index, const std::vector<Parameter>& parameters,
                   const std::vector<std::string>& others);

}  // namespace assay
