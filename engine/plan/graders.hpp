#pragma once

#include <filesystem>

#include "base/status.hpp"

namespace assay {

// The folder that holds languages/ and lib/: `option` if it is not empty, else $ASSAY_GRADERS, else
// graders/ or share/assay/graders/ in a folder above the library or the running program.
Result<std::filesystem::path> find_graders(const std::filesystem::path& option);

}  // namespace assay
