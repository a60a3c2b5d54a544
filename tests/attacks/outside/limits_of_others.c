// Attack: changes the limits, the scheduling and the processors of those above and beside it.
// Must get: accepted
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void change(void) {
  const int victims[] = {getppid(), 1, @BYSTANDER@};
  for (int victim : victims) {
    struct rlimit none = {0, 0};
    struct sched_param first = {};
    unsigned long one = 1;
    if (victim <= 0) continue;
    if (syscall(SYS_prlimit64, victim, RLIMIT_NOFILE, &none, 0) == 0) _exit(__LINE__);
    if (syscall(SYS_prlimit64, victim, RLIMIT_CPU, &none, 0) == 0) _exit(__LINE__);
    if (syscall(SYS_sched_setaffinity, victim, sizeof one, &one) == 0) _exit(__LINE__);
    if (syscall(SYS_sched_setscheduler, victim, SCHED_IDLE, &first) == 0) _exit(__LINE__);
    if (syscall(SYS_setpriority, PRIO_PROCESS, victim, 19) == 0) _exit(__LINE__);
    if (syscall(SYS_ioprio_set, 1, victim, 3 << 13) == 0) _exit(__LINE__);
  }
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
