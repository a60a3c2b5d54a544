#include "ptx/lexer.hpp"

#include <cctype>

namespace assay::ptx {
namespace {

bool starts_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || c == '$' || c == '%' ||
         c == '.';
}

bool in_word(char c) { return starts_word(c) || std::isdigit(static_cast<unsigned char>(c)); }

std::size_t word_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size()) {
    if (in_word(text[length])) {
      ++length;
    } else if (text.substr(length, 2) == "::") {  // .shared::cta
      length += 2;
    } else {
      break;
    }
  }
  return length;
}

}  // namespace

void Lexer::skip_blanks() {
  while (!rest_.empty()) {
    if (rest_.substr(0, 2) == "//") {
      rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    } else if (rest_.substr(0, 2) == "/*") {
      const std::size_t end = std::min(rest_.find("*/", 2), rest_.size() - 2) + 2;
      for (const char c : rest_.substr(0, end)) line_ += c == '\n';
      rest_.remove_prefix(end);
    } else if (std::isspace(static_cast<unsigned char>(rest_[0]))) {
      line_ += rest_[0] == '\n';
      rest_.remove_prefix(1);
    } else {
      return;
    }
  }
}

Token Lexer::take(Token::Kind kind, std::size_t length) {
  const Token token{kind, rest_.substr(0, length), line_};
  rest_.remove_prefix(length);
  return token;
}

Token Lexer::next() {
  skip_blanks();
  if (rest_.empty() || rest_[0] == '\0') return {Token::Kind::end, "", line_};
  const char c = rest_[0];
  if (starts_word(c)) return take(Token::Kind::word, word_length(rest_));
  if (std::isdigit(static_cast<unsigned char>(c))) {
    std::size_t length = 1;
    while (length < rest_.size() && std::isalnum(static_cast<unsigned char>(rest_[length])))
      ++length;
    return take(Token::Kind::number, length);
  }
  if (c == '"') {
    const std::size_t end = std::min(rest_.find('"', 1), rest_.size() - 1);
    Token token = take(Token::Kind::string, end + 1);
    token.text = token.text.substr(1, token.text.size() - 2);
    return token;
  }
  return take(Token::Kind::punctuation, 1);
}

}  // namespace assay::ptx
