#pragma once

#include <string>
#include <string_view>

namespace assay {

// The first errors of what a compiler printed, as a candidate should see them: those in `file` as
// they are; those of the glue (file "signature") as what the problem's signature asks for; without
// the chains of includes and instantiations that lead through files of ours.  `source` is what the
// candidate wrote.
std::string first_errors(std::string_view printed, const std::string& file,
                         std::string_view source);

}  // namespace assay
