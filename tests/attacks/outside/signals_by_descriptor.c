// Attack: has the kernel send signals for it: owners of descriptors, leases, notifications, timers, the death of a parent.
// Must get: accepted
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void try_all(void) {
  int pipes[2];
  if (pipe(pipes) != 0) return;
  int who = getppid();
  struct f_owner_ex owner = {F_OWNER_PID, who};
  int fds[] = {0, 1, 3, pipes[0]};
  for (int fd : fds) {
    if (fcntl(fd, F_SETOWN, who) == 0 || fcntl(fd, F_SETOWN_EX, &owner) == 0 || fcntl(fd, F_SETSIG, SIGKILL) == 0) _exit(__LINE__);
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0 || fcntl(fd, F_NOTIFY, 1) == 0) _exit(__LINE__);
    if (ioctl(fd, 0x8901 /* FIOSETOWN */, &who) == 0 || ioctl(fd, 0x8902 /* SIOCSPGRP */, &who) == 0) _exit(__LINE__);
  }
  struct sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL | 4 /* SIGEV_THREAD_ID */;
  event.sigev_signo = SIGKILL;
  event._sigev_un._tid = who;
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0) _exit(__LINE__);
  if (prctl(PR_SET_PDEATHSIG, 0) == 0) _exit(__LINE__);  // it would outlive the box
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
