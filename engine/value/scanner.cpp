#include "value/scanner.hpp"

#include <charconv>

#include "base/text.hpp"

namespace assay {
namespace {
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
}  // namespace

std::size_t Scanner::position() {
  while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos) {
    ++at_;
  }
  return at_;
}

std::string_view Scanner::slice(std::size_t from) const {
  return trim(text_.substr(from, at_ - from));
}

bool Scanner::take(std::string_view symbol) {
  if (!ok() || text_.substr(position(), symbol.size()) != symbol) return false;
  if (symbol == "-" && text_.substr(at_, 2) == "->") return false;
  at_ += symbol.size();
  return true;
}

std::string_view Scanner::peek_word() {
  std::size_t end = position();
  if (!ok() || end == text_.size() || !is_letter(text_[end])) return {};
  while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
  return text_.substr(at_, end - at_);
}

std::string_view Scanner::take_any_word() {
  const std::string_view word = peek_word();
  at_ += word.size();
  return word;
}

bool Scanner::take_word(std::string_view word) {
  if (peek_word() != word) return false;
  at_ += word.size();
  return true;
}

bool Scanner::take_number(double& number) {
  std::size_t end = position();
  if (!ok() || end == text_.size() || !is_digit(text_[end])) return false;
  const auto digits = [&] {
    while (end < text_.size() && is_digit(text_[end])) ++end;
  };
  const auto digit_at = [&](std::size_t i) { return i < text_.size() && is_digit(text_[i]); };
  digits();
  if (end < text_.size() && text_[end] == '.' && digit_at(end + 1)) {  // not the ".." of a range
    ++end;
    digits();
  }
  if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
    const bool sign = end + 1 < text_.size() && (text_[end + 1] == '-' || text_[end + 1] == '+');
    if (digit_at(end + 1 + sign)) {
      end += 1 + sign;
      digits();
    }
  }
  if (std::from_chars(text_.data() + at_, text_.data() + end, number).ec != std::errc()) {
    fail(at_, "this number is too large");
    return false;
  }
  at_ = end;
  return true;
}

bool Scanner::take_quoted(std::string& text) {
  if (!take("\"")) return false;
  const auto end = text_.find('"', at_);
  if (end == std::string_view::npos) {
    fail(at_ - 1, "this quote is never closed");
    return false;
  }
  text = text_.substr(at_, end - at_);
  at_ = end + 1;
  return true;
}

void Scanner::fail(std::size_t position, const std::string& message) {
  if (ok()) failure_ = "column " + std::to_string(position + 1) + ": " + message;
}

void Scanner::fail_expected(const std::string& what) {
  if (!ok()) return;
  std::string got = "the end";
  if (!at_end()) {
    const std::string_view word = peek_word();
    got = '"' + std::string(word.empty() ? text_.substr(at_, 1) : word) + '"';
  }
  fail(at_, "expected " + what + ", got " + got);
}

Status Scanner::status() const { return ok() ? Status() : invalid_argument(failure_); }

}  // namespace assay
