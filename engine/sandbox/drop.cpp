#include "sandbox/drop.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace assay {

Status drop_capabilities() {
  // Changing the user made them ineffective, and the bounding set is emptied with one of them.
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct held[2] = {};
  if (::syscall(SYS_capget, &header, held) != 0) return errno_status("capget");
  for (__user_cap_data_struct& half : held) half.effective = half.permitted;
  if (::syscall(SYS_capset, &header, held) != 0) return errno_status("capset");
  // EINVAL ends the list of capabilities; EPERM means that there is nothing left to drop.
  for (int capability = 0; capability < 64; ++capability) {
    if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) break;
  }
  // No kernel without ambient capabilities has the features that a box needs.
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  const __user_cap_data_struct none[2] = {};
  if (::syscall(SYS_capset, &header, none) != 0) return errno_status("capset");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno_status("no_new_privs");
  return {};
}

Status keep_keeper_capabilities() {
  // Signals, limits, turns and files of box users; ids and the emptying of bounding sets of boxes.
  constexpr int kNeeded[] = {CAP_KILL,   CAP_SYS_RESOURCE, CAP_CHOWN,  CAP_FOWNER, CAP_SYS_NICE,
                             CAP_SETUID, CAP_DAC_OVERRIDE, CAP_SETGID, CAP_SETPCAP};
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct held[2] = {};
  if (::syscall(SYS_capget, &header, held) != 0) return errno_status("capget");
  std::uint32_t needed = 0;
  for (const int capability : kNeeded) needed |= 1U << capability;
  held[0].effective = held[0].permitted &= needed;
  held[1].effective = held[1].permitted = held[0].inheritable = held[1].inheritable = 0;
  if (::syscall(SYS_capset, &header, held) != 0) return errno_status("capset");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno_status("no_new_privs");
  return {};
}

Status become(uid_t uid, gid_t gid, bool set_groups) {
  if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return errno_status("keepcaps");
  if (set_groups && ::setgroups(0, nullptr) != 0) return errno_status("setgroups");
  if (::setresgid(gid, gid, gid) != 0) return errno_status("setresgid");
  if (::setresuid(uid, uid, uid) != 0) return errno_status("setresuid");
  return {};
}

Status set_limit(int resource, std::uint64_t value) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0)
    return errno_status("getrlimit");
  const rlim_t reachable = std::min<rlim_t>(value, now.rlim_max);
  const rlimit wanted{reachable, reachable};
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &wanted) != 0) {
    return errno_status("setrlimit");
  }
  return {};
}

Status set_standard_limits() {
  // Where cores are piped to a program of root's, which 0 does not keep them from, 1 does.
  ASSAY_CHECK(set_limit(RLIMIT_CORE, 1));
  ASSAY_CHECK(set_limit(RLIMIT_MEMLOCK, 0));
  ASSAY_CHECK(set_limit(RLIMIT_MSGQUEUE, 0));
  // The kernel counts by user, but holds against each process its own limit: what boxes can take
  // stays far below what others of the user may have.
  ASSAY_CHECK(set_limit(RLIMIT_SIGPENDING, 512));
  ASSAY_CHECK(set_limit(RLIMIT_NICE, 0));
  ASSAY_CHECK(set_limit(RLIMIT_RTPRIO, 0));
  ASSAY_CHECK(set_limit(RLIMIT_STACK, std::uint64_t{256} << 20));
  return {};
}

void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace assay
