#pragma once
// The children of a process that is a subreaper: those that it started, and strangers, whom the
// death of a process between has made its own.  Nobody else is left to end those.

#include <sys/types.h>

#include <set>

namespace assay {

// One thread.  Nothing else may reap.
class Children {
 public:
  void add(pid_t pid) { own_.insert(pid); }
  // To be called after every SIGCHLD: reaps who has ended, and kills strangers.  The death of a
  // stranger raises the signal again, so that none is overlooked.
  void attend();
  // Returns when there are none any more; kills strangers meanwhile.
  void wait_for_all();
  // Kills and reaps until there are none.
  void kill_all();

 private:
  void kill_strangers() const;
  void reap();

  std::set<pid_t> own_;  // none of these numbers is given out again before we have reaped it
};

}  // namespace assay
