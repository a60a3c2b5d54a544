#pragma once

#include <string>

#include "base/status.hpp"
#include "ptx/module.hpp"

namespace assay::ptx {

// Parses a whole PTX text.  A failure names the line; it is about our parser, never about the
// candidate: `unavailable`, "unsupported PTX: ... at line 12".
Result<Module> parse(std::string text);

// "u32" -> its Type.  False for anything that is no scalar type.
bool parse_type(std::string_view word, Type* type);

}  // namespace assay::ptx
