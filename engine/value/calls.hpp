#pragma once
// A script of calls on one object and what the calls returned: the tests of classes.

#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

struct Call {
  std::size_t method = 0;  // index into the class's methods, all levels in order
  Value arguments;         // Record
};

struct CallScript {
  Value constructor;  // Record of the constructor's arguments
  std::vector<Call> calls;
};

// Both fail (invalid_argument) on bytes that are not what docs/wire.md says.
Result<CallScript> decode_calls(const Signature& constructor, const std::vector<Signature>& methods,
                                std::string_view bytes);
// One value a call, null for methods that return nothing.
Result<Values> decode_call_results(const CallScript& script, const std::vector<Signature>& methods,
                                   std::string_view bytes);

// "copy(\"a\", \"b\")"
std::string display(const Call& call, const std::vector<Signature>& methods);

}  // namespace assay
