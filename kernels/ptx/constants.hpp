#pragma once
// Constant expressions, as the PTX ISA's chapter "Constants" has them: integers of 64 bits, signed
// or not, and doubles; the operators and the precedence are C's.

#include <cstdint>
#include <string>

#include "ptx/lexer.hpp"

namespace assay::ptx {

// Thrown inside ptx/ only; parse() turns it into a Status.
struct Unsupported {
  std::string what;
  std::uint32_t line;
};

struct Constant {
  // f32 is written as 0f3F800000 only, and stands alone.
  enum class Kind : std::uint8_t { s64, u64, f64, f32 };
  Kind kind = Kind::s64;
  std::uint64_t bits = 0;

  bool is_integer() const { return kind == Kind::s64 || kind == Kind::u64; }
};

// The value of one token: 012, 0xFFU, 0b101, 1.5e3, 0f3F800000.
Constant literal_of(const Token& token);

// Reads an expression that begins with `token`, which is then the token behind it.
Constant read_constant(Lexer& lexer, Token& token);

// The bits of a float of this many bytes, 4 or 8; of an integer, and of any other size, its own.
std::uint64_t converted(const Constant& constant, unsigned bytes);

}  // namespace assay::ptx
