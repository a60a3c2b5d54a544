#pragma once
// The file tree of a box: nothing but the system's programs and libraries, all of it read-only.

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.hpp"

namespace assay {

// Where a compile step works; /tmp is the same place unless something readable lies in it.
inline constexpr const char* kWorkFolder = "/box";

// What every box may read, beside the folders that a program asks for.
std::vector<std::string> system_folders();

// Gives the calling process, alone in new user and mount namespaces as nobody, a root of its own
// with the system folders and `readable`, and makes it kBoxUser.  It keeps its capabilities in the
// namespace.
Status enter_root(const std::vector<std::string>& readable, bool set_groups);

// Mounts an empty, writable work folder of at most `bytes`, and makes it the current folder.
Status mount_work_folder(std::int64_t bytes);

}  // namespace assay
