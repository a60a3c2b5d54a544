#pragma once

#include <string>
#include <string_view>

namespace assay::cli {

// The text with control characters but newline and tab as `\x1b` or `\u009b`, and so bytes that are
// no UTF-8 and what turns the direction of writing: what a candidate prints or a stranger's problem
// is called must not steer the terminal.
std::string printable(std::string_view text);

}  // namespace assay::cli
