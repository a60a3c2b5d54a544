// Attack: endless recursion.
// Must get: runtime_error or memory_limit
// Problem: mirror-at-leisure
#include <string>
static int deeper(int volatile n) { return deeper(n + 1) + 1; }
std::string mirror(const std::string& text) { return deeper(0) ? text : ""; }
