#pragma once
// What every process that runs foreign code goes through, tier by tier.

#include <string>
#include <vector>

#include "base/status.hpp"
#include "runner/init.hpp"

namespace assay {

// Confines the calling process for good as a parent of test processes: no capabilities, no new
// files, only `readable` to read.
Status confine_for_tests(const BoxOptions& options, const std::vector<std::string>& readable);
// The same for a compiler, which may write in `work_folder` ("" if it has mounts of its own).
Status confine_for_work(const BoxOptions& options, const std::vector<std::string>& readable,
                        const std::string& work_folder);

}  // namespace assay
