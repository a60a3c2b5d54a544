// Theory of operation.  One poll over everything that can happen: frames, output, the end of the
// process, a word from the host.  Its timeout is the soonest that a limit could be passed: with n
// processors, (limit - used) / n of wall time; so the clock is read a dozen times in a run, not a
// thousand, and the limit is overshot by a few milliseconds at most.  Memory is the control group's
// business where there is one; elsewhere the resident set is read every ten milliseconds.

#include "runner/watch.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "runner/protocol.hpp"
#include "sandbox/usage.hpp"

namespace assay {
namespace {

constexpr double kShortestMs = 0.5, kLongestMs = 1000, kMemoryPollMs = 10, kTreePollMs = 20;
constexpr double kDeathMs = 5000;  // SIGKILL takes as long as the kernel needs to free memory

double ms_between(std::chrono::steady_clock::time_point from,
                  std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

}  // namespace

Watch::Watch(Watched watched, const Limits& limits)
    : watched_(std::move(watched)),
      limits_(limits),
      out_open_(watched_.out >= 0),
      err_open_(watched_.err >= 0) {
  if (watched_.cgroup != nullptr) oom_start_ = watched_.cgroup->oom_kills();
  restart_clocks();
}

void Watch::restart_clocks() {
  start_ = Clock::now();
  paused_ms_ = 0;
  cpu_start_ = watched_.fresh ? 0 : raw_cpu_ms();
  memory_start_ = memory_peak_ = watched_.fresh ? 0 : resident();
}

void Watch::pause() { pause_start_ = Clock::now(); }
void Watch::resume() { paused_ms_ += ms_between(pause_start_, Clock::now()); }

double Watch::raw_cpu_ms() const {
  if (!watched_.tree) return cpu_ms_of(watched_.pid);
  return watched_.cgroup != nullptr ? watched_.cgroup->cpu_ms() : tree_usage(watched_.pid).cpu_ms;
}

std::int64_t Watch::resident() const {
  if (!watched_.tree) return resident_bytes(watched_.pid);
  if (watched_.cgroup != nullptr) return watched_.cgroup->memory_bytes();
  return tree_usage(watched_.pid).resident_bytes;
}

double Watch::cpu_ms() const { return std::max(0.0, raw_cpu_ms() - cpu_start_); }
double Watch::wall_ms() const { return ms_between(start_, Clock::now()) - paused_ms_; }
std::int64_t Watch::oom_kills() const {
  return watched_.cgroup != nullptr ? watched_.cgroup->oom_kills() - oom_start_ : 0;
}

std::int64_t Watch::memory_bytes() const {
  std::int64_t peak = memory_peak_;
  if (!watched_.tree) {
    peak = std::max(peak, peak_resident_bytes(watched_.pid));
  } else if (watched_.cgroup != nullptr) {
    peak = std::max(peak, watched_.cgroup->peak_memory_bytes());
  }
  return std::max<std::int64_t>(0, peak - memory_start_);
}

void Watch::stop(Ending reason) {
  if (reason_) return;
  reason_ = reason;
  killed_at_ = Clock::now();
  watched_.kill();
}

double Watch::patience_ms() const {
  if (reason_) return kLongestMs;
  double patience = kLongestMs;
  static const double processors =
      std::max(1.0, static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN)));
  if (limits_.cpu_ms > 0) patience = std::min(patience, (limits_.cpu_ms - cpu_ms()) / processors);
  if (limits_.wall_ms > 0) patience = std::min(patience, limits_.wall_ms - wall_ms());
  if (watched_.cgroup == nullptr) {
    if (watched_.tree) patience = std::min(patience, kTreePollMs);
    if (limits_.memory_bytes > 0) patience = std::min(patience, kMemoryPollMs);
  }
  return std::max(patience, kShortestMs);
}

void Watch::check_limits() {
  if (reason_) {
    overdue_ = ms_between(killed_at_, Clock::now()) > kDeathMs;
    return;
  }
  if (limits_.cpu_ms > 0 && cpu_ms() >= limits_.cpu_ms) return stop(Ending::cpu_limit);
  if (limits_.wall_ms > 0 && wall_ms() >= limits_.wall_ms) return stop(Ending::wall_limit);
  if (watched_.cgroup != nullptr) return;
  memory_peak_ = std::max(memory_peak_, resident());
  if (limits_.memory_bytes > 0 && memory_peak_ - memory_start_ > limits_.memory_bytes) {
    stop(Ending::memory_limit);
  }
}

void Watch::take_output(int fd, std::string* text) {
  bool& open = fd == watched_.out ? out_open_ : err_open_;
  const auto most = static_cast<std::size_t>(limits_.output_bytes);
  char chunk[65536];
  while (open) {
    const ssize_t n = ::read(fd, chunk, sizeof chunk);
    if (n < 0 && errno == EINTR) continue;
    if (n == 0 || (n < 0 && errno != EAGAIN)) open = false;
    if (n <= 0) return;
    text->append(chunk, static_cast<std::size_t>(n));
    if (most == 0 || text->size() <= most) continue;
    text->resize(most);
    stop(Ending::output_limit);
    return;
  }
}

void Watch::drain() {
  take_output(watched_.out, &out);
  take_output(watched_.err, &err);
}

void Watch::feed_input() {
  while (input_done_ < input_.size()) {
    const ssize_t n =
        ::write(stdin_->get(), input_.data() + input_done_, input_.size() - input_done_);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) break;  // it does not read on, as it may
    input_done_ += static_cast<std::size_t>(n);
  }
  stdin_->reset();
}

void Watch::feed(Fd* stdin_end, std::string bytes) {
  stdin_ = stdin_end;
  input_ = std::move(bytes);
  feed_input();
}

void Watch::hear_host() {
  const Result<Frame> frame = receive_frame(watched_.host);
  if (!frame.ok()) {
    host_gone_ = true;
    watched_.host = -1;
  }
  stop(Ending::cancelled);
}

Watch::Event Watch::wait() {
  for (;;) {
    if (watched_.channel != nullptr && !reason_ && watched_.channel->whole()) return Event::frame;
    if (watched_.channel != nullptr && watched_.channel->malformed()) stop(Ending::unreadable);
    enum { kEnded, kChannel, kOut, kErr, kIn, kHost, kCount };
    pollfd polled[kCount];
    for (pollfd& each : polled) each = {-1, 0, 0};
    polled[kEnded] = {watched_.ended, POLLIN, 0};
    if (watched_.channel != nullptr && watched_.channel->open()) {
      polled[kChannel] = {watched_.channel->fd(), watched_.channel->events(), 0};
    }
    if (out_open_) polled[kOut] = {watched_.out, POLLIN, 0};
    if (err_open_) polled[kErr] = {watched_.err, POLLIN, 0};
    if (stdin_ != nullptr && stdin_->valid()) polled[kIn] = {stdin_->get(), POLLOUT, 0};
    polled[kHost] = {watched_.host, POLLIN, 0};

    const double patience = patience_ms();
    const timespec timeout{static_cast<time_t>(patience / 1e3),
                           static_cast<long>(std::fmod(patience, 1e3) * 1e6)};
    if (::ppoll(polled, kCount, &timeout, nullptr) < 0 && errno != EINTR) return Event::ended;

    if (polled[kChannel].revents != 0) watched_.channel->pump();
    if (polled[kOut].revents != 0) take_output(watched_.out, &out);
    if (polled[kErr].revents != 0) take_output(watched_.err, &err);
    if (polled[kIn].revents != 0) feed_input();
    if (polled[kHost].revents != 0) hear_host();
    if (polled[kEnded].revents != 0) {
      if (watched_.channel != nullptr) watched_.channel->pump();
      drain();
      const bool answer = watched_.channel != nullptr && !reason_ && watched_.channel->whole();
      return answer ? Event::frame : Event::ended;
    }
    check_limits();
    if (overdue_) return Event::ended;
  }
}

}  // namespace assay
