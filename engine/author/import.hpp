#pragma once
// Public sets of problems as banks of ours.

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "service/state.hpp"

namespace assay {

struct Imported {
  struct Skipped {
    int line = 0;  // of the set's file
    std::string message;
  };
  std::vector<std::string> ids;
  std::vector<Skipped> skipped;
};

// Reads function-plus-asserts records, one JSON object a line (docs/import.md), and writes
// <into>/<id>/problem.lua for each.  The set is parsed in a box, never executed.  Problems that are
// there already are replaced.  A record that cannot be read is skipped with the reason.
Result<Imported> import_jsonl(Engine::State& state, const std::filesystem::path& file,
                              const std::filesystem::path& into, std::stop_token stop);

}  // namespace assay
