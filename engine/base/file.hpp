#pragma once
// Whole files, read and written by trusted code only: no path here is one a candidate can write.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// What a person writes: problems and solutions.
constexpr std::size_t kMostSourceBytes = std::size_t{4} << 20;

// Plain files only (the target of a link counts), and none above `most` bytes: a device, a pipe or
// a file of holes would never end.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::size_t most = std::size_t{1} << 30);

// Replaces the file in one step (a temporary beside it, then rename), so that a reader never sees
// half of it.  Creates the folders on the way.
Status write_file(const std::filesystem::path& path, std::string_view bytes);
// Of a file that is there, by its own name.
Status overwrite_file(const std::filesystem::path& path, std::string_view bytes);

// $XDG_CACHE_HOME/assay or ~/.cache/assay, and $XDG_DATA_HOME/assay or ~/.local/share/assay.
std::filesystem::path cache_dir();
std::filesystem::path data_dir();

}  // namespace assay
