#include "value/bound.hpp"

#include <cmath>

namespace assay {
namespace {

// expression = sum { "<<" sum };  sum = product { "+" | "-" product };  product = factor { "*" |
// "/" factor } factor = number | name | "-" factor | "(" expression ")".  A quotient is whole, as
// C's.
//
// One reader both checks the grammar (no names are given: every name stands for 1) and computes.
class BoundReader {
 public:
  BoundReader(Scanner& in, const Bound::Names* names) : in_(in), names_(names) {}

  const std::vector<std::string>& met() const { return met_; }

  double expression() {
    double left = sum();
    while (in_.ok()) {
      const std::size_t at = in_.position();
      if (!in_.take("<<")) break;
      const double count = sum();
      if (names_ == nullptr) continue;
      if (left != std::floor(left) || count != std::floor(count) || count < 0 || count > 63) {
        in_.fail(at, "<< needs whole numbers and a shift of 0 to 63");
        return 0;
      }
      left = std::ldexp(left, static_cast<int>(count));
    }
    return left;
  }

 private:
  double sum() {
    double left = product();
    for (;;) {
      if (in_.take("+")) {
        left += product();
      } else if (in_.take("-")) {
        left -= product();
      } else {
        return left;
      }
    }
  }

  double product() {
    double left = factor();
    for (;;) {
      const std::size_t at = in_.position();
      if (in_.take("*")) {
        left *= factor();
      } else if (in_.take("/")) {
        const double divisor = factor();
        if (divisor == 0) in_.fail(at, "division by zero");
        left = divisor == 0 ? 0 : std::trunc(left / divisor);
      } else {
        return left;
      }
    }
  }

  double factor() {
    constexpr int kDepth = 50;
    double number = 0;
    if (++depth_ > kDepth) in_.fail(in_.position(), "this bound is nested too deeply");
    if (in_.take("-")) {
      number = -factor();
    } else if (in_.take("(")) {
      number = expression();
      if (!in_.take(")")) in_.fail_expected("\")\"");
    } else if (const auto at = in_.position(); !in_.peek_word().empty()) {
      number = lookup(at, in_.take_any_word());
    } else if (!in_.take_number(number)) {
      in_.fail_expected("a number or a name");
    }
    --depth_;
    return number;
  }

  double lookup(std::size_t at, std::string_view name) {
    met_.emplace_back(name);
    if (names_ == nullptr) return 1;
    for (const auto& [known, value] : *names_) {
      if (known == name) return value;
    }
    in_.fail(at, "no earlier argument or dimension is called \"" + std::string(name) + '"');
    return 0;
  }

  Scanner& in_;
  const Bound::Names* names_;
  std::vector<std::string> met_;
  int depth_ = 0;
};

}  // namespace

Result<double> Bound::evaluate(const Names& names) const {
  Scanner in(text);
  const double value = BoundReader(in, &names).expression();
  if (in.ok() && !in.at_end()) in.fail_expected("the end of the bound");
  if (in.ok() && !std::isfinite(value)) in.fail(0, "the bound overflows");
  if (!in.ok()) return in.status().in("bound \"" + text + '"');
  return value;
}

Bound read_bound(Scanner& in) {
  const std::size_t from = in.position();
  BoundReader(in, nullptr).expression();
  return {std::string(in.slice(from))};
}

std::vector<std::string> names_in(const Bound& bound) {
  Scanner in(bound.text);
  BoundReader reader(in, nullptr);
  reader.expression();
  return reader.met();
}

Range read_range(Scanner& in) {
  Bound low = read_bound(in);
  if (!in.take("..")) return {low, low};
  return {std::move(low), read_bound(in)};
}

Result<Range> parse_range(std::string_view text) {
  Scanner in(text);
  Range range = read_range(in);
  if (in.ok() && !in.at_end()) in.fail_expected("the end of the range");
  if (!in.ok()) return in.status();
  return range;
}

}  // namespace assay
