#pragma once

#include <string_view>

namespace assay {

// How many lines a person changed: those taken away or put in, a line replaced by another counting
// once, and a long one for each 120 of its bytes.  Blanks at the end of a line do not count.  Texts
// of more than 5000 lines count as changed altogether where they differ.
int changed_lines(std::string_view before, std::string_view after);

}  // namespace assay
