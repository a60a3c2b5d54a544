#pragma once
// The smallest arguments on which something still happens.

#include <functional>
#include <vector>

#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// True while it still happens on these arguments; they are legal by bounds and named dims, but
// clauses of `where` are the predicate's to check.
using StillHappens = std::function<bool(const Value& arguments)>;

// Greedy: lists, also those within others, lose halves, quarters, ... and single elements (lists
// that share a named dim lose the same ones), numbers move towards 0 or their bound, texts get
// shorter.  Ends at a local minimum or after `tries` calls of the predicate.
Value shrink(const std::vector<Parameter>& parameters, Value arguments,
             const StillHappens& still_happens, int tries = 400);

}  // namespace assay
