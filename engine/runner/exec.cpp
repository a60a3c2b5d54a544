// Theory of operation.  The child shares our memory and we stand still until it has exec'ed or
// ended (as vfork), so that its cost does not depend on our size and it can leave us its errno.  It
// runs on a stack of its own.  Until the exec all of it is our code.

#include "runner/exec.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace assay {
namespace {

constexpr std::string_view kUnfit = "the compiled program is none that can be started here\n";

struct Child {
  const Exec* exec;
  std::vector<char*> argv, env;
  Status failure;
  int error = 0;
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (const std::string& text : strings) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// Out of the way first: one of them could lie where another has to go.
bool place_fds(const Exec& exec, int* image) {
  std::array<int, 4> moved = exec.fds;
  for (int& fd : moved) {
    if (fd >= 0 && (fd = ::fcntl(fd, F_DUPFD_CLOEXEC, 16)) < 0) return false;
  }
  if (*image >= 0 && (*image = ::fcntl(*image, F_DUPFD_CLOEXEC, 16)) < 0) return false;
  for (int i = 0; i < 4; ++i) {
    const int fd = moved[static_cast<std::size_t>(i)];
    if (fd < 0) {
      ::close(i);
    } else if (::dup2(fd, i) < 0) {
      return false;
    }
  }
  return ::syscall(SYS_close_range, 4U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) == 0;
}

// A submission's compiled program can ask for a loader that is not there, or be none at all.  Then
// it ends like one that ran.
bool is_its_own_fault(int error) {
  return error == ENOENT || error == ENOEXEC || error == ELIBBAD || error == EACCES ||
         error == EINVAL;
}

int run_child(void* pointer) {
  Child& child = *static_cast<Child*>(pointer);
  const Exec& exec = *child.exec;
  int image = exec.image;
  if (!place_fds(exec, &image)) {
    child.failure = errno_status("descriptors");
    _exit(127);
  }
  child.failure = exec.confine();
  if (!child.failure.ok()) _exit(127);
  if (image >= 0) {
    ::syscall(SYS_execveat, image, "", child.argv.data(), child.env.data(), AT_EMPTY_PATH,
              exec.key);
    if (is_its_own_fault(errno)) {
      (void)!::write(2, kUnfit.data(), kUnfit.size());
      _exit(127);
    }
  } else {
    ::syscall(SYS_execve, child.argv[0], child.argv.data(), child.env.data(), 0, 0, exec.key);
  }
  child.error = errno;
  _exit(127);
}

}  // namespace

Result<Started> start_program(const Exec& exec) {
  if (exec.argv.empty()) return invalid_argument("no program to run");
  Child child{&exec, pointers(exec.argv), pointers(exec.env), {}, 0};
  constexpr std::size_t kStack = 128 * 1024;
  const auto stack = std::make_unique<char[]>(kStack);
  int pidfd = -1;
  const pid_t pid = ::clone(run_child, stack.get() + kStack,
                            CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &child, &pidfd);
  if (pid < 0) return errno_status("clone");
  Started started{pid, Fd(pidfd)};
  if (child.failure.ok() && child.error == 0) return started;
  ::waitpid(pid, nullptr, 0);
  if (!child.failure.ok()) return std::move(child.failure);
  errno = child.error;
  Status status = errno_status(exec.argv[0]);
  const bool missing = child.error == ENOENT || child.error == EACCES || child.error == ENOEXEC;
  return Status(missing ? Code::not_found : Code::unavailable, status.message());
}

}  // namespace assay
