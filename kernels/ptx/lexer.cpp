#include "ptx/lexer.hpp"

#include <algorithm>
#include <array>
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

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

// 017, 0xFFU, 0f3F800000, or decimal with a point and an exponent.
std::size_t number_length(std::string_view text) {
  std::size_t length = 0;
  const auto at = [&](std::size_t k) { return k < text.size() ? text[k] : '\0'; };
  const auto skip_digits = [&] {
    while (is_digit(at(length))) ++length;
  };
  const bool marked = text[0] == '0' && std::string_view("xXbBfFdD").find(at(1)) < 8;
  if (!marked) {
    skip_digits();
    if (at(length) == '.') ++length;
    skip_digits();
    const bool exponent = at(length) == 'e' || at(length) == 'E';
    const std::size_t sign = at(length + 1) == '-' || at(length + 1) == '+' ? 1 : 0;
    if (exponent && is_digit(at(length + 1 + sign))) length += 1 + sign;
  }
  while (std::isalnum(static_cast<unsigned char>(at(length)))) ++length;
  return length;
}

constexpr std::array<std::string_view, 8> kPairs = {"<<", ">>", "<=", ">=", "==", "!=", "&&", "||"};

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
  const char second = rest_.size() > 1 ? rest_[1] : '\0';
  if (is_digit(c) || (c == '.' && is_digit(second))) {
    return take(Token::Kind::number, number_length(rest_));
  }
  const bool remainder = c == '%' && !in_word(second);
  if (starts_word(c) && !remainder) return take(Token::Kind::word, word_length(rest_));
  if (c == '"') {
    const std::size_t end = std::min(rest_.find('"', 1), rest_.size() - 1);
    Token token = take(Token::Kind::string, end + 1);
    token.text = token.text.substr(1, token.text.size() - 2);
    return token;
  }
  const bool pair = std::ranges::find(kPairs, rest_.substr(0, 2)) != kPairs.end();
  return take(Token::Kind::punctuation, pair ? 2 : 1);
}

}  // namespace assay::ptx
