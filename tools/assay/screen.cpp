#include "screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/text.hpp"
#include "printable.hpp"

namespace assay::cli {
namespace {

// Stands before a style's number where colours begin and end; no UTF-8 holds this byte.
constexpr char kMark = '\xfe';

bool set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool wants_color(bool terminal, std::string_view color) {
  if (color != "auto") return color == "always";
  const char* term = std::getenv("TERM");
  return terminal && !set("NO_COLOR") && term != nullptr && std::string_view(term) != "dumb";
}

std::size_t find_width(std::FILE* file) {
  constexpr std::size_t kDefault = 100, kLeast = 40;
  if (const char* columns = std::getenv("COLUMNS"); columns != nullptr) {
    if (const int n = std::atoi(columns); n > 0) return std::max<std::size_t>(kLeast, n);
  }
  winsize size{};
  if (::ioctl(::fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return std::max<std::size_t>(kLeast, size.ws_col);
  }
  return kDefault;
}

}  // namespace

Style verdict_style(std::string_view verdict) {
  if (verdict == "accepted") return Style::green;
  if (verdict == "skipped" || verdict == "cancelled") return Style::dim;
  if (verdict == "unsupported" || verdict == "inconclusive" || verdict == "internal_error") {
    return Style::yellow;
  }
  return Style::red;
}

Screen::Screen(std::FILE* file, std::string_view color)
    : file_(file),
      terminal_(::isatty(::fileno(file)) == 1),
      colored_(wants_color(terminal_, color)),
      width_(find_width(file)) {}

std::string Screen::paint(Style style, std::string_view text) const {
  if (!colored_ || style == Style::plain || text.empty()) return std::string(text);
  const auto mark = [](Style begun) {
    return std::string{kMark, static_cast<char>('0' + static_cast<int>(begun))};
  };
  return mark(style) + printable(text) + mark(Style::plain);
}

void Screen::line(std::string_view text) {
  if (!colored_) return raw(printable(text) + '\n');
  static constexpr const char* kCodes[] = {"0", "1", "2", "31", "32", "33", "36"};
  std::string out;
  for (;;) {
    const std::size_t mark = text.find(kMark);
    out += printable(text.substr(0, mark));
    if (mark == std::string_view::npos) return raw(out + '\n');
    const std::size_t style =
        mark + 1 < text.size() ? static_cast<std::size_t>(text[mark + 1] - '0') : std::size(kCodes);
    if (style < std::size(kCodes)) out += std::string("\033[") + kCodes[style] + "m";
    text.remove_prefix(std::min(mark + 2, text.size()));
  }
}

void Screen::raw(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file_);
  std::fflush(file_);
}

void Table::add(std::vector<Cell> row) {
  for (Cell& cell : row) cell.text = printable(cell.text);
  rows_.push_back(std::move(row));
}

void Table::print(Screen& screen) const {
  const bool titles =
      std::any_of(columns_.begin(), columns_.end(), [](const auto& c) { return !c.title.empty(); });
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i].text));
    }
  }
  std::size_t total = 1;
  for (const std::size_t width : widths) total += width + 2;
  for (std::size_t i = 0; i < columns_.size() && total > screen.width() + 2; ++i) {
    if (!columns_[i].gives) continue;
    const std::size_t excess = total - screen.width() - 2;
    const std::size_t kept = std::max<std::size_t>(8, widths[i] - std::min(widths[i], excess));
    total -= widths[i] - std::min(widths[i], kept);
    widths[i] = std::min(widths[i], kept);
  }

  std::string all;
  const auto print_row = [&](const std::vector<Cell>& row) {
    std::string line = " ", gap;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string text = shorten(row[i].text, widths[i]);
      const std::string padding(widths[i] - display_width(text), ' ');
      if (columns_[i].right) gap += padding;
      if (!text.empty()) line += std::exchange(gap, "") + screen.paint(row[i].style, text);
      gap += (columns_[i].right ? "" : padding) + "  ";
    }
    all += (line == " " ? "" : line) + "\n";
  };
  if (titles) {
    std::vector<Cell> row;
    for (const Column& column : columns_) row.push_back({column.title, Style::bold});
    print_row(row);
  }
  for (const auto& row : rows_) print_row(row);
  if (all.empty()) return;
  all.pop_back();  // line() ends it
  screen.line(all);
}

std::string shorten(const std::string& text, std::size_t columns) {
  if (display_width(text) <= columns) return text;
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xc0) == 0x80) ++next;
    const std::string longer = kept + text.substr(at, next - at);
    if (display_width(longer) + 1 > columns) break;
    kept = longer;
    at = next;
  }
  return kept + "…";
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (const std::string& word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
      lines.push_back(std::exchange(line, ""));
    }
    line += (line.empty() ? "" : " ") + word;
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

}  // namespace assay::cli
