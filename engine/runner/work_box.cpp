// Theory of operation.  With namespaces, this process is pid 1 of a pid namespace of its own with a
// fresh work folder in memory; without, it is a subreaper, so that whatever its descendants leave
// behind becomes its child.  Either way it lays in the files before any foreign code runs, starts
// the program, and when that ends (or the keeper says stop) kills and reaps until nothing is left.
// Only then, with nobody alive who could swap a name, is the output opened, and never through a
// link.

#include "runner/work_box.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/file.hpp"
#include "runner/children.hpp"
#include "runner/confine.hpp"
#include "runner/exec.hpp"
#include "runner/protocol.hpp"
#include "sandbox/drop.hpp"
#include "sandbox/root.hpp"
#include "sandbox/usage.hpp"

namespace assay {
namespace {

// A name that stays below the work folder whatever stands in it.
bool plain_name(const std::string& name) {
  if (name.empty() || name.front() == '/' || name.find('\0') != std::string::npos) return false;
  std::size_t start = 0;
  while (start <= name.size()) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    const std::string part = name.substr(start, end - start);
    if (part.empty() || part == "." || part == "..") return false;
    start = end + 1;
  }
  return true;
}

Status lay_file(const std::string& name, const std::string& bytes) {
  if (!plain_name(name)) return invalid_argument("bad file name: " + name);
  for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1)) {
    ::mkdir(name.substr(0, at).c_str(), 0755);
  }
  const Fd file(::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644));
  if (!file.valid()) return errno_status(name);
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const ssize_t n = ::write(file.get(), rest.data(), rest.size());
    if (n < 0) return errno_status(name);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

// The output if it is a plain file of its own; else none, which the caller takes for "not made".
Fd open_output(const std::string& name, std::int64_t most) {
  if (!plain_name(name)) return {};
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  Fd file(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, name.c_str(), &how, sizeof how)));
  struct stat facts {};
  if (!file.valid() || ::fstat(file.get(), &facts) != 0) return {};
  const bool plain = S_ISREG(facts.st_mode) && facts.st_nlink == 1;
  if (!plain || (most != 0 && facts.st_size > most)) return {};
  return file;
}

class WorkBox {
 public:
  WorkBox(WorkOrder order, const BoxOptions& options)
      : order_(std::move(order)), options_(options) {}

  Status run() {
    ASSAY_TRY(const std::string bytes, request_bytes());
    ASSAY_TRY(step_, decode_build(bytes, &env_));
    ASSAY_CHECK(prepare());
    const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    sigset_t children;
    ::sigemptyset(&children);
    ::sigaddset(&children, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &children, nullptr);
    const Fd signals(::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK));
    const std::function<Status()> confined = [this] { return confine(); };
    ASSAY_TRY(const Started started,
              start_program({.argv = step_.argv,
                             .env = env_,
                             .fds = {null.get(), order_.out.get(), order_.err.get(), -1},
                             .confine = confined}));
    order_.out.reset();
    order_.err.reset();
    attend(started.pid, signals);
    kill_all();
    return report();
  }

  void fail(const Status& status) { (void)send_failure(order_.report.get(), status); }

 private:
  Result<std::string> request_bytes() const {
    struct stat facts {};
    if (::fstat(order_.request.get(), &facts) != 0) return errno_status("request");
    std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
    if (::pread(order_.request.get(), bytes.data(), bytes.size(), 0) != facts.st_size) {
      return errno_status("request");
    }
    return bytes;
  }

  Status prepare() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    ::umask(022);
    std::string folder = order_.folder;
    if (folder.empty()) {
      const std::int64_t room =
          std::max<std::int64_t>(4 * step_.limits.file_bytes, std::int64_t{64} << 20);
      ASSAY_CHECK(mount_work_folder(room));
      folder = kWorkFolder;
    } else {
      if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) return errno_status("subreaper");
      if (::chdir(folder.c_str()) != 0) return errno_status(folder);
    }
    env_.push_back("TMPDIR=" + folder);
    for (const auto& [name, bytes] : step_.files) ASSAY_CHECK(lay_file(name, bytes));
    return {};
  }

  Status confine() const {
    if (step_.limits.file_bytes != 0) {
      ASSAY_CHECK(set_limit(RLIMIT_FSIZE, static_cast<std::uint64_t>(step_.limits.file_bytes)));
    }
    if (step_.limits.cpu_ms > 0) {
      // The keeper holds the limit.  This is for what is left running when all of us are killed.
      constexpr double kGrace = 3;
      const double seconds = std::ceil(step_.limits.cpu_ms / 1e3) + kGrace;
      ASSAY_CHECK(set_limit(RLIMIT_CPU, static_cast<std::uint64_t>(seconds)));
    }
    if (step_.limits.processes != 0) {
      // The kernel counts by user.  Where other boxes are the same user's, none may take what
      // another has left of its count: there the keeper counts, and this is the last resort.
      constexpr int kLastResort = 512;
      int others = order_.folder.empty() ? 4 : tasks_of_user(::getuid());
      if (!order_.folder.empty() && !options_.root) others += kLastResort;
      ASSAY_CHECK(
          set_limit(RLIMIT_NPROC, static_cast<std::uint64_t>(others + step_.limits.processes)));
    }
    return confine_for_work(options_, order_.readable, order_.folder);
  }

  // Until the program ends, or the keeper wants it to.
  void attend(pid_t main, const Fd& signals) {
    for (;;) {
      pollfd watched[] = {{order_.report.get(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
      ::poll(watched, 2, -1);
      if (watched[0].revents != 0) return;
      signalfd_siginfo ignored;
      while (::read(signals.get(), &ignored, sizeof ignored) > 0) {
      }
      int status = 0;
      for (pid_t pid; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid != main) continue;
        wait_status_ = status;
        return;
      }
    }
  }

  void kill_all() {
    if (order_.folder.empty()) ::kill(-1, SIGKILL);  // all of our pid namespace but us
    Children().kill_all();
  }

  Status report() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto ms = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    ByteWriter out;
    out.put(static_cast<std::int32_t>(wait_status_));
    out.put(ms(usage.ru_utime) + ms(usage.ru_stime));
    out.put(static_cast<std::int64_t>(usage.ru_maxrss) * 1024);
    const Fd output = wait_status_ == 0 ? open_output(step_.output, step_.limits.file_bytes) : Fd();
    const int fd = output.get();
    return send_frame(order_.report.get(), Message::built, out.bytes(),
                      output.valid() ? std::span<const int>(&fd, 1) : std::span<const int>());
  }

  WorkOrder order_;
  BoxOptions options_;
  CompileStep step_;
  std::vector<std::string> env_;
  int wait_status_ = SIGKILL;  // if it was stopped
};

}  // namespace

void run_work_box(WorkOrder order, const BoxOptions& options) {
  WorkBox box(std::move(order), options);
  if (const Status status = box.run(); !status.ok()) box.fail(status);
  _exit(0);
}

}  // namespace assay
