#pragma once

#include <string>
#include <vector>

namespace assay {

// One remark about a problem.  The codes are listed in docs/lint.md.
struct Finding {
  std::string file;  // as it was named to the reader
  int line = 0;      // 0: the file as a whole
  std::string code;  // "E010"; W ones are warnings
  std::string message;

  bool is_error() const { return code.rfind('E', 0) == 0; }
  // "problem.lua:38: E010 unknown setting ..."
  std::string text() const;
};
using Findings = std::vector<Finding>;

}  // namespace assay
