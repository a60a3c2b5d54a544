#include "runner/init.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/children.hpp"
#include "runner/confine.hpp"
#include "runner/exec.hpp"
#include "runner/protocol.hpp"
#include "runner/remove_tree.hpp"
#include "runner/spawner.hpp"
#include "runner/work_box.hpp"
#include "sandbox/drop.hpp"
#include "sandbox/namespaces.hpp"
#include "sandbox/root.hpp"

namespace assay {
namespace {

class Init {
 public:
  Init(Fd socket, const BoxOptions& options) : socket_(std::move(socket)), options_(options) {}

  void serve() {
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &children, nullptr);
    const Fd signals(::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK));
    for (;;) {
      pollfd watched[] = {{socket_.get(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
      if (::poll(watched, 2, -1) < 0 && errno != EINTR) return;
      if (watched[1].revents != 0) reap(signals);
      if (watched[0].revents == 0) continue;
      Result<Frame> frame = receive_frame(socket_.get());
      if (!frame.ok()) break;
      const Result<Fd> made = handle(frame.value());
      if (!(made.ok() ? send_made(*made) : send_failure(socket_.get(), made.status())).ok()) break;
    }
    // The keeper is gone.  With namespaces the kernel ends everything with us.
    if (namespaces()) return;
    children_.kill_all();
    if (!work_folder_.empty()) remove_tree(work_folder_);
  }

 private:
  bool namespaces() const { return options_.tier >= Tier::namespaces; }

  void reap(const Fd& signals) {
    signalfd_siginfo ignored;
    while (::read(signals.get(), &ignored, sizeof ignored) > 0) {
    }
    children_.attend();
  }

  Status send_made(const Fd& made) const {
    const int fd = made.get();
    return send_frame(socket_.get(), Message::ok, {},
                      made.valid() ? std::span<const int>(&fd, 1) : std::span<const int>());
  }

  // What goes with the answer, if anything does.
  Result<Fd> handle(Frame& frame) {
    if (frame.type == Message::work && frame.fds.size() == 4) return start_work(frame);
    ASSAY_CHECK(set_up(frame));
    return Fd();
  }

  Status set_up(Frame& frame) {
    ByteReader in(frame.payload);
    if (frame.type == Message::root) return make_root(get_strings(in));
    if (frame.type == Message::spawner && frame.fds.size() == 1) return start_spawner(frame);
    if (frame.type == Message::parent && frame.fds.size() == 2) return start_parent(frame);
    return internal_error("init got a frame that it does not know");
  }

  Status make_root(std::vector<std::string> readable) {
    readable_ = std::move(readable);
    if (namespaces()) {
      ASSAY_CHECK(enter_root(readable_, options_.root));
    } else {
      if (options_.root) {
        ASSAY_CHECK(become(options_.uid, options_.uid, true));
        ASSAY_CHECK(drop_capabilities());
      }
      if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) return errno_status("subreaper");
      return {};
    }
    // Changing the user cleared it.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return errno_status("pdeathsig");
    return {};
  }

  Status start_spawner(Frame& frame) {
    const pid_t pid = ::fork();
    if (pid < 0) return errno_status("fork");
    if (pid > 0) {
      children_.add(pid);
      return {};
    }
    socket_.reset();
    const Status status = confine_for_tests(options_, readable_);
    if (!status.ok()) {
      (void)send_failure(frame.fds[0].get(), status);
      _exit(1);
    }
    (void)send_frame(frame.fds[0].get(), Message::ok);
    run_spawner(std::move(frame.fds[0]), options_);
  }

  Status start_parent(Frame& frame) {
    ByteReader in(frame.payload);
    const std::vector<std::string> argv = get_strings(in), env = get_strings(in);
    const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!null.valid()) return errno_status("/dev/null");
    const std::function<Status()> confined = [this] {
      // Its children inherit it: not every tier may change the limits of a process from outside.
      ASSAY_CHECK(set_limit(RLIMIT_NOFILE, static_cast<std::uint64_t>(Limits().open_files)));
      return confine_for_tests(options_, readable_);
    };
    const Result<Started> started =
        start_program({.argv = argv,
                       .env = env,
                       .fds = {null.get(), null.get(), frame.fds[1].get(), frame.fds[0].get()},
                       .confine = confined});
    if (!started.ok()) return Status(started.status().code(), started.status().message());
    children_.add(started->pid);
    return {};
  }

  // Returns a pidfd of the work box: what the compile step uses is counted from there.
  Result<Fd> start_work(Frame& frame) {
    ASSAY_TRY(const pid_t pid,
              namespaces() ? fork_into_work_namespaces() : Result<pid_t>(::fork()));
    if (pid < 0) return errno_status("fork");
    if (pid > 0) {
      children_.add(pid);
      work_folder_ = frame.payload;
      Fd box(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
      if (!box.valid()) return errno_status("pidfd_open");
      return box;
    }
    socket_.reset();
    run_work_box({.report = std::move(frame.fds[0]),
                  .request = std::move(frame.fds[1]),
                  .out = std::move(frame.fds[2]),
                  .err = std::move(frame.fds[3]),
                  .folder = frame.payload,
                  .readable = readable_},
                 options_);
  }

  Fd socket_;
  BoxOptions options_;
  std::vector<std::string> readable_;
  Children children_;
  std::string work_folder_;  // of the host, of the last work box
};

}  // namespace

void run_init(Fd socket, const BoxOptions& options) {
  // Should the keeper be killed, so are we, and with us all that lives in our pid namespace.
  // Without one we see its socket close, and have to live on to end the rest.
  if (options.tier >= Tier::namespaces) ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  ::setsid();
  const auto own = static_cast<unsigned>(socket.get());
  if (own > 3) ::syscall(SYS_close_range, 3U, own - 1, 0U);
  ::syscall(SYS_close_range, own + 1, ~0U, 0U);
  Init(std::move(socket), options).serve();
  _exit(0);
}

}  // namespace assay
