#pragma once
// An input that somebody made up: whether it is legal, and what becomes of a solution on it.

#include <stop_token>
#include <vector>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "service/build.hpp"
#include "service/workbench.hpp"

namespace assay {

// The test that these arguments (a Record) are, without a right answer.  Fails (invalid_argument)
// if the signature or `where` forbids them.
Result<Case> legal_case(Workbench& bench, const Problem& problem, const Value& arguments);

// Runs tests one after the other until one is not accepted, and reports that one, or else the last.
// None may be empty.
Result<TestReport> first_failure(Workbench& bench, const Problem& problem, const Built& built,
                                 const std::vector<Case>& tests, std::stop_token stop);

}  // namespace assay
