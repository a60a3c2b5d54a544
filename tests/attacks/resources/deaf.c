// Attack: blocks and ignores every signal, then spins.
// Must get: time_limit
#include <signal.h>
#include <string>
std::string mirror(const std::string& text) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, 0);
  for (int i = 1; i < NSIG; ++i) signal(i, SIG_IGN);
  for (volatile int i = 0;; i = i + 1) {
  }
  return text;
}
