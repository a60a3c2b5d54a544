#pragma once

#include "value/scanner.hpp"
#include "value/type.hpp"

namespace assay {

// Reads one bound expression and nothing after it.
Bound read_bound(Scanner& in);
// "lo..hi" or "n".
Range read_range(Scanner& in);
// The names in it, in their order.
std::vector<std::string> names_in(const Bound& bound);

// Fails on the first bound that uses what is no length and no int argument before it.  Results and
// the arguments of functions may use the names of all arguments.
Status check_names(const std::vector<Parameter>& parameters, const std::optional<Type>& returns);
// The same of a bound that may use the names of all these arguments.
Status check_names(const std::vector<Parameter>& parameters, const Bound& bound);
// The signature, if that holds.
Result<Signature> with_known_names(Result<Signature> signature);

}  // namespace assay
