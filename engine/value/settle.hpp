#pragma once
// Shapes of tensors without elements.  A list in Lua or JSON that is empty does not say how long
// its rows would be: read as a tensor, its lengths after the first 0 are 0.

#include <vector>

#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

// Gives such tensors the lengths that their types ask for: of a name what another argument has, of
// a range the least.
void settle_empty(const std::vector<Parameter>& parameters, Value& arguments);
// The same for a result, which only `holds_tensors` makes worth while; the names are those of the
// arguments.
void settle_empty(const Signature& signature, const Value& arguments, Value& result);
bool holds_tensors(const Type& type);

}  // namespace assay
