#pragma once
// Whole files, read and written by trusted code only: no path here is one a candidate can write.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace assay {

Result<std::string> read_file(const std::filesystem::path& path);

// Replaces the file in one step (a temporary beside it, then rename), so that a reader never sees
// half of it.  Creates the folders on the way.
Status write_file(const std::filesystem::path& path, std::string_view bytes);

// $XDG_CACHE_HOME/assay or ~/.cache/assay, and $XDG_DATA_HOME/assay or ~/.local/share/assay.
std::filesystem::path cache_dir();
std::filesystem::path data_dir();

}  // namespace assay
