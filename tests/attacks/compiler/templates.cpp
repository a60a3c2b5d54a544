// Attack: templates that instantiate each other without end.
// Must get: compile_error
#include <string>
template <int n, int m>
struct Deep {
  static constexpr int value = Deep<n + 1, m>::value + Deep<n, m + 1>::value;
};
static_assert(Deep<0, 0>::value == 1);
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
