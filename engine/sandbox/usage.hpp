#pragma once
// What a process uses, read from outside.

#include <sys/types.h>

#include <cstdint>

#include "base/fd.hpp"

namespace assay {

// The pid behind a pidfd in our own pid namespace; 0 if it is gone.
pid_t pid_of(const Fd& pidfd);

// When it was started, in ticks since the machine was; 0 if it is gone, or waits to be reaped,
// which in a container without an init may be for ever.  Numbers of processes are given out again,
// but not together with this.
std::int64_t start_of(pid_t pid);

// Of one process, all its threads; also while it waits to be reaped.  0 if it is gone.
double cpu_ms_of(pid_t pid);

// How long it could have run and no processor was free: its first thread, since its start.  0 where
// the kernel does not count this.
double starved_ms_of(pid_t pid);

// What it has in memory or swapped out, and the tables of its pages: a process whose first thread
// has ended, too.
std::int64_t resident_bytes(pid_t pid);
// The most that it ever had resident, or since forget_peak(), with what is beside that now.
std::int64_t peak_resident_bytes(pid_t pid);
void forget_peak(pid_t pid);

// A process and all that descends from it, with what reaped children used.
struct TreeUsage {
  double cpu_ms = 0;
  double starved_ms = 0;  // of those that live
  std::int64_t resident_bytes = 0;
  int processes = 0, tasks = 0;  // tasks: all their threads
};
TreeUsage tree_usage(pid_t root);

// The threads of a process.
int tasks_of(pid_t pid);

// Processes and threads of a user, for RLIMIT_NPROC, which counts all of them.
int tasks_of_user(uid_t uid);

// Offers the process first when memory runs out.
void offer_to_oom_killer(pid_t pid);

}  // namespace assay
