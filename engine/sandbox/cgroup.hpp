#pragma once
// A control group for one slot: v1 or v2, whichever holds the memory controller here.
//
// The first process of a slot is put in at birth and everything that it starts is born there:
// moving a process into a group later waits for the kernel, 6 to 12 ms on an idle machine.

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/fd.hpp"
#include "base/status.hpp"

namespace assay {

class Cgroup {
 public:
  // Below our own group, or the nearest group above it that we may write.  In v2 only groups
  // without processes of their own have limited groups below them: where nothing above may be
  // written (a container, a delegated service), all processes of our own group move into a leaf
  // "assay.host" below it.  Fails with what is missing in words.
  static Result<Cgroup> create(const std::string& name);
  Cgroup(Cgroup&&) noexcept;
  Cgroup& operator=(Cgroup&&) noexcept;
  // Removes the group; every process in it must be dead.
  ~Cgroup();

  Status add(pid_t pid) const;
  // "cgroup v1 (memory, pids, cpuacct)".
  const std::string& description() const { return description_; }

  // What may be used beyond what is in use now; 0 for no limit.
  Status allow_memory(std::int64_t bytes) const;
  Status allow_tasks(int count) const;
  std::int64_t oom_kills() const;  // since the group was made
  double cpu_ms() const;           // of all that ever ran in it
  std::int64_t memory_bytes() const;
  // Since forget_peak(); 0 if it stayed below an older peak that the kernel (v2 before Linux 6.12)
  // cannot forget.
  std::int64_t peak_memory_bytes() const;
  void forget_peak() const;

  // What the names of a launcher's groups begin with: no other launcher ever has it.
  static std::string launcher_name(pid_t pid);
  // Removes what launchers that no longer exist left behind, and `own` if it is one that ends.
  static void sweep(pid_t own = 0);

 private:
  Cgroup() = default;
  std::string memory_, pids_, cpu_;  // folders; all the same in v2
  bool unified_ = false;
  std::string description_;
  // v2 forgets a peak for one descriptor; before that could be had, we remember the old one.
  mutable Fd peak_;
  mutable std::int64_t old_peak_ = -1;
};

}  // namespace assay
