#include "runner/start_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

#include "runner/protocol.hpp"

namespace assay {
namespace {

struct SpawnActions {
  SpawnActions() { ::posix_spawn_file_actions_init(&actions); }
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions); }
  posix_spawn_file_actions_t actions;
};

}  // namespace

Result<Fd> start_process(const std::filesystem::path& program, std::string option,
                         char* const* environment) {
  ASSAY_TRY(auto sockets, socket_pair());
  SpawnActions spawn;
  ::posix_spawn_file_actions_addopen(&spawn.actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&spawn.actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&spawn.actions, sockets.second.get(), 3);
  ::posix_spawn_file_actions_addclosefrom_np(&spawn.actions, 4);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name = program.string();
  char* argv[] = {name.data(), option.data(), nullptr};
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, name.c_str(), &spawn.actions, &attributes, argv, environment);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    errno = error;
    Status status = errno_status(name);
    return Status(Code::unavailable, status.message());
  }
  // Ends at once, having forked.  A host that reaps all children itself may have been faster.
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return std::move(sockets.first);
}

}  // namespace assay
