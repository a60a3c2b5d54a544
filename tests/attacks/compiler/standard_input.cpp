// Attack: includes what stands on the compiler's standard input.
// Must get: compile_error
#include <string>
#include "/dev/stdin"
#include "/proc/self/fd/0"
#error reached
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
