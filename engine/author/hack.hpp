#pragma once
// Finding an input on which a shipped wrong solution fails.

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/workbench.hpp"

namespace assay {

struct Hack {
  struct Row {
    std::string solution, why;
    Verdict verdict;  // accepted: the input does not break it
  };
  std::vector<Row> wrong;    // the solutions that are stated to fail somewhere
  std::vector<Row> refused;  // solutions that should get it right, and do not
  std::string edge;          // the input as a declaration of a test
};

// What becomes of every shipped solution on these arguments (a Record).  Fails (invalid_argument)
// if they are not legal, or the problem has no wrong solutions to be run on an input.
Result<Hack> hack(Workbench& bench, const Problem& problem, const Value& arguments,
                  std::stop_token stop);

// Writes the test into the problem's file, before its first solution.
Status keep_hack(const Problem& problem, const Hack& hack);

}  // namespace assay
