#pragma once
// The tests of a problem with their right answers, made once and kept on disk.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "lua/script.hpp"
#include "model/problem.hpp"

namespace assay {

// All cases of one group of a problem: arguments, secret and, where one exists, the right answer.
using Cases = std::vector<Case>;

// The key under which everything derived from a problem is kept: its content and the version of
// the generator.
std::string cases_key(const Problem& problem);

// Cases that were made before, or nothing.  A damaged file counts as nothing.
std::optional<Cases> load_cases(const Problem& problem, int group);
// Keeps them for the next run; failing to is no error, since they can be made again.
void save_cases(const Problem& problem, int group, const Cases& cases);

// Arguments and secrets of every test in the group.  Right answers are filled in where the
// declaration itself or the class model gives them.
Result<Cases> make_cases(Script& script, const Problem& problem, int group);

// Fills in what is missing from the author's Lua reference, as long as each call stays within the
// script's limits.  Returns the number of cases that still lack an answer.
std::size_t answer_by_reference(Script& script, const Problem& problem, Cases& cases);

}  // namespace assay
