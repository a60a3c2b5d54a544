// Theory of operation.  One poll over everything that can happen: frames, output, the end of the
// process, a word from the host.  Its timeout is the soonest that a limit could be passed: with n
// processors, (limit - used) / n of wall time; so the clock is read a dozen times in a run, not a
// thousand, and the limit is overshot by a few milliseconds at most.  Memory is the control group's
// business where there is one; elsewhere the resident set is read every ten milliseconds.

#include "runner/monitor.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <iterator>

#include "runner/protocol.hpp"
#include "sandbox/turns.hpp"

namespace assay {
namespace {

constexpr double kMostStarved = 5;  // times the wall limit
constexpr double kShortestMs = 0.5, kLongestMs = 1000, kMemoryPollMs = 10, kTreePollMs = 20;
constexpr double kCalmMs = 5;      // for which the process that watches has turns like any other
constexpr double kPollShare = 10;  // times what a look takes
// SIGKILL takes as long as the kernel needs to free memory, and a work box its turn among all that
// it has to kill, on a machine that may be full.
constexpr double kDeathMs = 20'000;

constexpr int kBoxTasks = 4;  // of a work box, beside the step's own

timespec timeout_of(double ms) {
  return {static_cast<time_t>(ms / 1e3), static_cast<long>(std::fmod(ms, 1e3) * 1e6)};
}

double ms_between(std::chrono::steady_clock::time_point from,
                  std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

}  // namespace

Monitor::Monitor(Monitored monitored, const Limits& limits)
    : monitored_(std::move(monitored)),
      limits_(limits),
      out_open_(monitored_.out >= 0),
      err_open_(monitored_.err >= 0) {
  if (monitored_.oom_start) {
    oom_start_ = *monitored_.oom_start;
  } else if (monitored_.cgroup != nullptr) {
    oom_start_ = monitored_.cgroup->oom_kills();
  }
  restart_clocks();
  if (monitored_.loaded_bytes) {
    const std::int64_t more = memory_start_ - *monitored_.loaded_bytes;
    kept_bytes_ = std::max<std::int64_t>(0, more - kKeptFree);
    memory_start_ -= kept_bytes_;
  }
}

Monitor::~Monitor() {
  if (goes_first_) take_turns();
}

void Monitor::restart_clocks() {
  tree_.reset();
  start_ = Clock::now();
  paused_ms_ = 0;
  cpu_start_ = monitored_.fresh ? 0 : raw_cpu_ms();
  starved_start_ms_ = monitored_.fresh ? 0 : starved_ms();
  memory_peak_ = monitored_.fresh ? 0 : resident();
  memory_start_ = memory_peak_ - kept_bytes_;
}

double Monitor::starved_ms() const {
  return monitored_.tree ? tree().starved_ms : starved_ms_of(monitored_.pid);
}

const TreeUsage& Monitor::tree() const {
  if (!tree_) {
    const Clock::time_point before = Clock::now();
    tree_ = tree_usage(monitored_.pid);
    tree_took_ms_ = ms_between(before, Clock::now());
  }
  return *tree_;
}

void Monitor::pause() {
  pause_start_ = Clock::now();
  paused_ = true;
}

void Monitor::resume() {
  paused_ms_ += ms_between(pause_start_, Clock::now());
  paused_ = false;
}

double Monitor::raw_cpu_ms() const {
  if (!monitored_.tree) return cpu_ms_of(monitored_.pid);
  return monitored_.cgroup != nullptr ? monitored_.cgroup->cpu_ms() : tree().cpu_ms;
}

std::int64_t Monitor::resident() const {
  if (!monitored_.tree) return resident_bytes(monitored_.pid);
  if (monitored_.cgroup != nullptr) return monitored_.cgroup->memory_bytes();
  return tree().resident_bytes;
}

double Monitor::cpu_ms() const { return std::max(0.0, raw_cpu_ms() - cpu_start_); }
double Monitor::wall_ms() const {
  return ms_between(start_, paused_ ? pause_start_ : Clock::now()) - paused_ms_;
}
std::int64_t Monitor::oom_kills() const {
  return monitored_.cgroup != nullptr ? monitored_.cgroup->oom_kills() - oom_start_ : 0;
}

std::int64_t Monitor::memory_bytes() const {
  std::int64_t peak = memory_peak_;
  if (!monitored_.tree) {
    peak = std::max(peak, peak_resident_bytes(monitored_.pid));
  } else if (monitored_.cgroup != nullptr) {
    peak = std::max(peak, monitored_.cgroup->peak_memory_bytes());
  }
  return std::max<std::int64_t>(0, peak - memory_start_);
}

void Monitor::stop(Ending reason) {
  if (reason_) return;
  reason_ = reason;
  killed_at_ = Clock::now();
  if (!killed_) monitored_.kill();
  killed_ = true;
}

// On a machine that is full, waiting for a processor is not the process's own.
double Monitor::wall_left_ms() const {
  const double left = limits_.wall_ms - wall_ms();
  if (left > 0) return left;
  return left + std::min(starved_ms() - starved_start_ms_, kMostStarved * limits_.wall_ms);
}

double Monitor::patience_ms() const {
  if (reason_) return kLongestMs;
  double patience = goes_first_ || paused_ ? kLongestMs : kCalmMs;
  static const double processors =
      std::max(1.0, static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN)));
  if (limits_.cpu_ms > 0) patience = std::min(patience, (limits_.cpu_ms - cpu_ms()) / processors);
  if (limits_.wall_ms > 0 && !paused_) patience = std::min(patience, wall_left_ms());
  if (monitored_.cgroup == nullptr) {
    const double most = limits_.memory_bytes > 0 ? kMemoryPollMs : kTreePollMs;
    // Looking at a crowd must not take more time than it has.
    if (monitored_.tree || limits_.memory_bytes > 0)
      patience = std::min(patience, std::max(most, kPollShare * tree_took_ms_));
  }
  return std::max(patience, kShortestMs);
}

void Monitor::check_limits() {
  if (reason_) {
    overdue_ = ms_between(killed_at_, Clock::now()) > kDeathMs;
    return;
  }
  // Not sooner: whoever goes first interrupts others, and most tests are over by then.
  if (!goes_first_ && wall_ms() >= kCalmMs) {
    go_first(0);
    goes_first_ = true;
  }
  if (limits_.cpu_ms > 0 && cpu_ms() >= limits_.cpu_ms) return stop(Ending::cpu_limit);
  if (limits_.wall_ms > 0 && !paused_ && wall_left_ms() <= 0) return stop(Ending::wall_limit);
  if (monitored_.cgroup != nullptr) return;
  memory_peak_ = std::max(memory_peak_, resident());
  if (limits_.memory_bytes > 0 && memory_peak_ - memory_start_ > limits_.memory_bytes) {
    return stop(Ending::memory_limit);
  }
  // As with a control group, where it could not have so many, this is an end of its own.
  if (!killed_ && too_many_tasks()) {
    killed_ = true;
    monitored_.kill();
  }
}

bool Monitor::too_many_tasks() const {
  if (!monitored_.tree) return tasks_of(monitored_.pid) > kMostTasks;
  return limits_.processes > 0 && tree().tasks > limits_.processes + kBoxTasks;
}

void Monitor::take_output(int fd, std::string* text) {
  bool& open = fd == monitored_.out ? out_open_ : err_open_;
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

void Monitor::drain() {
  take_output(monitored_.out, &out);
  take_output(monitored_.err, &err);
}

void Monitor::feed_input() {
  while (input_done_ < input_.size()) {
    const ssize_t n =
        ::write(stdin_->get(), input_.data() + input_done_, input_.size() - input_done_);
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) break;  // it does not read on, as it may
    input_done_ += static_cast<std::size_t>(n);
  }
  if (input_last_ || input_done_ < input_.size()) stdin_->reset();
}

void Monitor::feed(Fd* stdin_end, std::string bytes) {
  stdin_ = stdin_end;
  input_ = std::move(bytes);
  feed_input();
}

void Monitor::converse(Fd* stdin_end, std::string bytes) {
  input_last_ = false;
  feed(stdin_end, std::move(bytes));
}

void Monitor::say(std::string_view bytes, bool last) {
  input_last_ = last;
  if (!stdin_->valid()) return;  // it reads no more
  input_.erase(0, input_done_);
  input_done_ = 0;
  input_.append(bytes);
  feed_input();
}

// Of a conversation, the next line of output.
bool Monitor::take_line() {
  if (input_last_ || reason_) return false;
  const std::size_t end = out.find('\n', std::max(looked_, line_begin_));
  looked_ = std::min(end, out.size());
  if (end == std::string::npos) return false;
  line_ = std::string_view(out).substr(line_begin_, end - line_begin_);
  line_begin_ = end + 1;
  return true;
}

void Monitor::hear_host() {
  const Result<Frame> frame = receive_frame(monitored_.host);
  if (!frame.ok()) monitored_.host = -1;
  stop(Ending::cancelled);
}

void Monitor::await(int host) {
  int ended = monitored_.ended;
  for (;;) {
    pollfd polled[] = {{host, POLLIN, 0},
                       {ended, POLLIN, 0},
                       {out_open_ ? monitored_.out : -1, POLLIN, 0},
                       {err_open_ ? monitored_.err : -1, POLLIN, 0}};
    const timespec timeout = timeout_of(patience_ms());
    if (::ppoll(polled, std::size(polled), ended < 0 ? nullptr : &timeout, nullptr) < 0 &&
        errno != EINTR) {
      return;
    }
    tree_.reset();
    if (polled[2].revents != 0) take_output(monitored_.out, &out);
    if (polled[3].revents != 0) take_output(monitored_.err, &err);
    if (polled[0].revents != 0) return;
    if (polled[1].revents != 0) ended = -1;
    if (ended >= 0) check_limits();
  }
}

Monitor::Event Monitor::wait() {
  for (;;) {
    if (monitored_.channel != nullptr && !reason_ && monitored_.channel->whole())
      return Event::frame;
    if (take_line()) return Event::line;
    if (monitored_.channel != nullptr && monitored_.channel->malformed()) stop(Ending::unreadable);
    enum { kEnded, kChannel, kOut, kErr, kIn, kHost, kCount };
    pollfd polled[kCount];
    for (pollfd& each : polled) each = {-1, 0, 0};
    polled[kEnded] = {monitored_.ended, POLLIN, 0};
    if (monitored_.channel != nullptr && monitored_.channel->open()) {
      polled[kChannel] = {monitored_.channel->fd(), monitored_.channel->events(), 0};
    }
    if (out_open_) polled[kOut] = {monitored_.out, POLLIN, 0};
    if (err_open_) polled[kErr] = {monitored_.err, POLLIN, 0};
    const bool unread = stdin_ != nullptr && stdin_->valid() && input_done_ < input_.size();
    if (unread) polled[kIn] = {stdin_->get(), POLLOUT, 0};
    polled[kHost] = {monitored_.host, POLLIN, 0};

    const timespec timeout = timeout_of(patience_ms());
    if (::ppoll(polled, kCount, &timeout, nullptr) < 0 && errno != EINTR) return Event::ended;

    tree_.reset();
    if (polled[kChannel].revents != 0) monitored_.channel->pump();
    if (polled[kOut].revents != 0) take_output(monitored_.out, &out);
    if (polled[kErr].revents != 0) take_output(monitored_.err, &err);
    if (polled[kIn].revents != 0) feed_input();
    if (polled[kHost].revents != 0) hear_host();
    if (polled[kEnded].revents != 0) {
      if (monitored_.channel != nullptr) monitored_.channel->pump();
      drain();
      const bool answer = monitored_.channel != nullptr && !reason_ && monitored_.channel->whole();
      return answer ? Event::frame : Event::ended;
    }
    check_limits();
    if (overdue_) return Event::ended;
  }
}

}  // namespace assay
