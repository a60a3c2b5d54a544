#pragma once
// What a candidate is handed beside the statement and the stub.

#include <string>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "service/workbench.hpp"

namespace assay {

struct HandedFile {
  std::string name, text;
};

// The train rows of a data modeling problem (of drawn data those of seed 0) as train.csv; the file
// of answers, to be filled in, of a problem whose parts ask for it.
Result<std::vector<HandedFile>> handout(Workbench& bench, const Problem& problem);

}  // namespace assay
