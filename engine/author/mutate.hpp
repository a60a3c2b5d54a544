#pragma once
// One-token changes of a solution: those that no test notices show where the tests are weak.

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct Mutant {
  int line = 0, column = 0;  // in the solution's source, from 1; columns are bytes
  std::string before, after;
  std::string source;  // the whole changed solution
};

// All mutants of the source, in its order.  Comparisons, arithmetic and logical operators are
// exchanged, whole numbers moved by one, true and false, min and max, break and continue swapped.
// Strings, comments, imports and preprocessor lines are left alone.  `line_comment` is "#" or "//".
std::vector<Mutant> mutants_of(std::string_view source, std::string_view line_comment);

}  // namespace assay
