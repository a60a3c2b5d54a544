#include "unified_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <dtl/dtl.hpp>
#pragma GCC diagnostic pop

#include "base/text.hpp"

namespace assay::cli {
namespace {

// The algorithm takes time and memory with the product of the length and the number of changes.
constexpr std::size_t kMaxLines = 5'000;

std::vector<std::string> lines_of(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return split(text, '\n');
}

}  // namespace

Result<std::vector<std::string>> unified_diff(std::string_view before, std::string_view after) {
  const std::vector<std::string> a = lines_of(before), b = lines_of(after);
  if (std::max(a.size(), b.size()) > kMaxLines) {
    return invalid_argument(
        fmt::format("not compared: {} and {} lines, at most {}", a.size(), b.size(), kMaxLines));
  }
  dtl::Diff<std::string> comparison(a, b);
  comparison.compose();
  comparison.composeUnifiedHunks();
  std::ostringstream out;
  comparison.printUnifiedFormat(out);
  std::vector<std::string> lines = lines_of(out.str());
  if (lines.size() == 1 && lines.front().empty()) lines.clear();
  return lines;
}

}  // namespace assay::cli
