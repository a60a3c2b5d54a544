#include "value/picture.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace assay {
namespace {

// Chooses the cells around `index` that fit.  Numbers of cells count from PictureRows::before.
class Picture {
 public:
  Picture(const PictureRows& rows, std::size_t index, std::size_t width)
      : rows_(rows), index_(index), from_(index), to_(std::min(index + 1, size())) {
    constexpr std::size_t kAround = 30;  // label, brackets and "... 99999 more"
    const std::size_t room = width > kAround ? width - kAround : 1;
    std::size_t used = to_ > from_ ? cell_width(from_) : 0;
    for (bool grew = true; grew;) {
      grew = false;
      if (from_ > 0 && used + step(from_ - 1) <= room) {
        used += step(--from_);
        grew = true;
      }
      if (to_ < size() && used + step(to_) <= room) {
        used += step(to_++);
        grew = true;
      }
    }
  }

  std::string line(std::string_view label, const PictureRow& row) const {
    std::string text = std::string(label) + lead();
    for (std::size_t i = from_; i < std::min(to_, row.cells.size()); ++i) {
      if (i > from_) text += rows_.separator;
      text += std::string(shown_width(row, i) - display_width(row.cells[i]), ' ') + row.cells[i];
    }
    const std::size_t shown = rows_.before + to_;
    if (row.size > shown) text += " ... " + std::to_string(row.size - shown) + " more";
    return text + rows_.close;
  }

  std::string mark(const std::string& place) const {
    const std::vector<std::string>& cells = rows_.got.cells;
    std::size_t column = kGotLabel.size() + display_width(lead());
    for (std::size_t i = from_; i < std::min(index_, cells.size()); ++i) {
      column += shown_width(rows_.got, i) + (i + 1 < cells.size() ? rows_.separator.size() : 0);
    }
    if (index_ < cells.size())
      column += shown_width(rows_.got, index_) - display_width(cells[index_]);
    return std::string(column, ' ') + "^ " + place;
  }

 private:
  std::size_t size() const { return std::max(rows_.expected.cells.size(), rows_.got.cells.size()); }
  std::size_t cell_width(std::size_t i) const {
    const auto of = [i](const PictureRow& row) {
      return i < row.cells.size() ? display_width(row.cells[i]) : 0;
    };
    return std::max(of(rows_.expected), of(rows_.got));
  }
  std::size_t shown_width(const PictureRow& row, std::size_t i) const {
    return rows_.columns ? cell_width(i) : display_width(row.cells[i]);
  }
  std::size_t step(std::size_t i) const { return cell_width(i) + rows_.separator.size(); }
  std::string lead() const { return rows_.open + (rows_.before + from_ > 0 ? "... " : ""); }

  const PictureRows& rows_;
  std::size_t index_, from_, to_;
};

}  // namespace

std::vector<std::string> draw(const PictureRows& rows, std::size_t index, const std::string& place,
                              std::size_t width) {
  const Picture picture(rows, index - rows.before, width);
  return {picture.line(kExpectedLabel, rows.expected), picture.line(kGotLabel, rows.got),
          picture.mark(place)};
}

}  // namespace assay
