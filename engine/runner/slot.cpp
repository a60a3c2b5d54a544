#include "runner/slot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "runner/monitor.hpp"
#include "runner/remove_tree.hpp"
#include "runner/work_folder.hpp"
#include "sandbox/filter.hpp"
#include "sandbox/namespaces.hpp"
#include "sandbox/turns.hpp"
#include "sandbox/usage.hpp"

namespace assay {
namespace {

constexpr int kForksPerParent = 500;  // then addresses are laid out anew
constexpr int kImportMs = 120'000;

// Whether the other side still holds its end.
bool alive(const Fd& socket) {
  if (!socket.valid()) return false;
  pollfd watched{socket.get(), POLLRDHUP, 0};
  return ::poll(&watched, 1, 0) == 0;
}

Result<Frame> ask(const Fd& socket, Message type, std::string_view payload,
                  std::span<const int> fds = {}) {
  ASSAY_CHECK(send_frame(socket.get(), type, payload, fds));
  return receive_frame(socket.get());
}

}  // namespace

// The candidate's ends of its standard streams, and ours.
struct Slot::Stdio {
  Fd in, out, err;
  Fd our_in, our_out, our_err;

  static Result<Stdio> make(bool with_input) {
    Stdio stdio;
    if (with_input) {
      ASSAY_TRY(auto pipe, make_pipe());
      stdio.in = std::move(pipe.first);
      stdio.our_in = std::move(pipe.second);
      ::fcntl(stdio.our_in.get(), F_SETFL, O_NONBLOCK);
    } else {
      stdio.in = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      if (!stdio.in.valid()) return errno_status("/dev/null");
    }
    ASSAY_TRY(auto out, make_pipe());
    ASSAY_TRY(auto err, make_pipe());
    stdio.our_out = std::move(out.first);
    stdio.out = std::move(out.second);
    stdio.our_err = std::move(err.first);
    stdio.err = std::move(err.second);
    ::fcntl(stdio.our_out.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(stdio.our_err.get(), F_SETFL, O_NONBLOCK);
    return stdio;
  }
};

Status Slot::prepare(const std::vector<std::string>& readable) {
  if (alive(init_) && alive(spawner_) && readable == readable_) return {};
  for (const std::string& path : readable) {
    if (path.empty() || path[0] != '/') return invalid_argument("not an absolute path: " + path);
  }
  close();
  Status status = start_init(readable);
  if (status.ok()) status = start_spawner();
  if (!status.ok()) close();
  return status;
}

Status Slot::start_init(const std::vector<std::string>& readable) {
  if (options_.tier == Tier::full && !cgroup_) {
    ASSAY_TRY(cgroup_, Cgroup::create(name_));
    ASSAY_CHECK(cgroup_->allow_tasks(kMostTasks));
  }
  ASSAY_TRY(auto sockets, socket_pair());
  const bool namespaces = options_.tier >= Tier::namespaces;
  Result<pid_t> pid = namespaces ? fork_into_namespaces() : Result<pid_t>(::fork());
  if (!pid.ok()) return std::move(pid).status();
  if (*pid < 0) return errno_status("fork");
  if (*pid == 0) run_init(std::move(sockets.second), options_);
  init_pid_ = *pid;
  go_first(init_pid_);
  init_ = std::move(sockets.first);
  if (cgroup_) ASSAY_CHECK(cgroup_->add(init_pid_));
  if (namespaces)
    ASSAY_CHECK(map_user(init_pid_, options_.uid, options_.root ? options_.uid : ::getegid()));
  ByteWriter out;
  put_strings(out, readable);
  ASSAY_CHECK(ask_init(Message::root, out.bytes(), {}));
  readable_ = readable;
  return {};
}

Status Slot::start_spawner() {
  ASSAY_TRY(auto sockets, socket_pair());
  const int fd = sockets.second.get();
  ASSAY_CHECK(ask_init(Message::spawner, {}, {&fd, 1}));
  sockets.second.reset();
  spawner_ = std::move(sockets.first);
  ASSAY_TRY(const Frame ready, receive_frame(spawner_.get()));
  return expect(ready, Message::ok);
}

Status Slot::start_parent(const Opening& opening) {
  ASSAY_TRY(auto sockets, socket_pair());
  ASSAY_TRY(auto err, make_pipe());
  // A parent that warns a lot must not stand still because nobody reads.
  ::fcntl(err.second.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(err.first.get(), F_SETFL, O_NONBLOCK);
  ByteWriter out;
  put_strings(out, opening.argv);
  put_strings(out, opening.env);
  const int fds[] = {sockets.second.get(), err.second.get()};
  ASSAY_CHECK(ask_init(Message::parent, out.bytes(), fds));
  parent_ = std::move(sockets.first);
  parent_err_ = std::move(err.first);
  parent_argv_ = opening.argv;
  parent_env_ = opening.env;
  forks_ = discarded_ = 0;
  return {};
}

Status Slot::ask_init(Message type, std::string_view payload, std::span<const int> fds) {
  ASSAY_TRY(const Frame answer, ask(init_, type, payload, fds));
  return expect(answer, Message::ok);
}

Result<Process> Slot::start(const Opening& opening, const Fd& image, int open_files, int host) {
  ASSAY_TRY(Process process,
            opening.warm ? start_warm(opening, host) : start_cold(opening, image, open_files));
  process.pid = pid_of(process.pidfd);
  offer_to_oom_killer(process.pid);
  return process;
}

Result<Process> Slot::start_cold(const Opening& opening, const Fd& image, int open_files) {
  ASSAY_TRY(Stdio stdio, Stdio::make(!opening.frames || opening.program));
  Process process;
  std::vector<int> fds = {stdio.in.get(), stdio.out.get(), stdio.err.get()};
  Fd theirs;
  if (opening.frames) {
    ASSAY_TRY(auto sockets, socket_pair());
    process.channel = Channel(std::move(sockets.first));
    theirs = std::move(sockets.second);
    fds.push_back(theirs.get());
  }
  if (image.valid()) fds.push_back(image.get());
  ByteWriter out;
  put_start(out, {opening.argv, opening.env, open_files, opening.frames, image.valid()});
  ASSAY_TRY(Frame answer, ask(spawner_, Message::start, out.bytes(), fds));
  ASSAY_CHECK(expect(answer, Message::started));
  ByteReader in(answer.payload);
  process.box_pid = static_cast<pid_t>(in.get<std::uint32_t>());
  if (answer.fds.size() != 1) return internal_error("a process was started without a pidfd");
  process.pidfd = std::move(answer.fds[0]);
  process.in = std::move(stdio.our_in);
  process.out = std::move(stdio.our_out);
  process.err = std::move(stdio.our_err);
  return process;
}

// What the warm parent last said on its standard error.
std::string Slot::parent_words() const {
  char text[4096];
  const ssize_t n = ::read(parent_err_.get(), text, sizeof text);
  return n > 0 ? ": " + std::string(text, static_cast<std::size_t>(n)) : "";
}

Status Slot::warm_up(const Opening& opening) {
  const bool fits = parent_argv_ == opening.argv && parent_env_ == opening.env;
  if (!fits || !alive(parent_) || forks_ >= kForksPerParent) {
    spare_.reset();   // its channel closes, at which it ends
    parent_.reset();  // likewise
    // A parent may import more than a test may use.
    if (cgroup_) ASSAY_CHECK(cgroup_->allow_memory(0));
    ASSAY_CHECK(start_parent(opening));
  }
  return order_spare(opening);
}

Status Slot::order_spare(const Opening& opening) {
  if (spare_ || opening.program || forks_ >= kForksPerParent) return {};
  ASSAY_TRY(spare_, order_child(false));
  return {};
}

Result<Process> Slot::start_warm(const Opening& opening, int host) {
  ASSAY_CHECK(warm_up(opening));
  if (spare_) ASSAY_CHECK(settle(*spare_, host));
  Process process;
  if (spare_ && !opening.program) {
    process = std::move(*spare_);
    spare_.reset();
  } else {
    ASSAY_TRY(process, order_child(opening.program));
    ASSAY_CHECK(settle(process, host));
  }
  return process;
}

Result<Process> Slot::order_child(bool with_input) {
  ++forks_;
  ASSAY_TRY(Stdio stdio, Stdio::make(with_input));
  ASSAY_TRY(auto sockets, socket_pair());
  static const Lock lock = make_lock(0);
  ByteWriter out;
  out.put(lock.pid_offset);
  out.append({reinterpret_cast<const char*>(lock.program.data()),
              lock.program.size() * sizeof(sock_filter)});
  const int fds[] = {sockets.second.get(), stdio.in.get(), stdio.out.get(), stdio.err.get()};
  ASSAY_CHECK(send_frame(parent_.get(), Message::fork, out.bytes(), fds));
  Process child;
  child.warm = true;
  child.channel = Channel(std::move(sockets.first));
  child.in = std::move(stdio.our_in);
  child.out = std::move(stdio.our_out);
  child.err = std::move(stdio.our_err);
  return child;
}

Status Slot::settle(Process& child, int host) {
  if (child.pidfd.valid()) return {};
  pollfd watched[] = {{parent_.get(), POLLIN, 0}, {host, POLLIN, 0}};
  int ready = 0;
  while ((ready = ::poll(watched, 2, kImportMs)) < 0 && errno == EINTR) {
  }
  if (watched[1].revents != 0 && watched[0].revents == 0) {
    parent_.reset();
    return Status(Code::cancelled, "cancelled while the warm parent was starting");
  }
  Result<Frame> answer = parent_answer();
  if (ready == 0 || !answer.ok()) {
    parent_.reset();
    return internal_error("the warm parent has ended" + parent_words());
  }
  ByteReader in(answer->payload);
  child.box_pid = static_cast<pid_t>(in.get<std::uint32_t>());
  if (answer->type != Message::started || answer->fds.size() != 1 || !in.ok()) {
    parent_.reset();
    return internal_error("the warm parent answered out of turn");
  }
  child.pidfd = std::move(answer->fds[0]);
  return {};
}

// The parent answers in the order in which it was asked.
Result<Frame> Slot::parent_answer() {
  for (;;) {
    ASSAY_TRY(Frame answer, receive_frame(parent_.get()));
    if (discarded_ == 0 || answer.type != Message::waited) return answer;
    --discarded_;
  }
}

void Slot::discard(Process& process) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(process.box_pid));
  ::syscall(SYS_pidfd_send_signal, process.pidfd.get(), SIGKILL, nullptr, 0);
  if (!process.warm) {
    // Its end tells nothing.  Should the spawner be gone, init reaps.
    (void)ask(spawner_, Message::wait, out.bytes());
  } else if (send_frame(parent_.get(), Message::wait, out.bytes()).ok()) {
    ++discarded_;
  }
}

Result<Ended> Slot::end(Process& process) {
  ::syscall(SYS_pidfd_send_signal, process.pidfd.get(), SIGKILL, nullptr, 0);
  if (process.warm && spare_ && !settle(*spare_, -1).ok()) spare_.reset();
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(process.box_pid));
  Result<Frame> answer = internal_error("");
  if (!process.warm) {
    answer = ask(spawner_, Message::wait, out.bytes());
  } else if (send_frame(parent_.get(), Message::wait, out.bytes()).ok()) {
    // All that were discarded before are waited for first.
    for (answer = receive_frame(parent_.get()); answer.ok() && discarded_ > 0; --discarded_) {
      answer = receive_frame(parent_.get());
    }
  }
  process.pidfd.reset();
  if (!answer.ok()) {
    // Its parent is gone, so init has reaped it.
    return Ended{.status = SIGKILL, .told = false};
  }
  ASSAY_CHECK(expect(*answer, Message::waited));
  ByteReader in(answer->payload);
  Ended ended;
  ended.status = in.get<std::int32_t>();
  if (!process.warm) ended.peak_bytes = in.get<std::int64_t>();
  return ended;
}

Result<pid_t> Slot::start_box(const std::string& folder, std::span<const int> fds) {
  ASSAY_TRY(const Frame started, ask(init_, Message::work, folder, fds));
  ASSAY_CHECK(expect(started, Message::ok));
  if (started.fds.size() != 1) return internal_error("a work box was started without a pidfd");
  const pid_t pid = pid_of(started.fds[0]);
  if (pid > 0) go_first(pid);
  return pid;
}

Result<Slot::Work> Slot::start_work(const Fd& request) {
  Work work;
  ASSAY_TRY(auto report, socket_pair());
  ASSAY_TRY(auto out, make_pipe());
  ASSAY_TRY(auto err, make_pipe());
  if (options_.tier < Tier::namespaces) {
    ASSAY_TRY(work.folder,
              make_work_folder(name_, options_.root ? std::optional(options_.uid) : std::nullopt));
  }
  const int fds[] = {report.second.get(), request.get(), out.second.get(), err.second.get()};
  Result<pid_t> box = start_box(work.folder, fds);
  if (!box.ok()) {
    if (!work.folder.empty()) remove_tree(work.folder);
    return std::move(box).status();
  }
  work.box = *box;
  work.report = std::move(report.first);
  work.out = std::move(out.first);
  work.err = std::move(err.first);
  ::fcntl(work.out.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(work.err.get(), F_SETFL, O_NONBLOCK);
  return work;
}

// It ends when its socket closes, and everything in the box before that.
void Slot::await_init() {
  constexpr int kEndMs = 5000;
  const Fd end(static_cast<int>(::syscall(SYS_pidfd_open, init_pid_, 0)));
  init_.reset();
  pollfd watched{end.get(), POLLIN, 0};
  while (::poll(&watched, 1, kEndMs) < 0 && errno == EINTR) {
  }
}

void Slot::close() {
  spare_.reset();
  parent_.reset();
  spawner_.reset();
  if (init_pid_ > 0) {
    if (options_.tier < Tier::namespaces) await_init();
    // With namespaces the kernel kills the rest.
    ::kill(init_pid_, SIGKILL);
    while (::waitpid(init_pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    init_pid_ = 0;
  }
  init_.reset();
  cgroup_.reset();
}

}  // namespace assay
