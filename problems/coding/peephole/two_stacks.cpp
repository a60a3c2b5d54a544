#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

bool pushes(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'c');
}

// What x and y may be replaced by; "?" if they must stay.
std::string_view rule(char x, char y) {
  if ((x == 'W' && y == 'W') || (x == 'N' && y == 'N')) return "";
  if (y == 'P') {
    if (pushes(x) || x == 'D') return "";
    if (x == 'A' || x == 'S' || x == 'M') return "PP";
    if (x == 'N') return "P";
  }
  if (x == '0' && (y == 'A' || y == 'S')) return "";
  if (x == '1' && y == 'M') return "";
  if ((x == '0' && y == 'M') || (x == 'D' && y == 'S')) return "P0";
  if (x == 'W' && y == 'A') return "A";
  if (x == 'W' && y == 'M') return "M";
  return "?";
}

// The digit that two digits and an operation make, or -1.
int fold(char x, char y, char op) {
  if (!std::isdigit(static_cast<unsigned char>(x)) ||
      !std::isdigit(static_cast<unsigned char>(y))) {
    return -1;
  }
  const int a = x - '0', b = y - '0';
  const int value = op == 'A' ? a + b : op == 'S' ? a - b : op == 'M' ? a * b : -1;
  return value <= 9 ? value : -1;
}

std::string shrink(const std::string& program) {
  std::string todo(program.rbegin(), program.rend()), done;
  while (!todo.empty()) {
    const char c = todo.back();
    todo.pop_back();
    const std::string_view better = done.empty() ? "?" : rule(done.back(), c);
    const int digit = done.size() < 2 ? -1 : fold(done[done.size() - 2], done.back(), c);
    if (better != "?") {
      done.pop_back();
      todo.append(better.rbegin(), better.rend());
    } else if (digit >= 0) {
      done.resize(done.size() - 2);
      todo.push_back(static_cast<char>('0' + digit));
    } else {
      done.push_back(c);
    }
  }
  return done;
}
