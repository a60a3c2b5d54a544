#pragma once
// What a signature says of values: bounds, edge cases, the constraints paragraph.

#include <string>
#include <vector>

#include "base/status.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// Ok if every argument lies in its bounds and named dims agree.  The message names the place:
// "window = 0 is outside 1..1000000".  `where` clauses are Lua and are checked by the script host.
Status check_bounds(const std::vector<Parameter>& parameters, const Value& arguments);
// The same for what a candidate passed to a function that is the parameter `function`.
Status check_call(const std::vector<Parameter>& parameters, const Value& arguments, int function,
                  const Value& passed);
// The same for what a candidate returned; names of the arguments may be used in its bounds.
Status check_result(const Signature& signature, const Value& arguments, const Value& result);

// The values of dims and int arguments.
Bound::Names argument_names(const std::vector<Parameter>& parameters, const Value& arguments);
// Without those that only a tensor's dimensions after its first 0 have.
Bound::Names sure_names(const std::vector<Parameter>& parameters, const Value& arguments);

// Argument records at the corners of the bounds: shortest and longest lists (longest capped at
// 1000 elements), all elements low, high, equal, zero where allowed; empty texts.  Deterministic.
std::vector<Value> edge_cases(const std::vector<Parameter>& parameters);

// The lines of the statement's constraints section: "- `prices`: 1 to 1000000 ints, each -1e9 to
// 1e9".
std::vector<std::string> constraints(const Signature& signature);

}  // namespace assay
