#pragma once
// Declarations: what `problem`, `random`, `solution`, ... return.
//
// A declaration is a Lua table with the fields kind, name (or nil), line and body; a metatable that
// authors cannot reach marks it.

#include <lua.hpp>
#include <string>

namespace assay {

// True for a declaration, of `kind` if that is given.
bool is_declaration(lua_State* L, int index, const char* kind = nullptr);
std::string declaration_kind(lua_State* L, int index);
int declaration_line(lua_State* L, int index);
// Pushes what was written between the braces.
void push_body(lua_State* L, int index);

}  // namespace assay
