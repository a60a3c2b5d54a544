#pragma once
// Values as an author would write them in a problem.lua.

#include <string>
#include <string_view>

#include "value/value.hpp"

namespace assay {

// A text in quotes.
std::string lua_text(std::string_view text);
// What stands before "=" in a table: end_time, ["end"].
std::string lua_key(const std::string& name);
std::string lua_value(const Value& value);
// The arguments as fields of a table: `a = {1, 2}, k = 3`.
std::string lua_fields(const Record& record);

}  // namespace assay
