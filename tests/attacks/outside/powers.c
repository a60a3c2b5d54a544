// Attack: becomes somebody else: root, by number, by capability, by a program of root's.
// Must get: accepted
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void try_all(void) {
  if (getuid() == 0 || geteuid() == 0 || getgid() == 0 || getegid() == 0) _exit(__LINE__);
  gid_t groups[64];
  int count = getgroups(64, groups);
  for (int i = 0; i < count; ++i) {
    if (groups[i] == 0) _exit(__LINE__);
  }
  if (setuid(0) == 0 || setgid(0) == 0 || setresuid(0, 0, 0) == 0 || setresgid(0, 0, 0) == 0 || setgroups(0, 0) == 0) _exit(__LINE__);
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct held[2] = {};
  if (syscall(SYS_capget, &header, held) != 0) _exit(__LINE__);
  if (held[0].effective || held[1].effective || held[0].permitted || held[1].permitted || held[0].inheritable) _exit(__LINE__);
  held[0].effective = held[0].permitted = ~0u;
  if (syscall(SYS_capset, &header, held) == 0) _exit(__LINE__);
  for (int i = 0; i < 40; ++i) {
    // Who was never root has nothing to drop it with, and nothing that it would bound.
    if (getuid() >= 61000 && prctl(PR_CAPBSET_READ, i) != 0) _exit(__LINE__);
  }
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 || prctl(PR_SET_KEEPCAPS, 1) == 0 || prctl(PR_SET_SECUREBITS, 0) == 0) _exit(__LINE__);
  const char* programs[] = {"/usr/bin/su", "/usr/bin/sudo", "/usr/bin/mount", "/usr/bin/passwd", "/bin/sh"};
  for (const char* program : programs) {
    char* const argv[] = {(char*)program, 0};
    execv(program, argv);
    syscall(SYS_execveat, -100, program, argv, argv, 0, 0);
  }
  if (chmod("/tmp", 06777) == 0 || setfsuid(0) == 0) _exit(__LINE__);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
