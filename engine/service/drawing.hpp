#pragma once
// The data of a data modeling problem: from its files, or drawn by its script.

#include <string>

#include "base/status.hpp"
#include "model/problem.hpp"
#include "service/workbench.hpp"
#include "value/value.hpp"

namespace assay {

// Both tables with all their columns, label and id too.
struct Drawing {
  Record train, hidden;
};

// The data of one seed, from 0.  Fails (bad_problem) if they cannot be used.
Result<Drawing> drawing_of(Workbench& bench, const Problem& problem, int seed);
// What `assay test` does: a fifth of the train table takes the place of the hidden one.  Rows that
// the first metric rates in groups stay together; of rows in order it is the last fifth.
Drawing held_out(const Problem& problem, const Drawing& drawing);

}  // namespace assay
