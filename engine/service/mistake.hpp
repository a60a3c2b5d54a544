#pragma once
// Why a test failed, where a program that looks for its own mistakes can say it.

#include <optional>
#include <stop_token>
#include <string>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/run.hpp"
#include "service/grading.hpp"
#include "service/workbench.hpp"

namespace assay {

struct Mistake {
  int line = 0;      // of the source; 0 if no call of it led there
  std::string what;  // "follows a null pointer"; it can hold data of the test
};

// Builds the submission anew with its language's `checked` and runs the test in it, which takes
// longer.  None if the language has no such build or that finds nothing.  `bench` has entered.
Result<std::optional<Mistake>> find_mistake(Workbench& bench, const Problem& problem,
                                            const GradeRequest& request, const Case& test,
                                            Limits limits, std::stop_token stop);

}  // namespace assay
