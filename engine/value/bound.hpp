#pragma once

#include "value/scanner.hpp"
#include "value/type.hpp"

namespace assay {

// Reads one bound expression and nothing after it.
Bound read_bound(Scanner& in);
// "lo..hi" or "n".
Range read_range(Scanner& in);

}  // namespace assay
