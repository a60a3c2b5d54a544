#include "author/mutate.hpp"

#include <array>
#include <cctype>
#include <charconv>

namespace assay {
namespace {

struct Swap {
  std::string_view before, after;
};

// Longest first, so that "<=" is not read as "<".
constexpr std::array<Swap, 31> kOperators = {{
    {"<<=", ""},  {">>=", ""},  {"**=", ""},  {"//=", ""},  {"...", ""},  {"->", ""},   {"::", ""},
    {"++", "--"}, {"--", "++"}, {"<<", ""},   {">>", ""},   {"**", ""},   {"<=", "<"},  {">=", ">"},
    {"==", "!="}, {"!=", "=="}, {"&&", "||"}, {"||", "&&"}, {"+=", "-="}, {"-=", "+="}, {"*=", ""},
    {"/=", ""},   {"%=", ""},   {"//", ""},   {"<", "<="},  {">", ">="},  {"+", "-"},   {"-", "+"},
    {"*", "+"},   {"/", "*"},   {"%", "+"},
}};

constexpr std::array<Swap, 12> kWords = {{
    {"and", "or"},
    {"or", "and"},
    {"True", "False"},
    {"False", "True"},
    {"true", "false"},
    {"false", "true"},
    {"min", "max"},
    {"max", "min"},
    {"break", "continue"},
    {"continue", "break"},
    {"upper_bound", "lower_bound"},
    {"lower_bound", "upper_bound"},
}};

constexpr std::array<std::string_view, 6> kLeftAlone = {"import", "from",    "#include",
                                                        "using",  "#pragma", "template"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

class Mutator {
 public:
  Mutator(std::string_view source, std::string_view line_comment)
      : source_(source), comment_(line_comment), slashes_(line_comment == "//") {}

  std::vector<Mutant> run() {
    while (at_ < source_.size()) {
      if (at_ == 0 || source_[at_ - 1] == '\n') skip_plain_line();
      if (at_ < source_.size()) step();
    }
    return std::move(mutants_);
  }

 private:
  void step() {
    const char c = source_[at_];
    if (c == '\n') {
      ++line_;
      ++at_;
    } else if (starts_with(comment_)) {
      while (at_ < source_.size() && source_[at_] != '\n') ++at_;
    } else if (slashes_ && starts_with("/*")) {
      skip_until("*/");
    } else if (c == '"' || c == '\'') {
      skip_string(c);
    } else if (is_digit(at_) || (c == '.' && is_digit(at_ + 1))) {
      number();
    } else if (is_word(c)) {
      word();
    } else {
      operators();
    }
  }

  bool is_digit(std::size_t place) const {
    return place < source_.size() && std::isdigit(static_cast<unsigned char>(source_[place])) != 0;
  }

  // The "-" of 1e-9, or of 0x1p-3; 0xe-9 is a difference.
  bool is_exponent_sign(std::size_t place) const {
    if (source_[place] != '-' && source_[place] != '+') return false;
    const bool hexadecimal = source_.substr(at_, 2) == "0x" || source_.substr(at_, 2) == "0X";
    const char before = source_[place - 1];
    return hexadecimal ? before == 'p' || before == 'P' : before == 'e' || before == 'E';
  }

  // The ' of 1'000 in C++.
  bool is_separator(std::size_t place) const {
    return slashes_ && source_[place] == '\'' && place + 1 < source_.size() &&
           is_word(source_[place + 1]);
  }

  // In f(*args) a star unpacks, or follows a pointer: no operand stands before it.
  bool is_prefix() const {
    std::size_t end = at_;
    while (end > 0 && std::isspace(static_cast<unsigned char>(source_[end - 1])) != 0) --end;
    if (end == 0) return true;
    if (!is_word(source_[end - 1])) {
      return std::string_view("([{},;=<>+-*/%!&|?:").find(source_[end - 1]) != source_.npos;
    }
    std::size_t begin = end;
    while (begin > 0 && is_word(source_[begin - 1])) --begin;
    const std::string_view word = source_.substr(begin, end - begin);
    return word == "return" || word == "lambda" || word == "yield";
  }

  // Lines that only name things: a change there is no mistake that a candidate makes.
  void skip_plain_line() {
    std::size_t begin = at_;
    while (begin < source_.size() && (source_[begin] == ' ' || source_[begin] == '\t')) ++begin;
    for (const std::string_view start : kLeftAlone) {
      if (source_.substr(begin, start.size()) != start) continue;
      if (begin + start.size() < source_.size() && is_word(source_[begin + start.size()])) continue;
      while (at_ < source_.size() && source_[at_] != '\n') ++at_;
      return;
    }
  }

  bool starts_with(std::string_view text) const { return source_.substr(at_, text.size()) == text; }

  void skip_until(std::string_view end) {
    while (at_ < source_.size() && !starts_with(end)) line_ += source_[at_++] == '\n';
    at_ = std::min(at_ + end.size(), source_.size());
  }

  void skip_string(char quote) {
    const std::string triple(3, quote);
    if (!slashes_ && starts_with(triple)) {
      at_ += 3;
      skip_until(triple);
      return;
    }
    for (++at_; at_ < source_.size() && source_[at_] != quote && source_[at_] != '\n'; ++at_) {
      if (source_[at_] == '\\') ++at_;
    }
    at_ += at_ < source_.size() && source_[at_] == quote;
  }

  // 0 becomes 1, n becomes n + 1 and n - 1; floats, hexadecimal and suffixed numbers stay.
  void number() {
    std::size_t end = at_;
    while (end < source_.size() && (is_word(source_[end]) || source_[end] == '.' ||
                                    is_exponent_sign(end) || is_separator(end))) {
      ++end;
    }
    const std::string_view text = source_.substr(at_, end - at_);
    long long n = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), n);
    if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size()) {
      add(text, std::to_string(n + 1));
      if (n > 0) add(text, std::to_string(n - 1));
    }
    at_ = end;
  }

  void word() {
    std::size_t end = at_;
    while (end < source_.size() && is_word(source_[end])) ++end;
    const std::string_view text = source_.substr(at_, end - at_);
    for (const Swap& swap : kWords) {
      if (text == swap.before) add(text, std::string(swap.after));
    }
    at_ = end;
  }

  void operators() {
    for (const Swap& swap : kOperators) {
      if (!starts_with(swap.before)) continue;
      const bool star = swap.before == "*" && is_prefix();
      if (!swap.after.empty() && !is_bracket(swap.before) && !star) {
        add(swap.before, std::string(swap.after));
      }
      at_ += swap.before.size();
      return;
    }
    ++at_;
  }

  // In C++ a lone `<` or `>` beside a name or another bracket mostly belongs to a template.
  bool is_bracket(std::string_view op) const {
    if (!slashes_ || (op != "<" && op != ">")) return false;
    const bool space_before = at_ > 0 && source_[at_ - 1] == ' ';
    const bool space_after = at_ + 1 < source_.size() && source_[at_ + 1] == ' ';
    return !(space_before && space_after);
  }

  void add(std::string_view before, std::string after) {
    std::string changed(source_);
    changed.replace(at_, before.size(), after);
    const std::size_t begin = at_ == 0 ? 0 : source_.rfind('\n', at_ - 1) + 1;  // npos + 1 is 0
    const int column = static_cast<int>(at_ - begin) + 1;
    mutants_.push_back({line_, column, std::string(before), std::move(after), std::move(changed)});
  }

  std::string_view source_, comment_;
  bool slashes_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants_of(std::string_view source, std::string_view line_comment) {
  return Mutator(source, line_comment).run();
}

}  // namespace assay
