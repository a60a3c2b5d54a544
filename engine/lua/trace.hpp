#pragma once
// The little language of traces: `upload("a", 10) = true; get("zz") = nil`.

#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace assay {

// Arguments and results are Lua expressions; statements end at `;` or at the end of a line.
struct TraceCall {
  std::string method;
  std::string arguments;  // what stands between the parentheses
  std::string result;     // "" when none is stated
  int line = 0;           // within the trace, from 0
};

// A failure's message says what was expected where.
Result<std::vector<TraceCall>> parse_trace(std::string_view text);

}  // namespace assay
