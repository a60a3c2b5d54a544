// Attack: a type whose name doubles with every step.
// Must get: compile_error
#include <string>
template <class A, class B>
struct Pair {};
template <int n>
struct Wide {
  using type = Pair<typename Wide<n - 1>::type, typename Wide<n - 1>::type>;
};
template <>
struct Wide<0> {
  using type = int;
};
Wide<40>::type* pointer = 5;
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
