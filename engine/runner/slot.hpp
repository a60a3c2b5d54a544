#pragma once
// A slot as its keeper sees it: the box's first process, the parents in it that make test
// processes, and the control group around them all.  Lives in the keeper, outside the box.

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "runner/channel.hpp"
#include "runner/init.hpp"
#include "runner/protocol.hpp"
#include "sandbox/cgroup.hpp"

namespace assay {

// A running test process.  Killed and reaped by Slot::end() and Slot::discard() only.
struct Process {
  pid_t pid = 0;      // here
  pid_t box_pid = 0;  // as its parent knows it
  Fd pidfd;
  Channel channel;    // if it speaks frames
  Fd in, out, err;    // our ends; `in` only for programs
  bool warm = false;  // forked by the warm parent
};

struct Ended {
  int status = 0;               // of wait()
  std::int64_t peak_bytes = 0;  // 0 if its parent does not tell
  bool told = true;             // false: its parent is gone, and it went with it
};

class Slot {
 public:
  Slot(const BoxOptions& options, std::string name) : options_(options), name_(std::move(name)) {}
  ~Slot() { close(); }

  // Makes the box ready for such programs; keeps what already fits.
  Status prepare(const std::vector<std::string>& readable);
  // Starts a test process.  `host` is watched while a warm parent is still importing.
  // `open_files` is for what no warm parent makes; its children have the usual number.
  Result<Process> start(const Opening& opening, const Fd& image, int open_files, int host);
  // Starts a warm parent if there is none that fits and has not forked its share; with it ends what
  // the one before forked.  Then order_spare().
  Status warm_up(const Opening& opening);
  // Has the warm parent make the next child, and does not wait for it: that overlaps with other
  // work.
  Status order_spare(const Opening& opening);
  // Kills the process if it still runs, and reaps it.
  Result<Ended> end(Process& process);
  // The same, but does not wait until a warm parent has reaped it.
  void discard(Process& process);

  struct Work {
    pid_t box = 0;  // the tree below it is the compile step
    Fd report, out, err;
    std::string folder;  // of the host, to be removed; "" if the box has mounts
  };
  Result<Work> start_work(const Fd& request);

  // Kills everything in the box; prepare() builds it anew.
  void close();

  const Cgroup* cgroup() const { return cgroup_ ? &*cgroup_ : nullptr; }
  const BoxOptions& options() const { return options_; }

 private:
  struct Stdio;
  Result<pid_t> start_box(const std::string& folder, std::span<const int> fds);
  Status start_init(const std::vector<std::string>& readable);
  void await_init();
  Status start_spawner();
  Status start_parent(const Opening& opening);
  Status ask_init(Message type, std::string_view payload, std::span<const int> fds);
  Result<Process> start_cold(const Opening& opening, const Fd& image, int open_files);
  Result<Process> start_warm(const Opening& opening, int host);
  // Asks the warm parent for a child; settle() takes its answer.
  Result<Process> order_child(bool with_input);
  Status settle(Process& child, int host);
  // The warm parent's next answer that is not to a discard().
  Result<Frame> parent_answer();
  std::string parent_words() const;

  BoxOptions options_;
  std::string name_;
  std::optional<Cgroup> cgroup_;
  pid_t init_pid_ = 0;
  Fd init_, spawner_;
  std::vector<std::string> readable_;

  // The warm parent, and what it was started for.
  Fd parent_, parent_err_;
  std::vector<std::string> parent_argv_, parent_env_;
  int forks_ = 0;
  int discarded_ = 0;  // how many of them it has still to say that they are reaped
  // A child ordered ahead, so that making it overlaps with a test: it has seen nothing but the
  // harness.  Its pidfd is missing until it is settled.
  std::optional<Process> spare_;
};

}  // namespace assay
