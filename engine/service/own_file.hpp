#pragma once
// A candidate's file by its own name: in the box every source is called "solution.py".

#include <string>

#include "model/report.hpp"

namespace assay {

// Writes `file` ("mine.py") for "solution." + `extension` in what a report says to people.  A name
// with control characters is not written: the messages keep the box's.
void name_file(const std::string& extension, const std::string& file, Report& report);

}  // namespace assay
