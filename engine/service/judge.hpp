#pragma once

#include "model/report.hpp"
#include "model/run.hpp"
#include "service/candidate.hpp"
#include "service/workbench.hpp"

namespace assay {

// How many of a group's tests, from the first on, a candidate may see: all examples, and the traces
// that a level's statement prints.
int visible_tests(const Problem& problem, const Group& group, int open_levels);

// All methods of a class, level by level: the order that calls on the wire count in.
std::vector<Signature> methods_of(const Problem& problem);

// What an answer says, without the `unchanged` arguments that follow it on the wire.
Result<std::string> result_of(const Problem& problem, std::string answer);
// A result as the answer of one that left its arguments as they came.
Result<std::string> answer_with(const Problem& problem, std::string_view arguments,
                                std::string result);

// What a test did -> verdict, score, feedback and usage and, if it is visible, its data.  `limits`
// are those that the problem promises.  Of a hidden test nothing comes back that could carry its
// data: of an exception, the class if it is a common one, and the line if the source has so many.
// `group`: of the test; the counters of a kernel are held against one group.
// A checker of the author that fails is internal_error with
// the checker's own words.
TestReport judge(Workbench& bench, const Problem& problem, const Case& test,
                 const Result<Attempted>& attempted, const Limits& limits, bool visible,
                 int source_lines = 0, std::string_view group = {});

// Takes what could carry the data of a hidden test out of a report's feedback.
void hide_data(const Attempted& attempted, int source_lines, TestReport* report);

}  // namespace assay
