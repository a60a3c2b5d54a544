#pragma once
// Definitions as JSON: what leaves the script process when a file is loaded.
//
// Texts, numbers, booleans and null are themselves, a list is an array.  Every other value is an
// object with one telling key:
//   {"declare": kind, "name", "line", "settings": {..}, "lines": {..}, "items": [..], "item_lines"}
//   {"declare": kind, "line", "text": "..."}   trace "..."
//   {"record": {..}, "items": [..]}            a table with names
//   {"map": [[key, value], ..]}                a table with other keys
//   {"function": true}, {"number": "inf" | "-inf" | "nan"}, {"bytes": hex}

#include <lua.hpp>
#include <string>
#include <string_view>

namespace assay {

// The declaration at `index`, its lines taken from `source`.
std::string dump_declaration(lua_State* L, int index, std::string_view source);

// A language's table as plain JSON: functions are true.
std::string dump_plain(lua_State* L, int index);

// Pushes the Lua form of plain JSON text; raises an error if it is none.
void push_json(lua_State* L, std::string_view text);

}  // namespace assay
