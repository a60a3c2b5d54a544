#include "grade/changed_lines.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::size_t kMostLines = 5000;  // the table below has the square of it, in two rows

constexpr std::size_t kLongestLine = 120;  // bytes: what is longer is several

// Some compilers also end a line at a lone carriage return.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string& ended : split(text, '\n')) {
    const std::size_t end = ended.find_last_not_of(" \t\r");
    for (const std::string& line :
         split(ended.substr(0, end == std::string::npos ? 0 : end + 1), '\r')) {
      std::size_t at = 0;
      do {
        lines.push_back(line.substr(at, kLongestLine));
      } while ((at += kLongestLine) < line.size());
    }
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace

int changed_lines(std::string_view before, std::string_view after) {
  const std::vector<std::string> a = lines_of(before), b = lines_of(after);
  if (std::max(a.size(), b.size()) > kMostLines) {
    return a == b ? 0 : static_cast<int>(std::max(a.size(), b.size()));
  }
  // The edit distance of lines: taking away, putting in and replacing cost 1 each.
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace assay
