#pragma once
// Watches a process (or a compile step's tree of them) against its limits, from outside.

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/fd.hpp"
#include "model/run.hpp"
#include "runner/channel.hpp"
#include "sandbox/cgroup.hpp"
#include "sandbox/usage.hpp"

namespace assay {

// What allocators do not give back after a test is nobody's fault, up to this.
inline constexpr std::int64_t kKeptFree = std::int64_t{64} << 20;

// Threads of a test; compile steps have a limit of their own.
inline constexpr int kMostTasks = 512;

// What is monitored.  The descriptors are borrowed.
struct Monitored {
  pid_t pid = 0;
  int ended = -1;              // readable when it is over: a pidfd, or a report socket
  Channel* channel = nullptr;  // null: it speaks no frames
  int out = -1, err = -1;
  int host = -1;  // cancel comes here
  const Cgroup* cgroup = nullptr;
  bool tree = false;           // count its descendants too
  bool fresh = false;          // count from its birth on, not from the start of the monitor
  std::function<void()> kill;  // ends it; called at most once
  std::optional<std::int64_t> oom_start;  // the group's count before, if it is known
  // What it had resident once it was loaded; what it has got much more when the monitor starts is
  // what earlier tests kept, and counts.
  std::optional<std::int64_t> loaded_bytes;
};

class Monitor {
 public:
  enum class Event { frame, line, ended };

  Monitor(Monitored monitored, const Limits& limits);
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  ~Monitor();

  // Waits until a frame has come, or in a conversation a whole line of output, or the process is
  // over.  A limit, a cancel or a flood ends the process, and reason() then says why.
  Event wait();
  // Takes what has been printed; call when the process is over or has answered.
  void drain();

  // The CPU and wall clocks that limits are held against start here.
  void restart_clocks();
  // Between the two the wall clock stands: the host is at work.
  void pause();
  void resume();
  // Waits until `host` has something to say; all other limits are held meanwhile.  What ends the
  // process is the next wait()'s to tell.
  void await(int host);

  // What the process reads on its standard input, which is then closed.
  void feed(Fd* stdin_end, std::string bytes);
  // The same of a process that is answered as it goes: its lines become events.
  void converse(Fd* stdin_end, std::string bytes);
  // The line of the last event, without its end.
  std::string_view line() const { return line_; }
  // More of its standard input; `last`: it is closed after that, and lines are no events any more.
  void say(std::string_view bytes, bool last);
  void set_limits(const Limits& limits) { limits_ = limits; }
  void stop(Ending reason);
  const std::optional<Ending>& reason() const { return reason_; }
  bool overdue() const { return overdue_; }  // it did not die

  double cpu_ms() const;
  double wall_ms() const;
  // Above what was in use at restart_clocks(), with what earlier tests kept.
  std::int64_t memory_bytes() const;
  std::int64_t kept_bytes() const { return kept_bytes_; }
  std::int64_t oom_kills() const;
  std::int64_t idle_bytes() const { return memory_start_; }

  std::string out, err;  // cut at limits.output_bytes

 private:
  using Clock = std::chrono::steady_clock;
  double raw_cpu_ms() const;
  double starved_ms() const;
  const TreeUsage& tree() const;
  std::int64_t resident() const;
  double patience_ms() const;
  double wall_left_ms() const;
  void check_limits();
  bool too_many_tasks() const;
  void take_output(int fd, std::string* text);
  void feed_input();
  bool take_line();
  void hear_host();

  Monitored monitored_;
  Limits limits_;
  std::optional<Ending> reason_;
  Fd* stdin_ = nullptr;
  std::string input_;
  std::size_t input_done_ = 0;
  bool input_last_ = true;                   // no more of it will come
  std::size_t line_begin_ = 0, looked_ = 0;  // in `out`: of the next line, and where no end was yet
  std::string_view line_;
  bool out_open_, err_open_, overdue_ = false, paused_ = false, killed_ = false;
  bool goes_first_ = false;
  double cpu_start_ = 0, starved_start_ms_ = 0, paused_ms_ = 0;
  mutable std::optional<TreeUsage> tree_;  // since the last wait
  mutable double tree_took_ms_ = 0;
  Clock::time_point start_, pause_start_, killed_at_;
  std::int64_t memory_start_ = 0, memory_peak_ = 0, kept_bytes_ = 0, oom_start_ = 0;
};

}  // namespace assay
