#pragma once
// Two sequences, one under the other, with a mark where they part.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

inline constexpr std::string_view kExpectedLabel = "expected  ";
inline constexpr std::string_view kGotLabel = "got       ";

struct PictureRow {
  std::vector<std::string> cells;  // from number `before` on; what is far to the right may lack
  std::size_t size = 0;            // of the whole sequence
};

struct PictureRows {
  std::string open, separator, close;
  PictureRow expected, got;
  std::size_t before = 0;  // cells left out at the front of both
  bool columns = true;     // whether cells stand under each other, with blanks before the shorter
};

// Both rows and the line of the mark, which stands under number `index` of what was got.
std::vector<std::string> draw(const PictureRows& rows, std::size_t index, const std::string& place,
                              std::size_t width);

}  // namespace assay
