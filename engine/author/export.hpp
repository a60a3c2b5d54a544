#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "service/state.hpp"

namespace assay {

// Writes problems (all, if no ids are named) below `into`; the paths written.  For candidates: the
// statement as README.md and a stub in every language, and nothing from which a hidden test, an
// answer or a solution could be learned.  Else: the problems' own files, as they are.
Result<std::vector<std::string>> export_problems(Engine::State& state, std::vector<std::string> ids,
                                                 const std::filesystem::path& into, bool candidate);

}  // namespace assay
