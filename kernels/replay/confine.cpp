// Theory of operation.  The engine starts a process that forks and ends, so that nobody has to wait
// for us.  What it forked becomes the keeper: it sees nothing of a candidate, and only watches the
// engine's socket and the worker.  The worker opens the driver's library, which is the system's,
// gives up its powers here, and only then lets the driver start and reads its first frame.

#include "replay/confine.hpp"

#include <dlfcn.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "sandbox/drop.hpp"
#include "sandbox/filter.hpp"
#include "sandbox/landlock.hpp"

namespace assay::replay {
namespace fs = std::filesystem;
namespace {

constexpr uid_t kNobody = 65534;
constexpr std::uint64_t kMostOpenFiles = 1024, kMostSeconds = 3600;

// Libraries, and what the driver reads of the machine.  Nothing of the engine, of users, or of
// other processes.
constexpr const char* kReadable[] = {"/usr/lib",
                                     "/usr/lib64",
                                     "/lib",
                                     "/lib64",
                                     "/etc/ld.so.cache",
                                     "/etc/nvidia",
                                     "/usr/share/nvidia",
                                     "/proc/cpuinfo",
                                     "/proc/devices",
                                     "/proc/driver/nvidia",
                                     "/proc/driver/nvidia-nvswitch",
                                     "/proc/meminfo",
                                     "/proc/modules",
                                     "/proc/self",
                                     "/proc/sys/vm",
                                     "/sys/bus/pci",
                                     "/sys/devices",
                                     "/sys/module/nvidia"};
constexpr const char* kKept[] = {"CUDA_VISIBLE_DEVICES"};

[[noreturn]] void keep(int channel, pid_t worker) {
  // Without a pidfd the worker's end would go unseen; every kernel with Landlock has them.
  const int watched = static_cast<int>(::syscall(SYS_pidfd_open, worker, 0));
  pollfd ends[] = {{channel, POLLRDHUP, 0}, {watched, POLLIN, 0}};
  while (::poll(ends, 2, -1) < 0 && errno == EINTR) {
  }
  ::kill(worker, SIGKILL);
  ::_exit(0);
}

void write_map(const char* file, unsigned id) { std::ofstream(file) << id << ' ' << id << " 1"; }

// As root a network needs nothing else; other users need a user namespace, in which they stay who
// they are.  Where neither may be had, the filter refuses sockets all the same.
void leave_network() {
  const uid_t uid = ::getuid();
  const gid_t gid = ::getgid();
  if (::unshare(CLONE_NEWNET) == 0 || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return;
  std::ofstream("/proc/self/setgroups") << "deny";
  write_map("/proc/self/uid_map", uid);
  write_map("/proc/self/gid_map", gid);
}

std::vector<std::string> device_nodes() {
  std::vector<std::string> nodes;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator("/dev", error)) {
    if (entry.path().filename().string().starts_with("nvidia")) nodes.push_back(entry.path());
  }
  return nodes;
}

// Whoever may use the devices as a group still may.
Status leave_root() {
  if (::geteuid() != 0) return {};
  struct stat node {};
  const gid_t group =
      ::stat("/dev/nvidiactl", &node) == 0 && node.st_gid != 0 ? node.st_gid : kNobody;
  return become(kNobody, group, true);
}

void clear_environment() {
  std::vector<std::pair<std::string, std::string>> kept;
  for (const char* name : kKept) {
    if (const char* value = std::getenv(name); value != nullptr) kept.emplace_back(name, value);
  }
  ::clearenv();
  for (const auto& [name, value] : kept) ::setenv(name.c_str(), value.c_str(), 1);
  // A kernel that is loaded at its first launch waits for the device, which may be held.
  ::setenv("CUDA_MODULE_LOADING", "EAGER", 1);
  ::setenv("CUDA_CACHE_DISABLE", "1", 1);
}

Status install_filters() {
  ASSAY_TRY(const FilterProgram filter, make_filter(FilterUse::device));
  Lock lock = make_lock(0);
  lock.program[lock.pid_offset / sizeof(sock_filter)].k = static_cast<std::uint32_t>(::getpid());
  ASSAY_CHECK(install_filter(filter));
  return install_filter(lock.program);
}

}  // namespace

void fork_with_keeper(int channel) {
  const pid_t keeper = ::getpid();
  const pid_t worker = ::fork();
  if (worker < 0) ::_exit(1);
  if (worker > 0) keep(channel, worker);
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || ::getppid() != keeper) ::_exit(1);
  leave_network();
}

Status confine(const Driver& driver) {
  if (landlock_abi() == 0) {
    return unavailable(
        "this kernel has no Landlock, without which nothing holds the driver's "
        "compiler");
  }
  const pid_t keeper = ::getppid();
  std::vector<std::string> readable(std::begin(kReadable), std::end(kReadable));
  Dl_info place{};
  if (::dladdr(reinterpret_cast<const void*>(driver.init), &place) != 0) {
    std::error_code error;
    readable.push_back(fs::canonical(place.dli_fname, error).parent_path());
  }
  ASSAY_CHECK(leave_root());
  ASSAY_CHECK(drop_capabilities());
  // Another user's process has lost it; and its parent may be gone meanwhile.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return errno_status("pdeathsig");
  if (::getppid() != keeper) ::_exit(1);
  ASSAY_CHECK(set_limit(RLIMIT_CORE, 1));
  ASSAY_CHECK(set_limit(RLIMIT_MSGQUEUE, 0));
  ASSAY_CHECK(set_limit(RLIMIT_NOFILE, kMostOpenFiles));
  ASSAY_CHECK(set_limit(RLIMIT_CPU, kMostSeconds));
  clear_environment();
  ASSAY_CHECK(restrict_files(readable, device_nodes()));
  return install_filters();
}

}  // namespace assay::replay
