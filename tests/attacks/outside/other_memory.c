// Attack: reads and writes the memory and the descriptors of its relatives.
// Must get: accepted
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void try_all(void) {
  char room[64];
  struct iovec own = {room, sizeof room}, theirs = {(void*)0x400000, sizeof room};
  int pids[] = {getppid(), 1, @BYSTANDER@};
  for (int pid : pids) {
    if (ptrace(PTRACE_ATTACH, pid, 0, 0) == 0 || ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) _exit(__LINE__);
    if (process_vm_readv(pid, &own, 1, &theirs, 1, 0) >= 0 || process_vm_writev(pid, &own, 1, &theirs, 1, 0) >= 0) _exit(__LINE__);
    for (int fd = 0; fd < 64; ++fd) {
      if (syscall(438 /* pidfd_getfd */, fd, 3, 0) >= 0) _exit(__LINE__);
    }
    if (syscall(SYS_kcmp, pid, getpid(), 0, 0, 0) >= 0) _exit(__LINE__);
    if (syscall(448 /* process_mrelease */, 3, 0) >= 0 || syscall(440 /* process_madvise */, 3, &own, 1, 8, 0) >= 0) _exit(__LINE__);
    if (syscall(SYS_move_pages, pid, 0, 0, 0, 0, 0) >= 0 || syscall(SYS_migrate_pages, pid, 0, 0, 0) >= 0) _exit(__LINE__);
    if (syscall(SYS_get_robust_list, pid, room, room + 8) >= 0) _exit(__LINE__);
  }
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0) _exit(__LINE__);
  if (open("/proc/self/mem", O_RDWR) >= 0) _exit(__LINE__);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
