// Attack: includes a device that never ends.
// Must get: compile_error
#include <string>
#include "/dev/full"
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
