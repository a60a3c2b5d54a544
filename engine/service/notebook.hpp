#pragma once
// Notebooks as submissions: their code cells become one Python source, and lines of it are told by
// cell.

#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "model/report.hpp"

namespace assay {

struct Notebook {
  std::string source;                // each cell under a line "# %% cell 3"
  std::vector<std::string> skipped;  // "cell 3, line 1: `%matplotlib inline` is no Python"
};

// True if the text is a JSON object with cells; of broken JSON false.
bool is_notebook(std::string_view text);

// The code cells in their order, counted from 1; outputs are ignored, and magics (lines that begin
// with % or ! or end with ?) are skipped.  Fails (invalid_argument) if it is none, or of a version
// before 4.
Result<Notebook> read_notebook(std::string_view text);

// Rewrites the lines of such a source that a report's messages name as people know them:
// "cell 3, line 2".
void name_cells(std::string_view source, Report& report);

}  // namespace assay
