#pragma once
// Starts a program without copying the caller's memory.

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "base/status.hpp"

namespace assay {

struct Exec {
  const std::vector<std::string>& argv;
  const std::vector<std::string>& env;
  int image = -1;                             // run this file instead of argv[0]
  std::array<int, 4> fds = {-1, -1, -1, -1};  // become 0 to 3; the rest is closed
  std::uint64_t key = 0;                      // sandbox/filter.hpp: what opens the lock
  const std::function<Status()>& confine;     // the last thing before the exec, in the child
};

struct Started {
  pid_t pid = 0;
  Fd pidfd;
};

// The calling process must have one thread.  A program that cannot be run is not_found; an image
// that cannot says so on its standard error and ends with 127.
Result<Started> start_program(const Exec& exec);

}  // namespace assay
