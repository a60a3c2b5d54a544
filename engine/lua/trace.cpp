#include "lua/trace.hpp"

#include <cctype>

#include "base/text.hpp"

namespace assay {
namespace {

class TraceParser {
 public:
  explicit TraceParser(std::string_view text) : text_(text) {}

  Result<std::vector<TraceCall>> run() {
    std::vector<TraceCall> calls;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      TraceCall call;
      call.line = line_;
      while (std::isalnum(static_cast<unsigned char>(peek())) != 0 || peek() == '_') {
        call.method += text_[at_++];
      }
      skip_spaces();
      if (call.method.empty() || peek() != '(') return expected("a call like get(\"a\") = 10");
      ++at_;
      call.arguments = take_until([this](int depth) { return depth == 0 && peek() == ')'; });
      if (peek() != ')') return expected("a closing parenthesis");
      ++at_;
      skip_spaces();
      if (peek() == '=' && peek(1) != '=') {
        ++at_;
        skip_spaces();
        call.result = trim(take_until([this](int depth) {
          return depth == 0 && (peek() == ';' || peek() == '\n' || comment());
        }));
        if (call.result.empty()) return expected("a value after =");
      } else if (at_ < text_.size() && peek() != ';' && peek() != '\n' && !comment()) {
        return expected("= or ; after the call");
      }
      calls.push_back(std::move(call));
    }
    return calls;
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool comment() const { return peek() == '-' && peek(1) == '-'; }

  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') ++at_;
  }
  void skip_blanks() {
    for (;;) {
      if (peek() == '\n') ++line_;
      if (at_ < text_.size() &&
          (std::isspace(static_cast<unsigned char>(peek())) != 0 || peek() == ';')) {
        ++at_;
      } else if (comment()) {
        while (at_ < text_.size() && peek() != '\n') ++at_;
      } else {
        return;
      }
    }
  }

  // Walks over brackets and quoted texts until `stop(depth)` holds or the trace ends.
  template <class Stop>
  std::string take_until(Stop stop) {
    const std::size_t from = at_;
    int depth = 0;
    while (at_ < text_.size() && !stop(depth)) {
      const char c = peek();
      if (c == '"' || c == '\'') {
        ++at_;
        while (at_ < text_.size() && peek() != c && peek() != '\n') at_ += peek() == '\\' ? 2 : 1;
      } else if (c == '(' || c == '{' || c == '[') {
        ++depth;
      } else if (c == ')' || c == '}' || c == ']') {
        --depth;
      } else if (c == '\n') {
        ++line_;
      }
      ++at_;
    }
    if (at_ > text_.size()) at_ = text_.size();
    return std::string(text_.substr(from, at_ - from));
  }

  Status expected(const std::string& what) const {
    std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) end = text_.size();
    return bad_problem("the trace needs " + what + " at \"" +
                       std::string(trim(text_.substr(at_, std::min<std::size_t>(end - at_, 30)))) +
                       "\"");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 0;
};

}  // namespace

Result<std::vector<TraceCall>> parse_trace(std::string_view text) {
  return TraceParser(text).run();
}

}  // namespace assay
