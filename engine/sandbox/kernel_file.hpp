#pragma once

#include <string>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// The files in which the kernel shows and takes its figures (/proc, control groups): at most 8 KiB,
// read and written in one call.

// "" if there is none, or its process is gone.
std::string read_kernel_file(const std::string& path);
Status write_kernel_file(const std::string& path, std::string_view text);

}  // namespace assay
