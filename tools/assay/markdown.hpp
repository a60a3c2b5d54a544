#pragma once

#include <string_view>

#include "screen.hpp"

namespace assay::cli {

// Prints Markdown as calm text: wrapped paragraphs, indented code, bullets, aligned tables;
// emphasis as colours where there are any.
void print_markdown(Screen& out, std::string_view text);

}  // namespace assay::cli
