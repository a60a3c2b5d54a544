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
  std::set<pid_t> groups;
  const char* rest = listed->c_str();
  for (char* end = nullptr;; rest = end) {
    const auto child = static_cast<pid_t>(std::strtol(rest, &end, 10));
    if (end == rest) return;
    if (own_.contains(child)) continue;
    const pid_t group = ::getpgid(child);
    const bool foreign = group > 0 && group != ::getpgrp();
    if (foreign && groups.insert(group).second) ::kill(-group, SIGKILL);
    ::kill(child, SIGKILL);
  }
}

void Children::attend() {
  reap();
  kill_strangers();
}

void Children::reap() {
  for (pid_t pid; (pid = ::waitpid(-1, nullptr, WNOHANG)) > 0;) own_.erase(pid);
}

void Children::wait_for_all() {
  for (;;) {
    kill_strangers();
    const pid_t pid = ::waitpid(-1, nullptr, 0);
    if (pid < 0 && errno == ECHILD) return;
    own_.erase(pid);
    reap();
  }
}

void Children::kill_all() {
  own_.clear();
  wait_for_all();
}

}  // namespace assay
