// Attack: a constant expression that does not end.
// Must get: compile_error
#include <string>
constexpr unsigned long spin() {
  unsigned long n = 0;
  while (true) n = n * 7 + 1;
  return n;
}
static_assert(spin() == 1);
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
