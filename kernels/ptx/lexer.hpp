#pragma once

#include <cstdint>
#include <string_view>

namespace assay::ptx {

// One token of PTX.  Words keep their dots: "ld.global.u32", "%tid.x", ".reg" are one word each.
struct Token {
  enum class Kind : std::uint8_t { word, number, string, punctuation, end };
  Kind kind = Kind::end;
  std::string_view text;
  std::uint32_t line = 0;

  bool is(std::string_view what) const { return text == what && kind != Kind::string; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}
  Token next();

 private:
  void skip_blanks();
  Token take(Token::Kind kind, std::size_t length);

  std::string_view rest_;
  std::uint32_t line_ = 1;
};

}  // namespace assay::ptx
