// Attack: raises its limits and priorities, lowers those of others, hides from the out-of-memory killer.
// Must get: accepted
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void try_all(void) {
  for (int i = 0; i < 16; ++i) {
    struct rlimit now;
    getrlimit((__rlimit_resource)i, &now);
    if (now.rlim_max == RLIM_INFINITY) continue;
    struct rlimit more = {now.rlim_max + 1, now.rlim_max + 1};
    if (setrlimit((__rlimit_resource)i, &more) == 0) _exit(__LINE__);
  }
  struct rlimit none = {0, 0}, core;
  int pids[] = {getppid(), 1, @BYSTANDER@};
  for (int pid : pids) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    if (prlimit((__pid_t)pid, RLIMIT_CPU, &none, 0) == 0 || prlimit((__pid_t)pid, RLIMIT_NOFILE, 0, &core) == 0) _exit(__LINE__);
    if (sched_setaffinity(pid, sizeof set, &set) == 0 || setpriority(PRIO_PROCESS, pid, 19) == 0) _exit(__LINE__);
  }
  struct sched_param first = {1};
  if (sched_setscheduler(0, SCHED_FIFO, &first) == 0 || sched_setscheduler(0, SCHED_IDLE, &first) == 0) _exit(__LINE__);
  if (setpriority(PRIO_PROCESS, 0, -20) == 0 || nice(-5) >= 0) _exit(__LINE__);
  if (syscall(SYS_ioprio_set, 1, 0, 1 << 13) == 0) _exit(__LINE__);
  if (open("/proc/self/oom_score_adj", O_WRONLY) >= 0 || open("/proc/self/loginuid", O_WRONLY) >= 0) _exit(__LINE__);
  getrlimit(RLIMIT_CORE, &core);
  if (core.rlim_max > 1) _exit(__LINE__);  // at 1 nothing is piped to a program of root's either
  if (setrlimit(RLIMIT_CORE, &none) == 0 || prlimit(0, RLIMIT_CORE, &none, 0) == 0) _exit(__LINE__);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
