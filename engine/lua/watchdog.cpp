#include "lua/watchdog.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace assay {
namespace {

// How long after the first tick a call that the hook cannot reach is ended.
constexpr double kGraceMs = 250;

// One request at a time in one thread: the signal handler needs it without arguments.
struct Current {
  lua_State* state = nullptr;
  volatile sig_atomic_t ticks = 0;
  volatile sig_atomic_t running = 0;
  int socket = -1;
  char limit[32] = "";  // "1 s"
  char place[96] = "";
} g_current;

void copy_text(char* to, std::size_t size, std::string_view text) {
  const std::size_t n = text.size() < size - 1 ? text.size() : size - 1;
  std::memcpy(to, text.data(), n);
  to[n] = '\0';
}

void* allocate(void* user, void* block, std::size_t old_size, std::size_t new_size) {
  auto* meter = static_cast<Meter*>(user);
  if (block == nullptr) old_size = 0;  // then Lua passes the kind of object instead
  if (new_size == 0) {
    meter->used -= old_size;
    std::free(block);
    return nullptr;
  }
  void* moved = nullptr;
  if (meter->used - old_size + new_size <= meter->cap) moved = std::realloc(block, new_size);
  if (moved == nullptr) {
    meter->refused = true;
    if (meter->state != nullptr) note_place(meter->state, meter->place, sizeof meter->place);
    return nullptr;
  }
  meter->used += new_size - old_size;
  return moved;
}

void raise_expired(lua_State* L, lua_Debug*) {
  if (g_current.place[0] == '\0') note_place(L, g_current.place, sizeof g_current.place);
  luaL_error(L, "%sran past its limit of %s (an endless loop?)", g_current.place, g_current.limit);
}

// The name of the library function that is stuck, as authors write it.
std::string_view stuck_function(lua_State* L) {
  static constexpr std::array<std::string_view, 8> kString = {
      "find", "match", "gmatch", "gsub", "rep", "format", "for iterator", "byte"};
  static char name[64];
  lua_Debug frame;
  if (lua_getstack(L, 0, &frame) == 0 || lua_getinfo(L, "Sn", &frame) == 0) return "";
  if (frame.what == nullptr || *frame.what != 'C' || frame.name == nullptr) return "";
  for (const std::string_view known : kString) {
    if (known != frame.name) continue;
    copy_text(name, sizeof name, "string.");
    copy_text(name + 7, sizeof name - 7, known == "for iterator" ? "gmatch" : known);
    return name;
  }
  copy_text(name, sizeof name, frame.name);
  return name;
}

// Ends the process with a reply of its own making.  Only calls that a signal handler may make.
[[noreturn]] void give_up() {
  char place[96] = "";
  note_place(g_current.state, place, sizeof place);
  const std::string_view stuck = stuck_function(g_current.state);
  char frame[320];
  std::size_t used = 6;
  const auto add = [&](std::string_view text) {
    if (used + text.size() > sizeof frame) return;
    std::memcpy(frame + used, text.data(), text.size());
    used += text.size();
  };
  add(g_current.place[0] != '\0' ? g_current.place : place);
  if (!stuck.empty()) {
    add(stuck);
    add(" ");
  }
  add("ran past its limit of ");
  add(g_current.limit);
  if (stuck.empty()) add(" (an endless loop?)");
  const auto size = static_cast<std::uint32_t>(used - 4);
  std::memcpy(frame, &size, sizeof size);
  frame[4] = static_cast<char>(Code::bad_problem);
  frame[5] = 1;
  const ssize_t written = ::write(g_current.socket, frame, used);
  _exit(written < 0 ? 2 : 1);
}

void on_tick(int) {
  if (g_current.running == 0) return;
  g_current.ticks = g_current.ticks + 1;
  if (g_current.ticks == 1) {
    lua_sethook(g_current.state, raise_expired, LUA_MASKCALL | LUA_MASKCOUNT, 1);
  } else {
    give_up();
  }
}

timeval to_timeval(double ms) {
  const auto us = static_cast<std::int64_t>(ms * 1000);
  return {static_cast<time_t>(us / 1'000'000), static_cast<suseconds_t>(us % 1'000'000)};
}

void lower_limit(int resource, rlim_t value) {
  const rlimit limit{value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
}

}  // namespace

LuaState new_counted_state(Meter* meter) {
  LuaState state(lua_newstate(allocate, meter));
  meter->state = state.get();
  return state;
}

void note_place(lua_State* L, char* place, std::size_t size) {
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame) != 0; ++level) {
    if (lua_getinfo(L, "Sl", &frame) == 0 || frame.currentline <= 0) continue;
    const std::size_t name = std::strlen(frame.short_src);
    if (name + 16 > size) return;
    std::memcpy(place, frame.short_src, name);
    char digits[12];
    int count = 0;
    for (int line = frame.currentline; line > 0; line /= 10) {
      digits[count++] = static_cast<char>('0' + line % 10);
    }
    char* to = place + name;
    *to++ = ':';
    while (count > 0) *to++ = digits[--count];
    *to++ = ':';
    *to++ = ' ';
    *to = '\0';
    return;
  }
}

void lock_down_process(int socket) {
  g_current.socket = socket;
  lower_limit(RLIMIT_FSIZE, 0);
  lower_limit(RLIMIT_NOFILE, 0);  // open ones stay usable; no new ones
  struct sigaction action {};
  action.sa_handler = on_tick;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGPROF, &action, nullptr);
}

Watch::Watch(lua_State* L, double limit_ms) {
  g_current.state = L;
  g_current.ticks = 0;
  g_current.place[0] = '\0';
  if (limit_ms >= 1000) {
    std::snprintf(g_current.limit, sizeof g_current.limit, "%g s", limit_ms / 1000);
  } else {
    std::snprintf(g_current.limit, sizeof g_current.limit, "%g ms", limit_ms);
  }
  g_current.running = 1;
  const itimerval timer{to_timeval(kGraceMs), to_timeval(limit_ms)};
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

Watch::~Watch() {
  g_current.running = 0;
  const itimerval off{};
  ::setitimer(ITIMER_PROF, &off, nullptr);
  lua_sethook(g_current.state, nullptr, 0, 0);
}

WatchThread::WatchThread(lua_State* thread) : outer_(g_current.state) { g_current.state = thread; }

WatchThread::~WatchThread() {
  lua_sethook(g_current.state, nullptr, 0, 0);
  g_current.state = outer_;
}

std::string Watch::expired() const {
  if (g_current.ticks == 0) return "";
  return std::string(g_current.place) + "ran past its limit of " + g_current.limit +
         " (an endless loop?)";
}

}  // namespace assay
