#pragma once
// The system calls that code in a box may make.
//
// Two programs stand on top of each other.  The main filter is an allow list: it is installed once,
// in the parent that test processes are made from, because installing it costs more than a fork.
// The lock is small and goes into each test process: it takes away new processes and signals to
// others, for which the process must know its own pid.
//
// Refused calls fail with EPERM (ENOSYS where libraries then fall back), so that a verdict says
// what the program did about it; only calls of a foreign architecture kill.

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "base/status.hpp"

namespace assay {

using FilterProgram = std::vector<sock_filter>;

// The names of system calls are one list; their numbers differ.
enum class Architecture : std::uint8_t { x86_64, arm64 };
#if defined(__x86_64__)
constexpr Architecture kOwnArchitecture = Architecture::x86_64;
#elif defined(__aarch64__)
constexpr Architecture kOwnArchitecture = Architecture::arm64;
#else
#error "Assay knows the system calls of x86-64 and arm64 only"
#endif

enum class FilterUse : std::uint8_t {
  test,          // reads, computes; a lock goes on top
  build,         // a compiler in namespaces of its own: also writes files and starts processes
  build_shared,  // a compiler among the host's processes, under Landlock (treated as ABI 1): what
                 // Landlock misses (owners, truncation by path, signals) is refused, and changes of
                 // modes and times do nothing
  device,        // assay-replay, which talks to a GPU's driver: as a test, and ioctl of the kinds
                 // that NVIDIA's nodes take; a lock goes on top
  script,        // author Lua: computes on memory that it has and talks on descriptors that it has
};

Result<FilterProgram> make_filter(FilterUse use, Architecture architecture = kOwnArchitecture);

struct Lock {
  FilterProgram program;
  std::uint32_t pid_offset = 0;  // byte offset at which the process writes its own pid
};

// `exec_key` opens execve and execveat: it must stand in their unused sixth argument.  After the
// exec nobody in the process knows it.  0 leaves no way to exec.
Lock make_lock(std::uint64_t exec_key, Architecture architecture = kOwnArchitecture);

// For the calling thread and what it will start.  Needs no_new_privs.
Status install_filter(const FilterProgram& program);

}  // namespace assay
