#pragma once
// Limits on author code, enforced inside the script process.
//
// Theory of operation.  A CPU timer (ITIMER_PROF) runs while a request is served.  Its first tick
// arms a Lua hook that raises at every instruction from then on, so no pcall outlives it.  What the
// hook cannot stop (one long call inside C: a pattern, string.rep) meets the second tick: the
// signal handler reads the position off the Lua stack, writes the reply itself and ends the
// process.  Memory is counted by the allocator of the Lua state; RLIMIT_AS is the backstop for
// everything else.

#include <cstddef>
#include <cstdint>
#include <lua.hpp>
#include <memory>
#include <string>

#include "base/status.hpp"

namespace assay {

struct CloseState {
  void operator()(lua_State* L) const { lua_close(L); }
};
using LuaState = std::unique_ptr<lua_State, CloseState>;

// What the allocator of one state has given out.  Outlives the state.
struct Meter {
  std::size_t used = 0;
  std::size_t cap = 0;
  lua_State* state = nullptr;
  bool refused = false;
  char place[96] = "";  // "problem.lua:7: ", where the last refusal happened
};

// An empty state whose memory is counted; nullptr if there is no room for it.
LuaState new_counted_state(Meter* meter);

// "problem.lua:12: " of the innermost Lua function that has lines, or "".  Async-signal-safe
// enough: it reads, and writes only to `place`.
void note_place(lua_State* L, char* place, std::size_t size);

// Installs the signal handler and lowers the limits of this process for good: no files, no core.
void lock_down_process(int socket);

// Guards one stretch of author code.  At most one lives at a time.
class Watch {
 public:
  Watch(lua_State* L, double limit_ms);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // "problem.lua:12: ran past its limit of 1 s (an endless loop?)" once the limit was hit, else "".
  std::string expired() const;
};

// While it lives, the guarded code runs in `thread`, a coroutine of the watched state.
class WatchThread {
 public:
  explicit WatchThread(lua_State* thread);
  ~WatchThread();
  WatchThread(const WatchThread&) = delete;
  WatchThread& operator=(const WatchThread&) = delete;

 private:
  lua_State* outer_;
};

}  // namespace assay
