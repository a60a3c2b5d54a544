#include "markdown.hpp"

#include <md4c.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t kWidest = 100;  // longer lines tire the eye

// md4c tells of blocks and spans as they open and close; text gathers in pieces until its block
// closes, and is wrapped then.
class Renderer {
 public:
  explicit Renderer(Screen& out) : out_(out) {}

  int enter(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        flush();
        if (lists_.empty()) blank();
        lists_.push_back(type == MD_BLOCK_OL
                             ? static_cast<int>(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start)
                             : kBullet);
        break;
      case MD_BLOCK_LI:
        flush();
        marker_ = lists_.back() == kBullet ? "- " : std::to_string(lists_.back()++) + ". ";
        break;
      case MD_BLOCK_QUOTE:
        blank();
        ++quotes_;
        break;
      case MD_BLOCK_H:
        blank();
        styles_.push_back(Style::bold);
        break;
      case MD_BLOCK_P:
        if (lists_.empty()) blank();
        break;
      case MD_BLOCK_CODE:
        flush();
        if (lists_.empty()) blank();
        code_.emplace();
        break;
      case MD_BLOCK_TABLE:
        blank();
        break;
      case MD_BLOCK_TR:
        row_.clear();
        break;
      default:
        break;
    }
    return 0;
  }

  int leave(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        lists_.pop_back();
        break;
      case MD_BLOCK_QUOTE:
        --quotes_;
        break;
      case MD_BLOCK_H:
        flush();
        styles_.pop_back();
        break;
      case MD_BLOCK_P:
      case MD_BLOCK_LI:
        flush();
        break;
      case MD_BLOCK_CODE:
        leave_code();
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        row_.push_back({plain_text(), type == MD_BLOCK_TH ? Style::bold : Style::plain});
        break;
      case MD_BLOCK_TR:
        rows_.push_back(row_);
        break;
      case MD_BLOCK_TABLE:
        leave_table();
        break;
      default:
        break;
    }
    return 0;
  }

  int enter(MD_SPANTYPE type) {
    if (type == MD_SPAN_STRONG) styles_.push_back(Style::bold);
    if (type == MD_SPAN_EM) styles_.push_back(Style::bold);
    if (type == MD_SPAN_CODE) {
      // Without colours the backticks keep telling code from prose.
      if (!out_.colored()) add("`");
      styles_.push_back(Style::cyan);
    }
    return 0;
  }

  int leave(MD_SPANTYPE type) {
    if (type == MD_SPAN_STRONG || type == MD_SPAN_EM) styles_.pop_back();
    if (type == MD_SPAN_CODE) {
      styles_.pop_back();
      if (!out_.colored()) add("`");
    }
    return 0;
  }

  int text(MD_TEXTTYPE type, std::string_view text) {
    if (code_) {
      code_->append(text);
    } else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
      add(" ");
    } else {
      add(text);
    }
    return 0;
  }

 private:
  static constexpr int kBullet = -1;

  // A stretch of one style without a space in it.
  struct Piece {
    std::string text;
    Style style;
    bool after_space;
  };

  void add(std::string_view text) {
    const Style style = styles_.empty() ? Style::plain : styles_.back();
    bool glued = false;
    for (const char c : text) {
      if (c == ' ' || c == '\n') {
        space_ = true;
        glued = false;
        continue;
      }
      if (!glued) pieces_.push_back({"", style, std::exchange(space_, false)});
      pieces_.back().text += c;
      glued = true;
    }
  }

  void blank() {
    flush();
    if (printed_) out_.line();
    printed_ = false;
  }

  void print(const std::string& line) {
    out_.line(line);
    printed_ = true;
  }

  std::string indent() const {
    const std::size_t depth = lists_.empty() ? 0 : 2 * (lists_.size() - 1);
    return std::string(depth, ' ') + std::string(static_cast<std::size_t>(2 * quotes_), ' ');
  }

  std::string plain_text() {
    std::string text;
    for (const Piece& piece : pieces_)
      text += (piece.after_space && !text.empty() ? " " : "") + piece.text;
    pieces_.clear();
    space_ = false;
    return text;
  }

  // Wraps what has gathered, with a hanging indent behind a list's marker.
  void flush() {
    if (pieces_.empty()) return;
    const std::size_t width = std::min(out_.width(), kWidest);
    const std::string hang =
        indent() + std::string(lists_.empty() ? 0 : std::max<std::size_t>(marker_.size(), 2), ' ');
    std::string line = indent() + std::exchange(marker_, "");
    line.resize(hang.size(), ' ');
    std::size_t used = hang.size();
    bool fresh = true;
    for (std::size_t i = 0; i < pieces_.size();) {
      std::size_t end = i + 1, wide = display_width(pieces_[i].text);
      for (; end < pieces_.size() && !pieces_[end].after_space; ++end) {
        wide += display_width(pieces_[end].text);
      }
      if (!fresh && used + 1 + wide > width) {
        print(line);
        line = hang;
        used = hang.size();
        fresh = true;
      }
      if (!std::exchange(fresh, false)) {
        line += ' ';
        ++used;
      }
      for (; i < end; ++i) line += out_.paint(pieces_[i].style, pieces_[i].text);
      used += wide;
    }
    print(line);
    pieces_.clear();
    space_ = false;
  }

  void leave_code() {
    std::string code = std::move(*code_);
    code_.reset();
    while (code.ends_with('\n')) code.pop_back();
    for (const std::string& line : split(code, '\n')) {
      print(line.empty() ? "" : indent() + "    " + out_.paint(Style::cyan, line));
    }
  }

  void leave_table() {
    std::size_t columns = 0;
    for (const auto& row : rows_) columns = std::max(columns, row.size());
    Table table{std::vector<Table::Column>(columns)};
    for (auto& row : rows_) table.add(std::move(row));
    rows_.clear();
    table.print(out_);
    printed_ = true;
  }

  Screen& out_;
  std::vector<Piece> pieces_;
  std::vector<Style> styles_;
  std::vector<int> lists_;  // the next number, or kBullet
  std::vector<Cell> row_;
  std::vector<std::vector<Cell>> rows_;
  std::optional<std::string> code_;
  std::string marker_;
  int quotes_ = 0;
  bool space_ = false, printed_ = false;
};

Renderer& renderer(void* user) { return *static_cast<Renderer*>(user); }

}  // namespace

void print_markdown(Screen& out, std::string_view text) {
  Renderer state(out);
  MD_PARSER parser{};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_NOHTML;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* user) {
    return renderer(user).enter(type, detail);
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* user) {
    return renderer(user).leave(type);
  };
  parser.enter_span = [](MD_SPANTYPE type, void*, void* user) {
    return renderer(user).enter(type);
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* user) {
    return renderer(user).leave(type);
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* chars, MD_SIZE size, void* user) {
    return renderer(user).text(type, std::string_view(chars, size));
  };
  md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &state);
}

}  // namespace assay::cli
