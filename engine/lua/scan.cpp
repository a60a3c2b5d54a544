#include "lua/scan.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace assay {
namespace {

struct Token {
  enum class Kind : std::uint8_t { name, text, other, end };
  Kind kind = Kind::end;
  std::string_view text;  // of a text: with its quotes
  int line = 0;           // where it begins
  int content_line = 0;   // of a text: where its content begins
  int end_line = 0;
};

class Tokens {
 public:
  explicit Tokens(std::string_view source) : source_(source) {}

  Token next() {
    skip_blanks();
    Token token;
    token.line = token.content_line = line_;
    const std::size_t from = at_;
    const char c = peek();
    if (at_ >= source_.size()) return token;
    token.kind = Token::Kind::other;
    if (std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_') {
      token.kind = Token::Kind::name;
      take_word();
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      while (std::isalnum(static_cast<unsigned char>(peek())) != 0 ||
             (peek() == '.' && peek(1) != '.')) {
        ++at_;
      }
    } else if (c == '"' || c == '\'') {
      token.kind = Token::Kind::text;
      take_quoted(c);
    } else if (const int level = long_bracket(); level >= 0) {
      token.kind = Token::Kind::text;
      if (peek(static_cast<std::size_t>(level) + 2) == '\n') ++token.content_line;
      take_long(level);
    } else if (c == '.' && peek(1) == '.') {
      at_ += 2;
    } else if (c == '=' && peek(1) == '=') {
      at_ += 2;
    } else {
      ++at_;
    }
    token.text = source_.substr(from, at_ - from);
    token.end_line = line_;
    return token;
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  void step() {
    if (peek() == '\n') ++line_;
    ++at_;
  }
  void take_word() {
    while (std::isalnum(static_cast<unsigned char>(peek())) != 0 || peek() == '_') ++at_;
  }
  void take_quoted(char quote) {
    step();
    while (at_ < source_.size() && peek() != quote && peek() != '\n') {
      if (peek() == '\\') step();
      step();
    }
    if (at_ < source_.size()) step();
  }
  // Level of the long bracket that opens here, or -1.
  int long_bracket() const {
    if (peek() != '[') return -1;
    std::size_t ahead = 1;
    while (peek(ahead) == '=') ++ahead;
    return peek(ahead) == '[' ? static_cast<int>(ahead) - 1 : -1;
  }
  void take_long(int level) {
    const std::string close = "]" + std::string(static_cast<std::size_t>(level), '=') + "]";
    const std::size_t end = source_.find(close, at_ + static_cast<std::size_t>(level) + 2);
    const std::size_t stop = end == std::string_view::npos ? source_.size() : end + close.size();
    while (at_ < stop) step();
  }
  void skip_blanks() {
    while (at_ < source_.size()) {
      if (std::isspace(static_cast<unsigned char>(peek())) != 0) {
        step();
      } else if (peek() == '-' && peek(1) == '-') {
        at_ += 2;
        if (const int level = long_bracket(); level >= 0) {
          take_long(level);
        } else {
          while (at_ < source_.size() && peek() != '\n') ++at_;
        }
      } else {
        return;
      }
    }
  }

  std::string_view source_;
  std::size_t at_ = 0;
  int line_ = 1;
};

std::vector<Token> all_tokens(std::string_view source) {
  std::vector<Token> tokens;
  Tokens reader(source);
  do {
    tokens.push_back(reader.next());
  } while (tokens.back().kind != Token::Kind::end);
  return tokens;
}

// Walks the tokens once with a stack of open braces.
class TableScanner {
 public:
  explicit TableScanner(std::string_view source) : tokens_(all_tokens(source)) {}

  std::vector<ScannedTable> run() {
    for (at_ = 0; at_ + 1 < tokens_.size(); ++at_) visit();
    return std::move(tables_);
  }

 private:
  struct Open {
    std::size_t table;
    int blocks = 0;  // function bodies and parentheses inside which commas separate no entries
    bool entry = true;
  };

  std::string_view text(std::size_t at) const {
    return at < tokens_.size() ? tokens_[at].text : std::string_view();
  }

  void visit() {
    const Token& token = tokens_[at_];
    if (token.kind == Token::Kind::other && token.text == "{") {
      note_entry();
      open();
      return;
    }
    if (stack_.empty()) return;
    Open& top = stack_.back();
    if (token.kind == Token::Kind::other && token.text == "}") {
      stack_.pop_back();
      return;
    }
    note_entry();
    if (token.kind == Token::Kind::name) {
      if (token.text == "function" || token.text == "do" || token.text == "if" ||
          token.text == "repeat") {
        ++top.blocks;
      } else if (token.text == "end" || token.text == "until") {
        --top.blocks;
      }
    } else if (token.kind == Token::Kind::other) {
      if (token.text == "(") ++top.blocks;
      if (token.text == ")") --top.blocks;
      if ((token.text == "," || token.text == ";") && top.blocks == 0) top.entry = true;
    }
  }

  // If an entry of the innermost table begins at the current token, notes what it is.
  void note_entry() {
    if (stack_.empty() || !stack_.back().entry) return;
    const Token& token = tokens_[at_];
    if (token.text == "," || token.text == ";") return;
    stack_.back().entry = false;
    ScannedTable& table = tables_[stack_.back().table];
    if (token.kind == Token::Kind::name && text(at_ + 1) == "=") {
      table.settings.emplace_back(token.text, token.line);
    } else if (token.text == "[" && tokens_[at_ + 1].kind == Token::Kind::text &&
               text(at_ + 2) == "]" && text(at_ + 3) == "=") {
      const std::string_view quoted = text(at_ + 1);
      table.settings.emplace_back(quoted.substr(1, quoted.size() - 2), token.line);
    } else if (token.text != "[") {
      table.items.push_back(token.content_line);
    }
  }

  // At "{": `word {`, `word "name" {`, or a bare table.
  void open() {
    ScannedTable table;
    table.line = tokens_[at_].line;
    std::size_t word = at_;
    if (word > 0 && tokens_[word - 1].kind == Token::Kind::text) --word;
    if (word > 0 && tokens_[word - 1].kind == Token::Kind::name && text(word - 1) != "return") {
      table.word = tokens_[word - 1].text;
      table.line = tokens_[word - 1].line;
    }
    tables_.push_back(std::move(table));
    stack_.push_back({tables_.size() - 1});
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::vector<ScannedTable> tables_;
  std::vector<Open> stack_;
};

}  // namespace

int ScannedTable::find(std::string_view setting) const {
  for (const auto& [name, at] : settings) {
    if (name == setting) return at;
  }
  return 0;
}

std::vector<ScannedTable> scan_tables(std::string_view source) {
  return TableScanner(source).run();
}

std::vector<Repeated> repeated_settings(std::string_view source) {
  std::vector<Repeated> repeated;
  for (const ScannedTable& table : scan_tables(source)) {
    std::map<std::string_view, int> seen;
    for (const auto& [name, line] : table.settings) {
      const auto [first, fresh] = seen.emplace(name, line);
      if (!fresh) repeated.push_back({name, first->second, line});
    }
  }
  return repeated;
}

const ScannedTable* find_table(const std::vector<ScannedTable>& tables, std::string_view word,
                               int line) {
  for (const ScannedTable& table : tables) {
    if (table.word == word && table.line == line) return &table;
  }
  return nullptr;
}

int early_string_end(std::string_view source, int error_line) {
  static constexpr std::string_view kMayFollow[] = {",", ";", "}", ")", "..", "", ":"};
  const std::vector<Token> tokens = all_tokens(source);
  int depth = 0;  // texts outside braces are followed by whole statements
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.text == "{") ++depth;
    if (token.text == "}") --depth;
    if (depth <= 0 || token.kind != Token::Kind::text || token.text.substr(0, 2) != "[[") continue;
    if (token.end_line > error_line) break;
    const Token& after = tokens[i + 1];
    const bool fits =
        std::find(std::begin(kMayFollow), std::end(kMayFollow), after.text) != std::end(kMayFollow);
    if (fits || after.text == "{") continue;
    return token.end_line;
  }
  return 0;
}

}  // namespace assay
