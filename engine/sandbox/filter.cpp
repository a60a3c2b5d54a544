#include "sandbox/filter.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "base/fd.hpp"

namespace assay {
namespace {

// Reading, computing, threads, and pipes and socket pairs within the process.
constexpr const char* kEveryone[] = {"read",
                                     "write",
                                     "readv",
                                     "writev",
                                     "pread64",
                                     "pwrite64",
                                     "preadv",
                                     "pwritev",
                                     "preadv2",
                                     "pwritev2",
                                     "lseek",
                                     "close",
                                     "close_range",
                                     "dup",
                                     "dup2",
                                     "dup3",
                                     "pipe",
                                     "pipe2",
                                     "sendfile",
                                     "splice",
                                     "tee",
                                     "copy_file_range",
                                     "poll",
                                     "ppoll",
                                     "select",
                                     "pselect6",
                                     "epoll_create",
                                     "epoll_create1",
                                     "epoll_ctl",
                                     "epoll_wait",
                                     "epoll_pwait",
                                     "epoll_pwait2",
                                     "eventfd",
                                     "eventfd2",
                                     "timerfd_create",
                                     "timerfd_settime",
                                     "timerfd_gettime",
                                     "signalfd",
                                     "signalfd4",
                                     "access",
                                     "faccessat",
                                     "faccessat2",
                                     "stat",
                                     "lstat",
                                     "fstat",
                                     "newfstatat",
                                     "statx",
                                     "statfs",
                                     "fstatfs",
                                     "readlink",
                                     "readlinkat",
                                     "getdents",
                                     "getdents64",
                                     "getcwd",
                                     "chdir",
                                     "fchdir",
                                     "umask",
                                     "fadvise64",
                                     "readahead",
                                     "brk",
                                     "munmap",
                                     "mprotect",
                                     "mremap",
                                     "madvise",
                                     "msync",
                                     "pkey_alloc",
                                     "pkey_free",
                                     "pkey_mprotect",
                                     "futex",
                                     "set_robust_list",
                                     "set_tid_address",
                                     "rseq",
                                     "membarrier",
                                     "getcpu",
                                     "arch_prctl",
                                     "sched_yield",
                                     "sched_getaffinity",
                                     "sched_getparam",
                                     "sched_getscheduler",
                                     "sched_get_priority_max",
                                     "sched_get_priority_min",
                                     "getpriority",
                                     "getrlimit",
                                     "getrusage",
                                     "times",
                                     "sysinfo",
                                     "uname",
                                     "getrandom",
                                     "time",
                                     "gettimeofday",
                                     "clock_gettime",
                                     "clock_getres",
                                     "clock_nanosleep",
                                     "nanosleep",
                                     "alarm",
                                     "getitimer",
                                     "setitimer",
                                     "timer_create",
                                     "timer_settime",
                                     "timer_gettime",
                                     "timer_getoverrun",
                                     "timer_delete",
                                     "pause",
                                     "rt_sigaction",
                                     "rt_sigprocmask",
                                     "rt_sigpending",
                                     "rt_sigsuspend",
                                     "rt_sigtimedwait",
                                     "rt_sigreturn",
                                     "sigaltstack",
                                     "restart_syscall",
                                     "getpid",
                                     "gettid",
                                     "getppid",
                                     "getpgid",
                                     "getpgrp",
                                     "getsid",
                                     "getuid",
                                     "geteuid",
                                     "getgid",
                                     "getegid",
                                     "getresuid",
                                     "getresgid",
                                     "getgroups",
                                     "capget",
                                     "exit",
                                     "exit_group",
                                     "wait4",
                                     "waitid",
                                     "sendto",
                                     "recvfrom",
                                     "recvmsg",
                                     "shutdown",
                                     "getsockname",
                                     "getpeername",
                                     "getsockopt",
                                     "fork",
                                     "vfork",
                                     "execve",
                                     "execveat"};

// What the parent of test processes needs beside; the lock takes it from its children.  Descriptors
// on their way are counted by user, and sockets that are lost in each other cost the kernel time
// that it charges to nobody: only parents send any.
constexpr const char* kParents[] = {"pidfd_open", "seccomp", "sendmsg", "setsid"};
constexpr const char* kSignals[] = {"kill", "tkill", "tgkill", "rt_sigqueueinfo",
                                    "rt_tgsigqueueinfo"};
// A compiler's, on file systems where it can do no harm.
constexpr const char* kFiles[] = {
    "creat",     "mkdir",     "mkdirat",   "rmdir",  "unlink",         "unlinkat",  "rename",
    "renameat",  "renameat2", "link",      "linkat", "symlink",        "symlinkat", "ftruncate",
    "fallocate", "fsync",     "fdatasync", "flock",  "sync_file_range"};
// A compiler's in a pid namespace of its own.  Elsewhere it is killed by its process group, and
// must stay in it.
constexpr const char* kGroups[] = {"setpgid", "setsid"};
// A compiler's, that Landlock would not hold to its folder.  There they do nothing and say that
// they did: linkers insist on making their output executable, and we only want its bytes.
constexpr const char* kAttributes[] = {"chmod",  "fchmod",    "fchmodat", "utime",
                                       "utimes", "utimensat", "futimesat"};
// Newer calls that the C library tries first: "not there" makes it take the older one.
constexpr const char* kAbsent[] = {
    "clone3",         "openat2",        "fchmodat2",         "futex_waitv",
    "io_uring_setup", "io_uring_enter", "io_uring_register", "memfd_create",
    "memfd_secret",   "mseal",          "map_shadow_stack"};

// F_SETOWN, F_SETSIG and F_SETLEASE are not here: they send signals to processes of one's choice.
constexpr int kFcntl[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD,     F_SETFD,
                          F_GETFL, F_SETFL,         F_GETPIPE_SZ};
constexpr int kFcntlLocks[] = {F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW};
constexpr unsigned long kIoctl[] = {TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
constexpr int kPrctl[] = {PR_SET_NAME,      PR_GET_NAME,         PR_SET_PDEATHSIG,
                          PR_GET_PDEATHSIG, PR_GET_DUMPABLE,     PR_SET_DUMPABLE,
                          PR_CAPBSET_READ,  PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS,
                          PR_GET_SECCOMP,   PR_SET_SECCOMP};

// A driver's, beside what a test may do.  Where it may open files is Landlock's to say.
constexpr const char* kDevice[] = {"memfd_create", "ftruncate",     "fallocate",    "flock",
                                   "mlock",        "mlock2",        "munlock",      "mincore",
                                   "mbind",        "get_mempolicy", "set_mempolicy"};
// The kinds of ioctl (bits 8 to 15 of the request) of /dev/nvidia* and of /dev/nvidia-uvm; a
// terminal's and a socket's are others.
constexpr unsigned kDeviceIoctl[] = {'F', 0};

constexpr std::uint64_t kNewNamespaces = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET |
                                         CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP |
                                         CLONE_PTRACE | CLONE_PARENT;

struct ReleaseFilter {
  void operator()(void* filter) const { seccomp_release(filter); }
};

// All that a script process does once its program is in memory.
constexpr const char* kScript[] = {"brk",        "clock_gettime", "close",          "exit",
                                   "exit_group", "futex",         "getpid",         "gettid",
                                   "madvise",    "mprotect",      "mremap",         "munmap",
                                   "poll",       "ppoll",         "read",           "recvfrom",
                                   "recvmsg",    "rt_sigaction",  "rt_sigprocmask", "rt_sigreturn",
                                   "sendmsg",    "sendto",        "setitimer",      "write"};

// Audit's number of the architecture, which is libseccomp's as well.
std::uint32_t token(Architecture architecture) {
  return architecture == Architecture::x86_64 ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64;
}

class Builder {
 public:
  explicit Builder(Architecture architecture) : filter_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
    if (!filter_ || architecture == kOwnArchitecture) return;
    // Rules are given in our own numbers and translated by name.
    failed_ = seccomp_arch_add(filter_.get(), token(architecture)) != 0 ||
              seccomp_arch_remove(filter_.get(), token(kOwnArchitecture)) != 0;
  }
  bool valid() const { return filter_ != nullptr && !failed_; }

  // A name that this architecture lacks is nothing to allow.
  template <class... Conditions>
  void rule(std::uint32_t action, const char* name, Conditions... conditions) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number < 0 || !filter_) return;
    const int result =
        seccomp_rule_add(filter_.get(), action, number, sizeof...(conditions), conditions...);
    if (result != 0) failed_ = true;
  }
  template <std::size_t n>
  void allow(const char* const (&names)[n]) {
    for (const char* name : names) rule(SCMP_ACT_ALLOW, name);
  }
  void* get() const { return filter_.get(); }

 private:
  std::unique_ptr<void, ReleaseFilter> filter_;
  bool failed_ = false;
};

// What is resident tells nothing of huge pages set aside by the machine's owner, nor of shared
// memory that is filled and let go: that lives on as long as any of it is mapped.
void allow_memory(Builder& filter) {
  constexpr unsigned kKinds = MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB;
  for (const unsigned kind : {0, MAP_SHARED, MAP_ANONYMOUS}) {
    filter.rule(SCMP_ACT_ALLOW, "mmap", SCMP_A3_32(SCMP_CMP_MASKED_EQ, kKinds, kind));
  }
}

// One's own, but not that of core files: with 0 for 1 they would be piped to a program of root's.
void allow_limits(Builder& filter, FilterUse use) {
  const auto own = SCMP_A0_32(SCMP_CMP_EQ, 0);
  filter.rule(SCMP_ACT_ALLOW, "prlimit64", own, SCMP_A2(SCMP_CMP_EQ, 0));  // asks only
  for (unsigned limit = 0; limit < RLIM_NLIMITS; ++limit) {
    if (limit == RLIMIT_CORE) continue;
    filter.rule(SCMP_ACT_ALLOW, "prlimit64", own, SCMP_A1_32(SCMP_CMP_EQ, limit));
    if (use == FilterUse::script) continue;
    filter.rule(SCMP_ACT_ALLOW, "setrlimit", SCMP_A0_32(SCMP_CMP_EQ, limit));
  }
}

void allow_by_argument(Builder& filter, FilterUse use) {
  if (use == FilterUse::device) {
    filter.rule(SCMP_ACT_ALLOW, "mmap");
  } else {
    allow_memory(filter);
  }
  for (const int command : kFcntl) {
    filter.rule(SCMP_ACT_ALLOW, "fcntl", SCMP_A1_32(SCMP_CMP_EQ, unsigned(command)));
  }
  if (use == FilterUse::device) {
    for (const unsigned kind : kDeviceIoctl) {
      filter.rule(SCMP_ACT_ALLOW, "ioctl", SCMP_A1_32(SCMP_CMP_MASKED_EQ, 0xff00u, kind << 8));
    }
  }
  if (use == FilterUse::build || use == FilterUse::build_shared) {
    for (const int command : kFcntlLocks) {
      filter.rule(SCMP_ACT_ALLOW, "fcntl", SCMP_A1_32(SCMP_CMP_EQ, unsigned(command)));
    }
  }
  for (const unsigned long request : kIoctl) {
    filter.rule(SCMP_ACT_ALLOW, "ioctl", SCMP_A1_32(SCMP_CMP_EQ, unsigned(request)));
  }
  for (const int option : kPrctl) {
    filter.rule(SCMP_ACT_ALLOW, "prctl", SCMP_A0_32(SCMP_CMP_EQ, unsigned(option)));
  }
  // Landlock of ABI 1 lets O_RDONLY | O_TRUNC empty a file that may only be read.
  const std::uint32_t mask = O_ACCMODE | O_TRUNC;
  for (const std::uint32_t mode :
       {O_RDONLY, O_WRONLY, O_RDWR, O_WRONLY | O_TRUNC, O_RDWR | O_TRUNC}) {
    filter.rule(SCMP_ACT_ALLOW, "open", SCMP_A1_32(SCMP_CMP_MASKED_EQ, mask, mode));
    filter.rule(SCMP_ACT_ALLOW, "openat", SCMP_A2_32(SCMP_CMP_MASKED_EQ, mask, mode));
  }
  filter.rule(SCMP_ACT_ALLOW, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, kNewNamespaces, 0));
  // Only unnamed pairs, and only streams: a datagram socket could be sent to any address.
  filter.rule(SCMP_ACT_ALLOW, "socketpair", SCMP_A0_32(SCMP_CMP_EQ, AF_UNIX),
              SCMP_A1_32(SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM));
  allow_limits(filter, use);
  filter.rule(SCMP_ACT_ALLOW, "sched_setaffinity", SCMP_A0_32(SCMP_CMP_EQ, 0));
}

// libseccomp writes its program to a descriptor only.
Result<FilterProgram> exported(const Builder& filter) {
  const Fd file(::memfd_create("filter", MFD_CLOEXEC));
  if (!file.valid() || seccomp_export_bpf(filter.get(), file.get()) != 0) {
    return unavailable("libseccomp could not build the filter");
  }
  const off_t size = ::lseek(file.get(), 0, SEEK_CUR);
  FilterProgram program(static_cast<std::size_t>(size) / sizeof(sock_filter));
  if (::pread(file.get(), program.data(), static_cast<std::size_t>(size), 0) != size) {
    return errno_status("read the filter");
  }
  return program;
}

}  // namespace

Result<FilterProgram> make_filter(FilterUse use, Architecture architecture) {
  Builder filter(architecture);
  if (!filter.valid()) return unavailable("libseccomp could not start");
  seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  if (use == FilterUse::script) {
    filter.allow(kScript);
    allow_memory(filter);
    allow_limits(filter, use);
    if (!filter.valid()) return unavailable("libseccomp refused a rule");
    return exported(filter);
  }
  filter.allow(kEveryone);
  allow_by_argument(filter, use);
  if (use == FilterUse::test || use == FilterUse::device) filter.allow(kParents);
  if (use == FilterUse::device) filter.allow(kDevice);
  if (use != FilterUse::build_shared) filter.allow(kSignals);
  if (use == FilterUse::build || use == FilterUse::build_shared) filter.allow(kFiles);
  if (use == FilterUse::build) {
    filter.rule(SCMP_ACT_ALLOW, "truncate");
    filter.allow(kGroups);
    filter.allow(kAttributes);
  } else if (use == FilterUse::build_shared) {
    for (const char* name : kAttributes) filter.rule(SCMP_ACT_ERRNO(0), name);
  }
  for (const std::string_view name : kAbsent) {
    if (use == FilterUse::device && name == "memfd_create") continue;
    filter.rule(SCMP_ACT_ERRNO(ENOSYS), name.data());
  }
  if (!filter.valid()) return unavailable("libseccomp refused a rule");
  return exported(filter);
}

namespace {

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter give(std::uint32_t action) { return BPF_STMT(BPF_RET | BPF_K, action); }
// Runs the next instruction if equal (or if a bit is set), else leaves `skip` out.
sock_filter equal(std::uint32_t value, std::uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}
sock_filter any_bit(std::uint32_t bits, std::uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, skip);
}
constexpr std::size_t argument(int index) {  // its low half; both architectures are little endian
  return offsetof(seccomp_data, args) + 8 * static_cast<std::size_t>(index);
}

}  // namespace

Lock make_lock(std::uint64_t exec_key, Architecture architecture) {
  constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;
  const auto low = static_cast<std::uint32_t>(exec_key);
  const auto high = static_cast<std::uint32_t>(exec_key >> 32);
  const auto number = [architecture](const char* name) {
    return static_cast<std::uint32_t>(seccomp_syscall_resolve_name_arch(token(architecture), name));
  };
  FilterProgram p = {load(offsetof(seccomp_data, arch)),
                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, token(architecture), 1, 0),
                     give(SECCOMP_RET_KILL_PROCESS), load(offsetof(seccomp_data, nr))};

  // A name that the architecture lacks has a number that no call has.
  for (const char* name : {"fork", "vfork", "seccomp", "sendmsg", "setsid", "pidfd_open",
                           "pidfd_send_signal", "pidfd_getfd"}) {
    p.push_back(equal(number(name), 1));
    p.push_back(give(kRefuse));
  }
  // Threads only.
  p.insert(p.end(), {equal(number("clone"), 4), load(argument(0)), any_bit(CLONE_THREAD, 1),
                     give(SECCOMP_RET_ALLOW), give(kRefuse)});
  // A process that changed the signal of its parent's death could outlive the box.
  p.insert(p.end(),
           {equal(number("prctl"), 6), load(argument(0)), equal(PR_SET_SECCOMP, 1), give(kRefuse),
            equal(PR_SET_PDEATHSIG, 1), give(kRefuse), give(SECCOMP_RET_ALLOW)});
  for (const char* name : {"execve", "execveat"}) {
    if (exec_key == 0) {
      p.insert(p.end(), {equal(number(name), 1), give(kRefuse)});
    } else {
      p.insert(p.end(),
               {equal(number(name), 6), load(argument(5)), equal(low, 3), load(argument(5) + 4),
                equal(high, 1), give(SECCOMP_RET_ALLOW), give(kRefuse)});
    }
  }
  // The first argument of each of these is a process: only one's own.
  std::uint8_t left = std::size(kSignals);
  for (const char* name : kSignals) {
    p.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number(name), left, 0));
    --left;
  }
  p.push_back(give(SECCOMP_RET_ALLOW));
  p.push_back(load(argument(0)));
  const auto pid_offset =
      static_cast<std::uint32_t>(p.size() * sizeof(sock_filter) + offsetof(sock_filter, k));
  p.insert(p.end(), {equal(0, 1), give(SECCOMP_RET_ALLOW), give(kRefuse)});
  return {std::move(p), pid_offset};
}

Status install_filter(const FilterProgram& program) {
  const sock_fprog fprog{static_cast<unsigned short>(program.size()),
                         const_cast<sock_filter*>(program.data())};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &fprog, 0, 0) != 0) {
    return errno_status("seccomp");
  }
  return {};
}

}  // namespace assay
