#include "runner/children.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/file.hpp"

namespace assay {

// With their process groups, which compile steps cannot leave where they share a pid namespace with
// us: the kernel kills a group at one blow, however fast its members fork.
void Children::kill_strangers() const {
  const Result<std::string> listed = read_file("/proc/thread-self/children");
  if (!listed.ok()) return;
  const char* rest = listed->c_str();
  for (char* end = nullptr;; rest = end) {
    const auto child = static_cast<pid_t>(std::strtol(rest, &end, 10));
    if (end == rest) return;
    if (own_.contains(child)) continue;
    const pid_t group = ::getpgid(child);
    if (group > 0 && group != ::getpgrp()) ::kill(-group, SIGKILL);
    ::kill(child, SIGKILL);
  }
}

void Children::attend() {
  for (pid_t pid; (pid = ::waitpid(-1, nullptr, WNOHANG)) > 0;) own_.erase(pid);
  kill_strangers();
}

void Children::wait_for_all() {
  for (;;) {
    kill_strangers();
    const pid_t pid = ::waitpid(-1, nullptr, 0);
    if (pid < 0 && errno == ECHILD) return;
    own_.erase(pid);
  }
}

void Children::kill_all() {
  own_.clear();
  wait_for_all();
}

}  // namespace assay
