#pragma once
// A race of a kernel on a smaller test, where only the author's Lua can make one or the launches
// are the candidate's.  Where they are the problem's, the simulator finds it by itself
// (kernels/harness/smallest_race.hpp).

#include <string>

#include "model/problem.hpp"
#include "model/run.hpp"
#include "service/candidate.hpp"
#include "service/scripts.hpp"
#include "value/value.hpp"

namespace assay {

// `simulation` is that of a test with these arguments, as JSON text; it comes back with the race on
// the smallest test that was found, or as it was.  Runs some tens of small tests at most.
std::string with_smaller_race(Scripts& scripts, const Problem& problem, Candidate& candidate,
                              const Limits& limits, const Value& arguments,
                              std::string simulation);

}  // namespace assay
