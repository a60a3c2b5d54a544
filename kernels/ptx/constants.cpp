#include "ptx/constants.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <iterator>
#include <limits>

namespace assay::ptx {
namespace {

using Kind = Constant::Kind;
using i64 = std::int64_t;
using u64 = std::uint64_t;

constexpr int kDeepest = 200;

enum class Op {
  mul,
  div,
  rem,
  add,
  sub,
  shl,
  shr,
  lt,
  le,
  gt,
  ge,
  eq,
  ne,
  bits_and,
  bits_xor,
  bits_or,
  both,
  either
};

struct Binary {
  std::string_view text;
  int level;  // the higher, the tighter it binds
  Op op;
};
constexpr Binary kBinaries[] = {
    {"*", 10, Op::mul},  {"/", 10, Op::div},     {"%", 10, Op::rem},     {"+", 9, Op::add},
    {"-", 9, Op::sub},   {"<<", 8, Op::shl},     {">>", 8, Op::shr},     {"<", 7, Op::lt},
    {"<=", 7, Op::le},   {">", 7, Op::gt},       {">=", 7, Op::ge},      {"==", 6, Op::eq},
    {"!=", 6, Op::ne},   {"&", 5, Op::bits_and}, {"^", 4, Op::bits_xor}, {"|", 3, Op::bits_or},
    {"&&", 2, Op::both}, {"||", 1, Op::either}};

Constant boolean(bool value) { return {Kind::s64, value ? u64{1} : 0}; }
Constant real(double value) { return {Kind::f64, std::bit_cast<u64>(value)}; }

Kind usual(const Constant& a, const Constant& b) {
  return a.kind == Kind::u64 || b.kind == Kind::u64 ? Kind::u64 : Kind::s64;
}

template <class T>
bool compared(Op op, T a, T b) {
  switch (op) {
    case Op::lt:
      return a < b;
    case Op::le:
      return a <= b;
    case Op::gt:
      return a > b;
    case Op::ge:
      return a >= b;
    case Op::eq:
      return a == b;
    default:
      return a != b;
  }
}

u64 divided(u64 a, u64 b, Kind kind) {
  if (kind == Kind::u64) return a / b;
  if (b == ~u64{0}) return 0 - a;  // the least number has no counterpart
  return static_cast<u64>(static_cast<i64>(a) / static_cast<i64>(b));
}

u64 shifted_right(const Constant& a, u64 by) {
  if (a.kind == Kind::u64) return a.bits >> by;
  return static_cast<u64>(static_cast<i64>(a.bits) >> by);
}

// The divisor is not zero.
Constant integers(Op op, const Constant& a, const Constant& b) {
  const Kind kind = usual(a, b);
  switch (op) {
    case Op::mul:
      return {kind, a.bits * b.bits};
    case Op::div:
      return {kind, divided(a.bits, b.bits, kind)};
    case Op::rem:
      return {Kind::u64, a.bits % b.bits};
    case Op::add:
      return {kind, a.bits + b.bits};
    case Op::sub:
      return {kind, a.bits - b.bits};
    case Op::shl:
      return {a.kind, a.bits << (b.bits % 64)};  // what ptxas makes of large counts
    case Op::shr:
      return {a.kind, shifted_right(a, b.bits % 64)};
    case Op::bits_and:
      return {kind, a.bits & b.bits};
    case Op::bits_xor:
      return {kind, a.bits ^ b.bits};
    case Op::bits_or:
      return {kind, a.bits | b.bits};
    case Op::both:
      return boolean(a.bits != 0 && b.bits != 0);
    case Op::either:
      return boolean(a.bits != 0 || b.bits != 0);
    default:
      if (kind == Kind::u64) return boolean(compared(op, a.bits, b.bits));
      return boolean(compared(op, static_cast<i64>(a.bits), static_cast<i64>(b.bits)));
  }
}

// False for what floats do not have.
bool doubles(Op op, double a, double b, Constant* to) {
  switch (op) {
    case Op::mul:
      *to = real(a * b);
      return true;
    case Op::div:
      *to = real(a / b);
      return true;
    case Op::add:
      *to = real(a + b);
      return true;
    case Op::sub:
      *to = real(a - b);
      return true;
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge:
    case Op::eq:
    case Op::ne:
      *to = boolean(compared(op, a, b));
      return true;
    default:
      return false;
  }
}

class Reader {
 public:
  Reader(Lexer& lexer, Token& token) : lexer_(lexer), token_(token) {}

  // A condition, or what binds tighter.
  Constant whole() {
    const Constant first = binary(1);
    if (!accept("?")) return first;
    enter();
    const Constant yes = whole();
    expect(":");
    const Constant no = whole();
    --depth_;
    const bool integer = yes.is_integer() && no.is_integer();
    if (!first.is_integer() || (!integer && (yes.kind != Kind::f64 || no.kind != Kind::f64))) {
      mismatch();
    }
    return {integer ? usual(yes, no) : Kind::f64, first.bits != 0 ? yes.bits : no.bits};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Unsupported{what, token_.line}; }
  [[noreturn]] void mismatch() const { fail("a constant expression of such types"); }

  bool accept(std::string_view what) {
    if (!token_.is(what)) return false;
    token_ = lexer_.next();
    return true;
  }
  void expect(std::string_view what) {
    if (!accept(what))
      fail("expected " + std::string(what) + " before " + std::string(token_.text));
  }
  void enter() {
    if (++depth_ > kDeepest) fail("nesting so deep");
  }

  Constant binary(int level) {
    Constant left = unary();
    while (true) {
      const auto* const found = std::find_if(
          std::begin(kBinaries), std::end(kBinaries),
          [&](const Binary& one) { return one.level >= level && token_.is(one.text); });
      if (found == std::end(kBinaries)) return left;
      accept(found->text);
      left = applied(found->op, left, binary(found->level + 1));
    }
  }

  Constant applied(Op op, const Constant& a, const Constant& b) const {
    Constant result;
    if (a.is_integer() && b.is_integer()) {
      if ((op == Op::div || op == Op::rem) && b.bits == 0) fail("a division by zero");
      return integers(op, a, b);
    }
    if (a.kind != Kind::f64 || b.kind != Kind::f64) mismatch();
    const auto divisor = std::bit_cast<double>(b.bits);
    if (op == Op::div && divisor == 0) fail("a division by zero");
    if (!doubles(op, std::bit_cast<double>(a.bits), divisor, &result)) mismatch();
    return result;
  }

  Constant unary() {
    enter();
    const Constant result = inside();
    --depth_;
    return result;
  }

  Constant inside() {
    if (accept("+")) return sign(unary(), false);
    if (accept("-")) return sign(unary(), true);
    if (accept("!")) return boolean(integer(unary()).bits == 0);
    if (accept("~")) return {Kind::u64, ~integer(unary()).bits};
    if (accept("WARP_SZ")) return {Kind::s64, 32};
    if (accept("(")) {
      if (accept(".s64")) return cast(Kind::s64);
      if (accept(".u64")) return cast(Kind::u64);
      const Constant result = whole();
      expect(")");
      return result;
    }
    const Constant result = literal_of(token_);
    token_ = lexer_.next();
    return result;
  }

  Constant cast(Kind kind) {
    expect(")");
    return {kind, integer(unary()).bits};
  }

  Constant integer(const Constant& of) const {
    if (!of.is_integer()) mismatch();
    return of;
  }

  Constant sign(Constant of, bool negative) const {
    if (of.kind == Kind::f32) mismatch();
    if (negative) of.bits = of.is_integer() ? 0 - of.bits : of.bits ^ (u64{1} << 63);
    return of;
  }

  Lexer& lexer_;
  Token& token_;
  int depth_ = 0;
};

// All of the text, or nothing.
template <class T, class How>
bool parsed(std::string_view text, T* value, How how) {
  const auto end = std::from_chars(text.data(), text.data() + text.size(), *value, how);
  return end.ec == std::errc() && end.ptr == text.data() + text.size();
}

}  // namespace

Constant literal_of(const Token& token) {
  std::string_view text = token.text;
  if (token.kind != Token::Kind::number) {
    throw Unsupported{"unexpected " + std::string(text), token.line};
  }
  Constant result;
  const char mark = text[0] == '0' && text.size() > 1 ? static_cast<char>(text[1] | 0x20) : '\0';
  bool good = false;
  if ((mark == 'f' && text.size() == 10) || (mark == 'd' && text.size() == 18)) {
    result.kind = mark == 'f' ? Kind::f32 : Kind::f64;
    good = parsed(text.substr(2), &result.bits, 16);
  } else if (mark != 'x' && text.find_first_of(".eE") != std::string_view::npos) {
    double value = 0;
    good = parsed(text, &value, std::chars_format::general);
    result = real(value);
  } else {
    const int base = mark == 'x' ? 16 : mark == 'b' ? 2 : text[0] == '0' ? 8 : 10;
    if (base == 16 || base == 2) text.remove_prefix(2);
    const bool is_unsigned = text.ends_with('U');
    if (is_unsigned) text.remove_suffix(1);
    good = parsed(text, &result.bits, base);
    if (is_unsigned || result.bits > std::numeric_limits<i64>::max()) result.kind = Kind::u64;
  }
  if (!good) throw Unsupported{"number " + std::string(token.text), token.line};
  return result;
}

Constant read_constant(Lexer& lexer, Token& token) { return Reader(lexer, token).whole(); }

std::uint64_t converted(const Constant& constant, unsigned bytes) {
  if (constant.kind == Kind::f64 && bytes == 4) {
    return std::bit_cast<std::uint32_t>(static_cast<float>(std::bit_cast<double>(constant.bits)));
  }
  if (constant.kind == Kind::f32 && bytes == 8) {
    const auto narrow = std::bit_cast<float>(static_cast<std::uint32_t>(constant.bits));
    return std::bit_cast<std::uint64_t>(static_cast<double>(narrow));
  }
  return constant.bits;
}

}  // namespace assay::ptx
