#pragma once
// Reads signatures and bounds symbol by symbol and keeps the first failure, with its column.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// After a failure nothing matches any more, so that a parser unwinds by itself.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // Of the next symbol; spaces before it are passed over.
  std::size_t position();
  std::string_view slice(std::size_t from) const;  // from there to what was read last, trimmed
  bool at_end() { return position() == text_.size(); }

  // "-" does not match "->", nor "." "..".
  bool take(std::string_view symbol);
  bool take_word(std::string_view word);
  std::string_view peek_word();
  std::string_view take_any_word();
  bool take_number(double& number);
  // "..." in double quotes, without escapes.
  bool take_quoted(std::string& text);

  bool ok() const { return failure_.empty(); }
  void fail(std::size_t position, const std::string& message);
  // "column 7: expected a type, got \"itn\"".
  void fail_expected(const std::string& what);
  Status status() const;

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::string failure_;
};

}  // namespace assay
