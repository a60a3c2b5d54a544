#pragma once
// One output stream: how wide it is, whether it takes colours, and tables on it.

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cli {

enum class Style { plain, bold, dim, red, green, yellow, cyan };

// What colours a verdict's word; the word itself always says the same.
Style verdict_style(std::string_view verdict);

// Not thread-safe.
class Screen {
 public:
  // `color` is "auto", "always" or "never".  Automatic colours need a terminal, no NO_COLOR and a
  // TERM that is not "dumb".
  Screen(std::FILE* file, std::string_view color);

  bool terminal() const { return terminal_; }
  bool colored() const { return colored_; }
  // Columns to fill: COLUMNS, else the terminal's, else 100.
  std::size_t width() const { return width_; }

  // The text between marks that line() turns into colours.
  std::string paint(Style style, std::string_view text) const;
  // Writes the text as printable() has it and a newline, and flushes.
  void line(std::string_view text = {});
  // Writes what is ours to the last byte: JSON, scripts, control sequences.
  void raw(std::string_view text);

 private:
  std::FILE* file_;
  bool terminal_, colored_;
  std::size_t width_;
};

struct Cell {
  std::string text;
  Style style = Style::plain;
};

// Rows of cells aligned by the columns that text takes on a terminal.
class Table {
 public:
  struct Column {
    std::string title;   // no titles at all: no title row
    bool right = false;  // numbers
    bool gives = false;  // this one is cut first when the table is too wide
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<Cell> row);
  bool empty() const { return rows_.empty(); }
  void print(Screen& screen) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// Cuts text to so many columns, with an ellipsis.
std::string shorten(const std::string& text, std::size_t columns);
// Breaks text at spaces; no line is wider than `width` unless a word is.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace assay::cli
