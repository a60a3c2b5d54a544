// Attack: errors as long as can be, and many of them.
// Must get: compile_error
#include <string>
#define L xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
template <class... T>
struct Long {};
template <class T, int n>
struct Error {
  using next = typename Error<Long<T, T, T, T>, n - 1>::type;
};
using start = Error<Long<int>, 9>::next;
static_assert(sizeof(Error<int, 900>) == 0);
int a = L, b = L, c = L;
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
