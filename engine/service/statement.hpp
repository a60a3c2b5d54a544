#pragma once

#include <string>

#include "model/problem.hpp"

namespace assay {

// What a candidate reads, in Markdown: the author's text, then what the engine knows itself (open
// levels with their methods, examples, constraints).  Levels above `open_levels` are left out.
std::string statement_of(const Problem& problem, int open_levels);

}  // namespace assay
