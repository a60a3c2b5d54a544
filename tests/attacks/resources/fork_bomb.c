// Attack: makes processes in every way that there is, as fast as it can.
// Must get: accepted
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
static char stack[65536];
static int idle(void*) { return 0; }
__attribute__((constructor)) static void bomb(void) {
  for (int i = 0; i < 2000; ++i) {
    if (fork() >= 0) _exit(__LINE__);
    if (syscall(SYS_fork) >= 0 || syscall(SYS_vfork) >= 0) _exit(__LINE__);
    if (clone(idle, stack + sizeof stack, SIGCHLD, 0) >= 0) _exit(__LINE__);
    if (clone(idle, stack + sizeof stack, CLONE_VM | CLONE_FILES | SIGCHLD, 0) >= 0) _exit(__LINE__);
    if (clone(idle, stack + sizeof stack, CLONE_PARENT | SIGCHLD, 0) >= 0) _exit(__LINE__);
  }
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
