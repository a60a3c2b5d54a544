#pragma once

#include <filesystem>
#include <string>

#include "base/status.hpp"

namespace assay {

// The folder that holds languages/ and lib/: `option` if it is not empty, else $ASSAY_GRADERS, else
// graders/ or share/assay/graders/ in a folder above the library or the running program.
Result<std::filesystem::path> find_graders(const std::filesystem::path& option);

// A program that is built with the engine ("assay-kernel"): beside the library or the running
// program, in bin/ beside lib/, or in libexec.  "" if it is not there.
std::string find_own_program(const std::string& name);

}  // namespace assay
