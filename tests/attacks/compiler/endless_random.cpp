// Attack: includes random bytes.
// Must get: compile_error
#include <string>
#include "/dev/urandom"
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
