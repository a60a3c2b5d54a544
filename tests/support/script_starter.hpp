#pragma once
// Script processes for tests: forked from the test program, reaped at its end.

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "lua/script.hpp"

namespace assay {

inline ScriptStarter forking_starter() {
  return []() -> Result<int> {
    // Children that ended when their sockets closed.
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
      return errno_status("socketpair");
    }
    const pid_t child = ::fork();
    if (child < 0) return errno_status("fork");
    if (child == 0) {
      ::close(ends[0]);
      _exit(run_script_process(ends[1]));
    }
    ::close(ends[1]);
    return ends[0];
  };
}

}  // namespace assay
