/* Tries what code in a box must not be able to do.  Prints "name ok" for what succeeded and
   "name ERRNO" for what was refused; the tests hold the list against theirs. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <unistd.h>

extern char **environ;

static void tell(const char *name, long result) {
  printf("%s %s\n", name, result >= 0 ? "ok" : strerrorname_np(errno));
  fflush(stdout);
}

#define TRY(name, call) (errno = 0, tell(name, (long)(call)))

static void *nothing(void *argument) { return argument; }

static void network(void) {
  int pair[2];
  TRY("socket-inet", socket(AF_INET, SOCK_STREAM, 0));
  TRY("socket-inet6", socket(AF_INET6, SOCK_DGRAM, 0));
  TRY("socket-unix", socket(AF_UNIX, SOCK_STREAM, 0));
  TRY("socket-netlink", socket(AF_NETLINK, SOCK_RAW, 0));
  TRY("socket-packet", socket(AF_PACKET, SOCK_RAW, 0));
  TRY("socket-vsock", socket(40 /* AF_VSOCK */, SOCK_STREAM, 0));
  TRY("socket-alg", socket(AF_ALG, SOCK_SEQPACKET, 0));
  TRY("socketpair-datagram", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
}

static void reading(const char *const *secrets) {
  TRY("read-passwd", open("/etc/passwd", O_RDONLY));
  TRY("read-shadow", open("/etc/shadow", O_RDONLY));
  TRY("list-root", open("/root", O_RDONLY | O_DIRECTORY));
  TRY("list-home", open("/home", O_RDONLY | O_DIRECTORY));
  TRY("read-environ", open("/proc/1/environ", O_RDONLY));
  TRY("read-parent-environ", open("/proc/self/../1/cmdline", O_RDONLY));
  TRY("open-own-memory", open("/proc/self/mem", O_RDWR));
  TRY("list-sys", open("/sys", O_RDONLY | O_DIRECTORY));
  TRY("open-kmsg", open("/dev/kmsg", O_RDONLY));
  TRY("open-disk", open("/dev/vda", O_RDONLY));
  TRY("open-tty", open("/dev/tty", O_RDWR));
  TRY("open-kvm", open("/dev/kvm", O_RDWR));
  for (int i = 0; secrets[i]; ++i) {
    char name[32];
    snprintf(name, sizeof name, "read-secret-%d", i);
    TRY(name, open(secrets[i], O_RDONLY));
  }
}

static void writing(void) {
  const char *places[] = {"x",         "/x",        "/tmp/x", "/dev/shm/x",  "/var/tmp/x",
                          "/run/x",    "/box/x",    "/usr/x", "/usr/lib/x",  "/etc/x"};
  for (size_t i = 0; i < sizeof places / sizeof *places; ++i) {
    char name[64];
    snprintf(name, sizeof name, "create:%s", places[i]);
    TRY(name, open(places[i], O_CREAT | O_WRONLY, 0600));
  }
  TRY("temporary-file", open("/tmp", O_TMPFILE | O_RDWR, 0600));
  TRY("mkdir", mkdir("/tmp/d", 0700));
  TRY("symlink", symlink("/etc", "/tmp/l"));
  TRY("truncate", truncate("/usr/bin/env", 0));
  TRY("open-truncate", open("/usr/bin/env", O_RDONLY | O_TRUNC));
  TRY("chmod", chmod("/usr/bin/env", 0777));
  TRY("utimes", utimensat(AT_FDCWD, "/usr/bin/env", NULL, 0));
  TRY("setxattr", syscall(SYS_setxattr, "/usr/bin/env", "user.x", "y", 1UL, 0));
  TRY("mknod", mknod("/tmp/n", S_IFCHR | 0600, 0));
  TRY("memfd", syscall(SYS_memfd_create, "x", 0));
  int fd = open("/usr/bin/env", O_RDONLY);
  TRY("fchmod", fchmod(fd, 0777));
  TRY("lock-shared-file", fcntl(fd, F_SETLK, &(struct flock){.l_type = F_RDLCK}));
  TRY("lease", fcntl(fd, F_SETLEASE, F_RDLCK));
  TRY("flock", syscall(SYS_flock, fd, 1));
  close(fd);
}

static void processes(void) {
  pid_t parent = getppid();
  struct iovec io = {&parent, sizeof parent};
  int pipes[2];
  pid_t pid;
  char *argv[] = {"/bin/true", NULL};
  TRY("fork", fork());
  TRY("vfork", syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) == 0 ? (_exit(7), 0)
                                                                                    : -1);
  errno = posix_spawn(&pid, "/bin/true", NULL, NULL, argv, environ);
  tell("spawn", errno ? -1 : 0);
  TRY("new-user-namespace", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  TRY("kill-parent", kill(parent, 0));
  TRY("kill-init", kill(1, 0));
  TRY("kill-all", kill(-1, SIGTERM));
  TRY("kill-group", kill(0, 0));
  TRY("tgkill-parent", syscall(SYS_tgkill, parent, parent, 0));
  TRY("tkill-init", syscall(SYS_tkill, 1, 0));
  TRY("queue-signal", sigqueue(parent, 0, (union sigval){0}));
  TRY("pidfd", syscall(SYS_pidfd_open, parent, 0));
  pipe(pipes);
  TRY("signal-owner", fcntl(pipes[0], F_SETOWN, parent));
  TRY("signal-choice", fcntl(pipes[0], F_SETSIG, SIGKILL));
  TRY("signal-owner-ioctl", ioctl(pipes[0], 0x8901 /* FIOSETOWN */, &parent));
  TRY("ptrace-me", ptrace(PTRACE_TRACEME, 0, 0, 0));
  TRY("ptrace-parent", ptrace(PTRACE_SEIZE, parent, 0, 0));
  TRY("read-parent-memory", process_vm_readv(parent, &io, 1, &io, 1, 0));
  TRY("kcmp", syscall(SYS_kcmp, parent, parent, 0, 0, 0));
  TRY("pidfd-getfd", syscall(SYS_pidfd_getfd, 0, 0, 0));
  TRY("limits-of-parent", prlimit(parent, RLIMIT_NOFILE, NULL, NULL));
  TRY("affinity-of-parent", sched_setaffinity(parent, sizeof(cpu_set_t), &(cpu_set_t){{1}}));
  TRY("nicer", setpriority(PRIO_PROCESS, 0, -20));
  TRY("less-nice-parent", setpriority(PRIO_PROCESS, parent, 5));
  TRY("real-time", sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){1}));
  TRY("raise-limit", setrlimit(RLIMIT_NOFILE, &(struct rlimit){100000, 100000}));
  TRY("raise-core", setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1}));
}

static void powers(void) {
  TRY("setuid-root", setresuid(0, 0, 0));
  TRY("setgid-root", setresgid(0, 0, 0));
  TRY("setgroups", syscall(SYS_setgroups, 0, NULL));
  TRY("mount", mount("none", "/tmp", "tmpfs", 0, NULL));
  TRY("remount", mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL));
  TRY("umount", umount2("/usr", MNT_DETACH));
  TRY("fsopen", syscall(430, "tmpfs", 0));
  TRY("open-tree", syscall(428, AT_FDCWD, "/", 1));
  TRY("unshare-user", unshare(CLONE_NEWUSER));
  TRY("unshare-net", unshare(CLONE_NEWNET));
  TRY("setns", setns(0, 0));
  TRY("chroot", chroot("/"));
  TRY("pivot-root", syscall(SYS_pivot_root, ".", "."));
  TRY("open-by-handle", syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, 0));
  TRY("name-to-handle", syscall(SYS_name_to_handle_at, AT_FDCWD, "/", NULL, NULL, 0));
  TRY("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 1));
  TRY("add-key", syscall(SYS_add_key, "user", "x", "y", 1UL, KEY_SPEC_PROCESS_KEYRING));
  TRY("request-key", syscall(SYS_request_key, "user", "x", NULL, 0));
  TRY("io-uring", syscall(425, 1, NULL));
  TRY("userfaultfd", syscall(SYS_userfaultfd, 1));
  TRY("bpf", syscall(SYS_bpf, 0, NULL, 0));
  TRY("perf", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
  TRY("inotify", inotify_init1(0));
  TRY("fanotify", syscall(SYS_fanotify_init, 0, 0));
  TRY("personality", personality(ADDR_NO_RANDOMIZE));
  TRY("hostname", sethostname("x", 1));
  TRY("settime", settimeofday(&(struct timeval){0}, NULL));
  TRY("adjtime", adjtimex(&(struct timex){0}));
  TRY("reboot", reboot(RB_DISABLE_CAD));
  TRY("syslog", syscall(SYS_syslog, 3, NULL, 0));
  TRY("load-module", syscall(SYS_finit_module, 0, "", 0));
  TRY("quota", syscall(SYS_quotactl, 0, NULL, 0, NULL));
  TRY("acct", syscall(SYS_acct, NULL));
  TRY("swapon", syscall(SYS_swapon, "/x", 0));
  TRY("kexec", syscall(SYS_kexec_load, 0, 0, NULL, 0));
  TRY("shared-memory", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
  TRY("semaphore", semget(IPC_PRIVATE, 1, IPC_CREAT | 0600));
  TRY("message-queue", msgget(IPC_PRIVATE, IPC_CREAT | 0600));
  TRY("posix-queue", mq_open("/x", O_CREAT | O_RDWR, 0600, NULL));
  TRY("mlockall", mlockall(MCL_CURRENT));
  TRY("type-into-terminal", ioctl(0, 0x5412 /* TIOCSTI */, "x"));
  TRY("own-seccomp", prctl(PR_SET_SECCOMP, 2, NULL));
  TRY("seccomp-listener", syscall(SYS_seccomp, 1, 8, NULL));
  struct {
    uint32_t version;
    int pid;
  } header = {0x20080522, 0};
  uint32_t capabilities[6] = {0};
  syscall(SYS_capget, &header, capabilities);
  TRY("hold-capabilities", capabilities[0] | capabilities[1] | capabilities[3] | capabilities[4]
                               ? 0
                               : (errno = EPERM, -1));
  TRY("gain-by-exec", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 ? 0 : (errno = EPERM, -1));
  TRY("be-root", getuid() == 0 || geteuid() == 0 || getgid() == 0 ? 0 : (errno = EPERM, -1));
}

/* Descriptors other than the standard three. */
static void descriptors(void) {
  int extra = 0;
  for (int fd = 3; fd < 4096; ++fd) extra += fcntl(fd, F_GETFD) >= 0;
  TRY("extra-descriptors", extra > 0 ? 0 : (errno = EBADF, -1));
  TRY("environment", environ[0] && environ[1] ? 0 : (errno = ENOENT, -1));
}

/* What honest programs need: these must be ok. */
static void allowed(void) {
  int pair[2];
  pthread_t thread;
  struct stat facts;
  errno = pthread_create(&thread, NULL, nothing, NULL);
  tell("may-thread", errno ? -1 : 0);
  TRY("may-socketpair", socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
  TRY("may-read-usr", open("/usr/bin/env", O_RDONLY));
  TRY("may-stat", stat("/usr", &facts));
  TRY("may-random", open("/dev/urandom", O_RDONLY));
  TRY("may-null", open("/dev/null", O_RDWR));
  TRY("may-map-code", mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
  TRY("may-signal-itself", kill(getpid(), 0));
  TRY("may-lower-limit", setrlimit(RLIMIT_NOFILE, &(struct rlimit){16, 16}));
}

int main(int argc, char **argv) {
  (void)argc;
  descriptors();
  network();
  reading((const char *const *)argv + 1);
  writing();
  processes();
  powers();
  allowed();
  char *again[] = {"/bin/true", NULL};
  TRY("exec", execve("/bin/true", again, NULL));
  puts("end");
  return 0;
}
