#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/status.hpp"

namespace assay {

// A place in a new problem.lua that waits for its author.
struct Blank {
  int line = 0;
  std::string what;  // "statement"
};

struct NewProblem {
  std::filesystem::path path;
  std::vector<Blank> blanks;
};

// Where the text of a problem.lua still says FILL.
std::vector<Blank> blanks_of(const std::string& text);

// Writes <into>/<id>/problem.lua around a signature: it loads as it stands, and what the author
// must fill in is marked "FILL".  Never replaces a file.  Fails (invalid_argument) on a bad id or
// signature, with the column.
Result<NewProblem> new_problem(const std::string& id, const std::string& signature,
                               const std::filesystem::path& into);

}  // namespace assay
