#pragma once
// One problem file, read to the end.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bank/reader.hpp"
#include "base/status.hpp"
#include "lua/script.hpp"
#include "model/problem.hpp"

namespace assay {

// The files that a problem was read from.
struct ReadFrom {
  std::vector<std::pair<std::filesystem::path, std::string>> files;  // with their bytes

  // Whether they hold the same bytes now, so that reading again would give the same problem.
  bool unchanged() const;
};

// A problem that is ready to make tests.
struct Loaded {
  Problem problem;
  Script script;  // bound to the problem
  Findings warnings;
  ReadFrom from;
};

// What became of one file, for a linter: all findings, and the problem if there were no errors.
struct Examined {
  Findings findings;
  std::optional<Loaded> loaded;
};

// Reads, evaluates and binds the problem in the file at `path`; the arguments of its examples are
// filled in.  Mistakes are findings; a Status is our own failure.  What `script` had loaded before
// is gone.
Result<Examined> examine_problem(const std::filesystem::path& path, Script script);

// The same for those who only want it to work: a mistake is bad_problem with the first finding.
Result<Loaded> load_problem(const std::filesystem::path& path, Script script);

}  // namespace assay
