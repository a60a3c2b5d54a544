#pragma once
// Lua states in which author code runs: what is there, and what is not.

#include <functional>
#include <string>
#include <string_view>

#include "base/status.hpp"
#include "lua/watchdog.hpp"

namespace assay {

// Loads the libraries that authors may use into a new state.  Every chunk gets an environment of
// its own, so that one state can evaluate many files.
void open_libraries(lua_State* L);

// Compiles `source` as text and leaves the function on the stack, with a new environment.  `name`
// is what messages show before the line.  Raises a Lua error if it does not parse.
void load_chunk(lua_State* L, const std::string& name, std::string_view source);

// Pushes the environment's base table (all names that authors may use).
void push_base(lua_State* L);

// The absent value.
void push_null(lua_State* L);
bool is_null(lua_State* L, int index);

struct CallLimits {
  double cpu_ms = 1000;
};

// Runs `body` in protected mode under the watchdog.  A Lua error, an overrun and memory running out
// become a Status (bad_problem); `give_up` is set when the state may not be used again.
Result<std::string> run_guarded(lua_State* L, Meter* meter, const CallLimits& limits, bool* give_up,
                                const std::function<Result<std::string>()>& body);

// The sentence with which `at` refused an index, if that is the error at the top of the stack, else
// nullptr; it lives as long as what is on the stack then.
const char* refusal_text(lua_State* L);

// The modules, each adding its functions to the base table at the top of the stack.
void add_order_functions(lua_State* L);
void add_declarations(lua_State* L);
void add_checker_functions(lua_State* L);

}  // namespace assay
