#pragma once
// Why a visible test failed, where a program that looks for its own mistakes can say it.

#include <optional>
#include <stop_token>
#include <string>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/run.hpp"
#include "service/grading.hpp"
#include "service/workbench.hpp"

namespace assay {

// Builds the submission anew with its language's `checked` and runs the test in it, which takes
// longer: "solution.cpp:6: reads 8 bytes past the end of an array or a container of 16 bytes".
// Empty if the language has no such build or that finds nothing.  `bench` has entered.
Result<std::string> find_mistake(Workbench& bench, const Problem& problem,
                                 const GradeRequest& request, const Case& test, Limits limits,
                                 std::stop_token stop);

}  // namespace assay
