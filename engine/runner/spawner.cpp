#include "runner/spawner.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "runner/exec.hpp"
#include "runner/protocol.hpp"
#include "sandbox/drop.hpp"

namespace assay {
namespace {

class Spawner {
 public:
  Spawner(Fd socket, const BoxOptions& options)
      : socket_(std::move(socket)), key_(options.exec_key), lock_(make_lock(options.exec_key)) {}

  void serve() {
    for (;;) {
      Result<Frame> frame = receive_frame(socket_.get());
      if (!frame.ok()) return;
      const bool start = frame->type == Message::start;
      if (!(start ? handle_start(frame.value()) : handle_wait(frame.value())).ok()) return;
    }
  }

 private:
  Status handle_start(Frame& frame) {
    ByteReader in(frame.payload);
    const Start start = get_start(in);
    const std::size_t expected = 3U + (start.channel ? 1 : 0) + (start.image ? 1 : 0);
    if (!in.ok() || frame.fds.size() != expected) return internal_error("bad start");
    const std::function<Status()> confined = [&] { return confine(start.open_files); };
    const std::vector<Fd>& fds = frame.fds;
    const Result<Started> started = start_program(
        {.argv = start.argv,
         .env = start.env,
         .image = start.image ? fds.back().get() : -1,
         .fds = {fds[0].get(), fds[1].get(), fds[2].get(), start.channel ? fds[3].get() : -1},
         .key = key_,
         .confine = confined});
    if (!started.ok()) return send_failure(socket_.get(), started.status());
    ByteWriter out;
    out.put(static_cast<std::uint32_t>(started->pid));
    const int pidfd = started->pidfd.get();
    return send_frame(socket_.get(), Message::started, out.bytes(), {&pidfd, 1});
  }

  Status confine(int open_files) {
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    ASSAY_CHECK(set_limit(RLIMIT_NOFILE, static_cast<std::uint64_t>(open_files)));
    const auto pid = static_cast<std::uint32_t>(::getpid());
    lock_.program[lock_.pid_offset / sizeof(sock_filter)].k = pid;
    return install_filter(lock_.program);
  }

  Status handle_wait(const Frame& frame) {
    ByteReader in(frame.payload);
    const auto pid = static_cast<pid_t>(in.get<std::uint32_t>());
    int status = 0;
    rusage usage{};
    while (::wait4(pid, &status, 0, &usage) < 0) {
      if (errno != EINTR) return errno_status("wait");
    }
    ByteWriter out;
    out.put(static_cast<std::int32_t>(status));
    out.put(static_cast<std::int64_t>(usage.ru_maxrss) * 1024);
    return send_frame(socket_.get(), Message::waited, out.bytes());
  }

  Fd socket_;
  std::uint64_t key_;
  Lock lock_;
};

}  // namespace

void run_spawner(Fd socket, const BoxOptions& options) {
  Spawner(std::move(socket), options).serve();
  _exit(0);
}

}  // namespace assay
