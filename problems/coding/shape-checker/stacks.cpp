#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using Shape = std::vector<long long>;
using Answer = std::tuple<long long, Shape>;

std::optional<Shape> broadcast(Shape x, Shape y) {
  const std::size_t rank = std::max(x.size(), y.size());
  x.insert(x.begin(), rank - x.size(), 1);
  y.insert(y.begin(), rank - y.size(), 1);
  for (std::size_t i = 0; i < rank; ++i) {
    if (x[i] != y[i] && x[i] != 1 && y[i] != 1) return std::nullopt;
    if (x[i] == 1) x[i] = y[i];
  }
  return x;
}

std::optional<Shape> combine(char op, const Shape& x, const Shape& y) {
  if (op != '@') return broadcast(x, y);
  if (x.size() < 2 || y.size() < 2 || x.back() != y[y.size() - 2]) return std::nullopt;
  auto shape = broadcast(Shape(x.begin(), x.end() - 2), Shape(y.begin(), y.end() - 2));
  if (shape) {
    shape->push_back(x[x.size() - 2]);
    shape->push_back(y.back());
  }
  return shape;
}

bool is_operand(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// The column at which the text stops being an expression, or -1.
long long syntax_error(const std::string& text) {
  long long depth = 0;
  bool operand = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool opens = c == '(' || is_operand(c);
    if (opens != operand || (c == ')' && depth == 0)) return static_cast<long long>(i);
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (is_operand(c)) operand = false;
    if (c == '+' || c == '*' || c == '@') operand = true;
  }
  return operand || depth > 0 ? static_cast<long long>(text.size()) : -1;
}

int binds(char op) { return op == '(' ? 0 : op == '+' ? 1 : 2; }

Answer check(const std::vector<Shape>& shapes, const std::string& text) {
  if (const long long column = syntax_error(text); column >= 0) return {column, {}};
  std::vector<Shape> values;
  std::vector<std::pair<char, long long>> waiting;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ')';
    const Answer here{static_cast<long long>(i), {}};
    if (c == '(') {
      waiting.push_back({c, 0});
    } else if (c >= '0' && c <= '9') {
      values.emplace_back();
    } else if (is_operand(c)) {
      const std::size_t array = static_cast<std::size_t>(c - 'a');
      if (array >= shapes.size()) return here;
      values.push_back(shapes[array]);
    } else if (c == '\'') {
      Shape& x = values.back();
      if (x.size() < 2) return here;
      std::swap(x[x.size() - 1], x[x.size() - 2]);
    } else {
      while (!waiting.empty() && binds(waiting.back().first) >= (c == ')' ? 1 : binds(c))) {
        const auto [op, column] = waiting.back();
        waiting.pop_back();
        const Shape y = std::move(values.back());
        values.pop_back();
        auto shape = combine(op, values.back(), y);
        if (!shape) return {column, {}};
        values.back() = std::move(*shape);
      }
      if (c != ')') {
        waiting.push_back({c, static_cast<long long>(i)});
      } else if (!waiting.empty()) {
        waiting.pop_back();
      }
    }
  }
  return {-1, values[0]};
}
