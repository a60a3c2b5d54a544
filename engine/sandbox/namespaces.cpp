#include "sandbox/namespaces.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "sandbox/kernel_file.hpp"

namespace assay {
namespace {

// The bare call: glibc's clone() wants a stack, and its fork() takes no flags.
Result<pid_t> fork_with(unsigned long flags) {
  const long pid = ::syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid < 0) return errno_status("new namespaces");
  return static_cast<pid_t>(pid);
}

}  // namespace

Result<pid_t> fork_into_namespaces() {
  return fork_with(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC |
                   CLONE_NEWUTS | CLONE_NEWCGROUP);
}

Result<pid_t> fork_into_work_namespaces() {
  return fork_with(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC);
}

Status map_user(pid_t pid, uid_t uid, gid_t gid) {
  const std::string folder = fmt::format("/proc/{}/", pid);
  // An ordinary user may map only himself, and must give up changing groups first.
  if (::geteuid() != 0) ASSAY_CHECK(write_kernel_file(folder + "setgroups", "deny"));
  ASSAY_CHECK(write_kernel_file(folder + "gid_map", fmt::format("{} {} 1", kBoxUser, gid)));
  return write_kernel_file(folder + "uid_map", fmt::format("{} {} 1", kBoxUser, uid));
}

}  // namespace assay
