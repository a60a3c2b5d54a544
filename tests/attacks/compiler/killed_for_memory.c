// Attack: the compiler proper is killed for its memory; what started it must not call that a success.
// Must get: compile_error
#include <array>
#include <string>
constexpr auto make() {
  std::array<unsigned, 60000000> all{};
  for (unsigned i = 0; i < all.size(); ++i) all[i] = i * i;
  return all;
}
constexpr auto all = make();
std::string mirror(const std::string& text) { return text + char(all[text.size()]); }
