#pragma once
// Where compile steps work at tiers without mounts: a folder of the host, named after the launcher.

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/status.hpp"

namespace assay {

// `slot`: its name, which begins with the launcher's.  `owner`: whose it is to be, if not ours.
Result<std::string> make_work_folder(const std::string& slot, std::optional<uid_t> owner);

// Removes those that nobody else will, because who made them was killed: of the launcher `own`,
// whose boxes have all ended, and of launchers that have been gone for a while.
void sweep_work_folders(pid_t own);

}  // namespace assay
