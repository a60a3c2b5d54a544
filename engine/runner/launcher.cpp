// Theory of operation.  The host spawns us, and we fork once and let the first process end, so that
// the host has one short-lived child and none later; we live as long as the host's socket.  Each
// slot's keeper is forked from here and talks to the host on a socket of its own, whose end we pass
// on and forget.  Keepers see the host go by themselves; scripts are killed by us.  We are a
// subreaper: what a killed keeper leaves becomes ours, and is killed.

#include "runner/launcher.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "runner/children.hpp"
#include "runner/exec.hpp"
#include "runner/keeper.hpp"
#include "runner/protocol.hpp"
#include "runner/work_folder.hpp"
#include "sandbox/box_user.hpp"
#include "sandbox/cgroup.hpp"
#include "sandbox/drop.hpp"
#include "sandbox/filter.hpp"

namespace assay {
namespace {

class Launcher {
 public:
  explicit Launcher(Fd host) : host_(std::move(host)) {}

  void serve() {
    sigset_t ended;
    ::sigemptyset(&ended);
    ::sigaddset(&ended, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &ended, nullptr);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    signals_ = Fd(::signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK));
    for (;;) {
      pollfd watched[] = {{host_.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
      if (::poll(watched, 2, -1) < 0 && errno != EINTR) break;
      if (watched[1].revents != 0) attend();
      if (watched[0].revents == 0) continue;
      Result<Frame> frame = receive_frame(host_.get());
      if (!frame.ok()) break;
      Result<Fd> socket =
          frame->type == Message::slot ? start_keeper(frame->payload) : start_script();
      const int fd = socket.ok() ? socket->get() : -1;
      const Status sent = socket.ok() ? send_frame(host_.get(), Message::ok, {}, {&fd, 1})
                                      : send_failure(host_.get(), socket.status());
      if (!sent.ok()) break;
    }
    for (const Fd& script : scripts_) {
      ::syscall(SYS_pidfd_send_signal, script.get(), SIGKILL, nullptr, 0);
    }
    children_.wait_for_all();
    // A keeper that was killed could not.
    Cgroup::sweep(::getpid());
    sweep_work_folders(::getpid());
  }

 private:
  void attend() {
    signalfd_siginfo ignored;
    while (::read(signals_.get(), &ignored, sizeof ignored) > 0) {
    }
    children_.attend();
  }

  Status make_filters(Tier tier) {
    if (!filters_.test.empty()) return {};
    const bool alone = tier >= Tier::namespaces;
    ASSAY_TRY(filters_.test, make_filter(FilterUse::test));
    ASSAY_TRY(filters_.build, make_filter(alone ? FilterUse::build : FilterUse::build_shared));
    filters_tier_ = tier;
    return {};
  }

  Result<Fd> start_keeper(std::string_view payload) {
    ByteReader in(payload);
    BoxOptions options;
    options.tier = in.get<Tier>();
    const auto number = in.get<std::uint32_t>();
    if (filters_tier_ != options.tier) filters_ = {};
    ASSAY_CHECK(make_filters(options.tier));
    options.filters = &filters_;
    options.root = ::geteuid() == 0;
    options.uid = ::geteuid();
    Fd claim;  // the keeper's; not ours
    if (options.root) {
      ASSAY_TRY(BoxUser user, claim_box_user());
      options.uid = user.uid;
      claim = std::move(user.claim);
    }
    if (::getrandom(&options.exec_key, sizeof options.exec_key, 0) != sizeof options.exec_key) {
      return errno_status("getrandom");
    }
    options.exec_key |= 1;  // 0 means none

    ASSAY_TRY(auto sockets, socket_pair());
    const std::string name = fmt::format("{}-{}", Cgroup::launcher_name(::getpid()), number);
    const pid_t pid = ::fork();
    if (pid < 0) return errno_status("fork");
    if (pid > 0) {
      children_.add(pid);
      return std::move(sockets.first);
    }
    host_.reset();
    signals_.reset();
    sockets.first.reset();
    scripts_.clear();
    run_keeper(std::move(sockets.second), options, name);
  }

  Result<Fd> start_script() {
    ASSAY_TRY(auto sockets, socket_pair());
    const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    std::error_code error;
    constexpr const char* kSelf = "/proc/self/exe";
    std::string self = std::filesystem::read_symlink(kSelf, error);
    // Another version was put in its place: ours can still be run, by a name that says less.
    if (!std::filesystem::exists(self, error)) self = kSelf;
    const std::vector<std::string> argv = {self, "--script"}, env;
    const std::function<Status()> confine = []() -> Status {
      reset_signals();
      ASSAY_CHECK(drop_capabilities());
      ASSAY_CHECK(set_standard_limits());
      if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return errno_status("pdeathsig");
      return {};
    };
    ASSAY_TRY(Started started,
              start_program({.argv = argv,
                             .env = env,
                             .fds = {null.get(), null.get(), STDERR_FILENO, sockets.second.get()},
                             .confine = confine}));
    // Those that have ended answer ESRCH.
    std::erase_if(scripts_, [](const Fd& each) {
      return ::syscall(SYS_pidfd_send_signal, each.get(), 0, nullptr, 0) != 0;
    });
    children_.add(started.pid);
    scripts_.push_back(std::move(started.pidfd));
    return std::move(sockets.first);
  }

  Fd host_, signals_;
  Children children_;  // keepers and scripts
  Filters filters_;
  Tier filters_tier_ = Tier::none;
  std::vector<Fd> scripts_;
};

}  // namespace

int run_launcher(int socket) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid < 0 ? 1 : 0;
  ::setsid();
  // Where the host stands is none of a box's business.
  if (::chdir("/") != 0) return 1;
  ::signal(SIGPIPE, SIG_IGN);
  ::syscall(SYS_close_range, static_cast<unsigned>(socket) + 1, ~0U, 0U);
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  Cgroup::sweep();
  Launcher launcher{Fd(socket)};
  launcher.serve();
  // The host waits for this end of the socket to close.  Closed by the kernel, it says that the
  // process is over, too.
  ::_exit(0);
}

}  // namespace assay
