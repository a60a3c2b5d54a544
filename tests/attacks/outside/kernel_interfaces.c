// Attack: the parts of the kernel in which most holes were found.
// Must get: accepted
#include <linux/keyctl.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <string>
#define REFUSED(...) \
  if (syscall(__VA_ARGS__) >= 0) _exit(__LINE__)
__attribute__((constructor)) static void try_all(void) {
  char room[256] = {};
  REFUSED(SYS_bpf, 0, room, sizeof room);
  REFUSED(SYS_bpf, 5, room, sizeof room);
  REFUSED(SYS_perf_event_open, room, 0, -1, -1, 0);
  REFUSED(SYS_userfaultfd, 0);
  REFUSED(SYS_userfaultfd, 1);
  REFUSED(425, 8, room);  // io_uring_setup, _enter, _register
  REFUSED(426, 3, 1, 1, 0, 0, 0);
  REFUSED(427, 3, 0, 0, 0);
  REFUSED(SYS_add_key, "user", "assay", "x", 1UL, KEY_SPEC_USER_KEYRING);
  REFUSED(SYS_add_key, "user", "assay", "x", 1UL, KEY_SPEC_PROCESS_KEYRING);
  REFUSED(SYS_request_key, "user", "assay", 0, KEY_SPEC_SESSION_KEYRING);
  REFUSED(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0, 0, 0);
  REFUSED(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "assay", 0, 0, 0);
  REFUSED(447, 0);  // memfd_secret
  REFUSED(SYS_memfd_create, "x", 0);
  REFUSED(SYS_shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  REFUSED(SYS_semget, IPC_PRIVATE, 1, IPC_CREAT | 0600);
  REFUSED(SYS_msgget, IPC_PRIVATE, IPC_CREAT | 0600);
  REFUSED(SYS_mq_open, "assay", 0102, 0600, 0);
  REFUSED(SYS_fanotify_init, 0, 0);
  REFUSED(SYS_inotify_init1, 0);
  REFUSED(SYS_init_module, room, sizeof room, "");
  REFUSED(SYS_finit_module, 0, "", 0);
  REFUSED(SYS_delete_module, "x", 0);
  REFUSED(SYS_kexec_load, 0, 0, 0, 0);
  REFUSED(SYS_kexec_file_load, 0, 0, 0, 0, 0);
  REFUSED(SYS_reboot, 0xfee1dead, 672274793, 0, 0);
  REFUSED(SYS_swapon, "/dev/vda", 0);
  REFUSED(SYS_acct, "/tmp/x");
  REFUSED(SYS_quotactl, 0, "/dev/vda", 0, room);
  REFUSED(SYS_syslog, 3, room, 10);
  REFUSED(SYS_personality, 0x0040000);
  REFUSED(SYS_lookup_dcookie, 0, room, 10);
  REFUSED(SYS_vhangup);
  REFUSED(SYS_io_setup, 8, room);
  REFUSED(SYS_remap_file_pages, room, 4096, 0, 0, 0);
  REFUSED(SYS_seccomp, 1, 8 /* a listener */, room);
  REFUSED(SYS_mlockall, 3);
  REFUSED(SYS_mlock, room, 64);
  REFUSED(444, 0, 0, 1);  // landlock_create_ruleset
  REFUSED(SYS_settimeofday, room, 0);
  REFUSED(SYS_clock_settime, 0, room);
  REFUSED(SYS_adjtimex, room);
  REFUSED(SYS_sethostname, "x", 1);
  REFUSED(SYS_setdomainname, "x", 1);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
