#pragma once
// New namespaces for the first process of a box.

#include <sys/types.h>

#include "base/status.hpp"

namespace assay {

constexpr uid_t kBoxUser = 1000;  // inside every box that has a user namespace

// Forks into new user, pid, mount, network, ipc, uts and cgroup namespaces.  As fork: 0 in the
// child, whose user is nobody until map_user().
Result<pid_t> fork_into_namespaces();
// Forks a process of the box into pid, mount and ipc namespaces of its own.
Result<pid_t> fork_into_work_namespaces();

// Makes kBoxUser in the namespace of `pid` the given user of the host, and nobody else exist.
// Called by the parent.
Status map_user(pid_t pid, uid_t uid, gid_t gid);

}  // namespace assay
