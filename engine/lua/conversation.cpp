// Theory of operation.  `interact(secret, read, write)` runs as a coroutine: `read` yields until
// the host brings the program's next line, `write` collects what the program shall read.  So
// between two lines the process is free, and each turn has the limits of a call.

#include "lua/author_problem.hpp"
#include "lua/state.hpp"
#include "lua/watchdog.hpp"

namespace assay {
namespace {

constexpr std::size_t kLongestTurn = std::size_t{16} << 20;  // bytes

}  // namespace

// The next line without its end; nil, again and again, once the program has ended.
int AuthorProblem::read_line(lua_State* L) {
  const auto* self = static_cast<AuthorProblem*>(lua_touserdata(L, lua_upvalueindex(1)));
  lua_settop(L, 0);
  if (!self->ended_) return lua_yield(L, 0);
  lua_pushnil(L);
  return 1;
}

int AuthorProblem::write_text(lua_State* L) {
  auto* self = static_cast<AuthorProblem*>(lua_touserdata(L, lua_upvalueindex(1)));
  for (int i = 1; i <= lua_gettop(L); ++i) {
    std::size_t size = 0;
    const char* text = luaL_checklstring(L, i, &size);  // numbers are fine, too
    if (self->to_say_.size() + size > kLongestTurn) {
      return luaL_error(L, "write: more than 16 MiB before the next read");
    }
    self->to_say_.append(text, size);
  }
  return 0;
}

Turn AuthorProblem::interact(std::string_view secret) {
  at(0, "interact");
  luaL_unref(L_, LUA_REGISTRYINDEX, conversation_ref_);
  ended_ = false;
  to_say_.clear();
  conversation_ = lua_newthread(L_);
  conversation_ref_ = luaL_ref(L_, LUA_REGISTRYINDEX);
  if (!push_function("interact")) raise("there is no function");
  push_secret(secret);
  for (const lua_CFunction function : {read_line, write_text}) {
    lua_pushlightuserdata(L_, this);
    lua_pushcclosure(L_, function, 1);
  }
  lua_xmove(L_, conversation_, 4);
  return resume_conversation(3);
}

Turn AuthorProblem::hear(std::optional<std::string_view> line) {
  at(0, "interact");
  if (conversation_ == nullptr) raise("there is no conversation");
  ended_ = !line;
  if (line) {
    lua_pushlstring(conversation_, line->data(), line->size());
  } else {
    lua_pushnil(conversation_);
  }
  return resume_conversation(1);
}

// Goes on with `values` values on the coroutine's stack until it reads or has judged.
Turn AuthorProblem::resume_conversation(int values) {
  int results = 0, outcome = LUA_OK;
  {
    const WatchThread watched(conversation_);
    outcome = lua_resume(conversation_, L_, values, &results);
  }
  Turn turn;
  turn.text = std::exchange(to_say_, {});
  if (outcome == LUA_YIELD) {
    lua_pop(conversation_, results);
    return turn;
  }
  lua_State* thread = std::exchange(conversation_, nullptr);  // the registry keeps it a while
  if (outcome == LUA_OK) {
    lua_settop(thread, lua_gettop(thread) + 2 - results);
    turn.judged = read_judgement(thread);
  } else if (const char* text = refusal_text(thread)) {
    turn.judged = CheckResult{0, text};
  } else {
    lua_xmove(thread, L_, 1);
    lua_error(L_);
  }
  return turn;
}

}  // namespace assay
