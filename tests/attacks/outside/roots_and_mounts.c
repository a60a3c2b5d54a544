// Attack: changes its root, makes namespaces, mounts, follows handles of files.
// Must get: accepted
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void try_all(void) {
  char handle[128] = {8};
  int spaces[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP};
  for (int space : spaces) {
    if (unshare(space) == 0) _exit(__LINE__);
    if (syscall(SYS_clone, space | SIGCHLD, 0, 0, 0, 0) >= 0) _exit(__LINE__);
    if (setns(0, space) == 0 || setns(3, space) == 0) _exit(__LINE__);
  }
  struct { unsigned long flags[11]; } args = {{CLONE_NEWUSER}};
  if (syscall(435 /* clone3 */, &args, sizeof args) >= 0) _exit(__LINE__);
  if (mount("none", "/tmp", "tmpfs", 0, 0) == 0 || mount("/", "/tmp", 0, MS_BIND, 0) == 0 || umount2("/usr", MNT_DETACH) == 0) _exit(__LINE__);
  if (mount("none", "/", 0, MS_REMOUNT, 0) == 0 || mount("proc", "/tmp", "proc", 0, 0) == 0) _exit(__LINE__);
  if (syscall(SYS_pivot_root, ".", ".") == 0 || chroot("/tmp") == 0 || chroot(".") == 0) _exit(__LINE__);
  for (int number = 428; number <= 433; ++number) {
    if (syscall(number, -100, "/", 0, 0, 0) >= 0) _exit(__LINE__);
  }
  if (syscall(442 /* mount_setattr */, -100, "/", 0, handle, 32) == 0) _exit(__LINE__);
  if (syscall(SYS_open_by_handle_at, AT_FDCWD, handle, O_RDONLY) >= 0) _exit(__LINE__);
  if (syscall(SYS_name_to_handle_at, AT_FDCWD, "/", handle, handle, 0) == 0) _exit(__LINE__);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
