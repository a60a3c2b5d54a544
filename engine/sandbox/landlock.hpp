#pragma once
// Landlock: which files a process may touch, without any privilege.

#include <string>
#include <vector>

#include "base/status.hpp"

namespace assay {

// The ABI of the running kernel, 0 if it has none.
int landlock_abi();

// Confines the calling process, for good, to reading and running what lies under `readable`, and to
// do as it likes under `writable`.  Only the rights of ABI 1 are used, so that
// every kernel gives the same box; the filter (FilterUse::build_shared) refuses the rest.  Paths
// that do not exist are left out.  Needs no_new_privs.
Status restrict_files(const std::vector<std::string>& readable,
                      const std::vector<std::string>& writable);

}  // namespace assay
